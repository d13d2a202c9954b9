// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.lrn %x {size = 5 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32} : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.lrn %x
      {size = 5 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32}
      : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.lrn %x into(%y : memref<1x8x4x4xf32>) {size = 5 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32} : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8x4x4xf32>) {
  nn.lrn %x into(%y : memref<1x8x4x4xf32>)
      {size = 5 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32}
      : memref<1x8x4x4xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.hard_sigmoid %x {alpha = 2.000000e-01 : f32, beta = 5.000000e-01 : f32} : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.hard_sigmoid %x {alpha = 2.000000e-01 : f32, beta = 5.000000e-01 : f32}
      : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.hard_sigmoid %x into(%y : memref<1x8x4x4xf32>) {alpha = 2.000000e-01 : f32, beta = 5.000000e-01 : f32} : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8x4x4xf32>) {
  nn.hard_sigmoid %x into(%y : memref<1x8x4x4xf32>) {alpha = 2.000000e-01 : f32, beta = 5.000000e-01 : f32}
      : memref<1x8x4x4xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.leaky_relu %x {alpha = 1.000000e-01 : f32} : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.leaky_relu %x {alpha = 1.000000e-01 : f32} : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.leaky_relu %x into(%y : memref<1x8x4x4xf32>) {alpha = 1.000000e-01 : f32} : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8x4x4xf32>) {
  nn.leaky_relu %x into(%y : memref<1x8x4x4xf32>) {alpha = 1.000000e-01 : f32} : memref<1x8x4x4xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.tanh %x : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.tanh %x : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.tanh %x into(%y : memref<1x8x4x4xf32>) : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8x4x4xf32>) {
  nn.tanh %x into(%y : memref<1x8x4x4xf32>) : memref<1x8x4x4xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.squeeze %x {axes = array<i64: 0, 3>} : tensor<1x8x4x1xf32> -> tensor<8x4xf32>
func.func @tensor(%x: tensor<1x8x4x1xf32>) {
  %y = nn.squeeze %x {axes = array<i64: 0, 3>} : tensor<1x8x4x1xf32> -> tensor<8x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.squeeze %x into(%y : memref<8x4xf32>) {axes = array<i64: 0, 3>} : memref<1x8x4x1xf32>
func.func @buffer(%x: memref<1x8x4x1xf32>, %y: memref<8x4xf32>) {
  nn.squeeze %x into(%y : memref<8x4xf32>) {axes = array<i64: 0, 3>} : memref<1x8x4x1xf32>
  func.return
}

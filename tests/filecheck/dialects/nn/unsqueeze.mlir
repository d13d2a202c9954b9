// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.unsqueeze %x {axes = array<i64: 0, 2>} : tensor<8x4xf32> -> tensor<1x8x1x4xf32>
func.func @tensor(%x: tensor<8x4xf32>) {
  %y = nn.unsqueeze %x {axes = array<i64: 0, 2>} : tensor<8x4xf32> -> tensor<1x8x1x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.unsqueeze %x into(%y : memref<1x8x1x4xf32>) {axes = array<i64: 0, 2>} : memref<8x4xf32>
func.func @buffer(%x: memref<8x4xf32>, %y: memref<1x8x1x4xf32>) {
  nn.unsqueeze %x into(%y : memref<1x8x1x4xf32>) {axes = array<i64: 0, 2>} : memref<8x4xf32>
  func.return
}

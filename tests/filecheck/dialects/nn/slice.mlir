// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.slice %x {starts = array<i64: 0, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>} : tensor<4x8xf32> -> tensor<4x3xf32>
func.func @tensor(%x: tensor<4x8xf32>) {
  %y = nn.slice %x {starts = array<i64: 0, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>}
      : tensor<4x8xf32> -> tensor<4x3xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.slice %x into(%y : memref<4x3xf32>) {starts = array<i64: 0, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>} : memref<4x8xf32>
func.func @buffer(%x: memref<4x8xf32>, %y: memref<4x3xf32>) {
  nn.slice %x into(%y : memref<4x3xf32>)
      {starts = array<i64: 0, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>}
      : memref<4x8xf32>
  func.return
}

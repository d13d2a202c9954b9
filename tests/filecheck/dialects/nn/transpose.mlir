// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : tensor<1x4x6x8xf32> -> tensor<1x8x4x6xf32>
func.func @tensor(%x: tensor<1x4x6x8xf32>) {
  %y = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : tensor<1x4x6x8xf32> -> tensor<1x8x4x6xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.transpose %x into(%y : memref<1x8x4x6xf32>) {perm = array<i64: 0, 3, 1, 2>} : memref<1x4x6x8xf32>
func.func @buffer(%x: memref<1x4x6x8xf32>, %y: memref<1x8x4x6xf32>) {
  nn.transpose %x into(%y : memref<1x8x4x6xf32>) {perm = array<i64: 0, 3, 1, 2>} : memref<1x4x6x8xf32>
  func.return
}

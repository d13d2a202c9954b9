// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.reduce_mean %x {axes = array<i64: 2, 3>} : tensor<1x8x4x4xf32> -> tensor<1x8xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.reduce_mean %x {axes = array<i64: 2, 3>} : tensor<1x8x4x4xf32> -> tensor<1x8xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.reduce_mean %x {axes = array<i64: 1>, keepdims = true} : tensor<1x8x4xf32> -> tensor<1x1x4xf32>
func.func @tensor_1(%x: tensor<1x8x4xf32>) {
  %y = nn.reduce_mean %x {axes = array<i64: 1>, keepdims = true} : tensor<1x8x4xf32> -> tensor<1x1x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.reduce_mean %x into(%y : memref<1x8xf32>) {axes = array<i64: 2, 3>} : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8xf32>) {
  nn.reduce_mean %x into(%y : memref<1x8xf32>) {axes = array<i64: 2, 3>} : memref<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.reduce_mean %x into(%y : memref<1x1x4xf32>) {axes = array<i64: 1>, keepdims = true} : memref<1x8x4xf32>
func.func @buffer_1(%x: memref<1x8x4xf32>, %y: memref<1x1x4xf32>) {
  nn.reduce_mean %x into(%y : memref<1x1x4xf32>) {axes = array<i64: 1>, keepdims = true} : memref<1x8x4xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.reshape %x : tensor<2x8x4xf32> -> tensor<4x16xf32>
func.func @tensor(%x: tensor<2x8x4xf32>) {
  %y = nn.reshape %x : tensor<2x8x4xf32> -> tensor<4x16xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.reshape %x : tensor<1x1xi64> -> tensor<i64>
func.func @tensor_1(%x: tensor<1x1xi64>) {
  %y = nn.reshape %x : tensor<1x1xi64> -> tensor<i64>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.reshape %x into(%y : memref<4x16xf32>) : memref<2x8x4xf32>
func.func @buffer(%x: memref<2x8x4xf32>, %y: memref<4x16xf32>) {
  nn.reshape %x into(%y : memref<4x16xf32>) : memref<2x8x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.reshape %x into(%y : memref<i64>) : memref<1x1xi64>
func.func @buffer_1(%x: memref<1x1xi64>, %y: memref<i64>) {
  nn.reshape %x into(%y : memref<i64>) : memref<1x1xi64>
  func.return
}

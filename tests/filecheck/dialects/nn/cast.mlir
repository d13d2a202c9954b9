// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.cast %x : tensor<2x8xi64> -> tensor<2x8xf32>
func.func @tensor(%x: tensor<2x8xi64>) {
  %y = nn.cast %x : tensor<2x8xi64> -> tensor<2x8xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.cast %x : tensor<8xf32> -> tensor<8xi1>
func.func @tensor_1(%x: tensor<8xf32>) {
  %y = nn.cast %x : tensor<8xf32> -> tensor<8xi1>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.cast %x into(%y : memref<2x8xf32>) : memref<2x8xi64>
func.func @buffer(%x: memref<2x8xi64>, %y: memref<2x8xf32>) {
  nn.cast %x into(%y : memref<2x8xf32>) : memref<2x8xi64>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.cast %x into(%y : memref<8xi1>) : memref<8xf32>
func.func @buffer_1(%x: memref<8xf32>, %y: memref<8xi1>) {
  nn.cast %x into(%y : memref<8xi1>) : memref<8xf32>
  func.return
}

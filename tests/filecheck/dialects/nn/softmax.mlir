// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.softmax %x {axis = 1 : i64} : tensor<2x10xf32> -> tensor<2x10xf32>
func.func @tensor(%x: tensor<2x10xf32>) {
  %y = nn.softmax %x {axis = 1 : i64} : tensor<2x10xf32> -> tensor<2x10xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.softmax %x into(%y : memref<2x10xf32>) {axis = 1 : i64} : memref<2x10xf32>
func.func @buffer(%x: memref<2x10xf32>, %y: memref<2x10xf32>) {
  nn.softmax %x into(%y : memref<2x10xf32>) {axis = 1 : i64} : memref<2x10xf32>
  func.return
}

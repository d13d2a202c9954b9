// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.flatten %x {axis = 1 : i64} : tensor<2x8x4x4xf32> -> tensor<2x128xf32>
func.func @tensor(%x: tensor<2x8x4x4xf32>) {
  %y = nn.flatten %x {axis = 1 : i64} : tensor<2x8x4x4xf32> -> tensor<2x128xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.flatten %x {axis = 0 : i64} : tensor<2x8xf32> -> tensor<1x16xf32>
func.func @tensor_1(%x: tensor<2x8xf32>) {
  %y = nn.flatten %x {axis = 0 : i64} : tensor<2x8xf32> -> tensor<1x16xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.flatten %x into(%y : memref<2x128xf32>) {axis = 1 : i64} : memref<2x8x4x4xf32>
func.func @buffer(%x: memref<2x8x4x4xf32>, %y: memref<2x128xf32>) {
  nn.flatten %x into(%y : memref<2x128xf32>) {axis = 1 : i64} : memref<2x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.flatten %x into(%y : memref<1x16xf32>) {axis = 0 : i64} : memref<2x8xf32>
func.func @buffer_1(%x: memref<2x8xf32>, %y: memref<1x16xf32>) {
  nn.flatten %x into(%y : memref<1x16xf32>) {axis = 0 : i64} : memref<2x8xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.neg %x : tensor<2x8xf32> -> tensor<2x8xf32>
func.func @tensor(%x: tensor<2x8xf32>) {
  %y = nn.neg %x : tensor<2x8xf32> -> tensor<2x8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.neg %x into(%y : memref<2x8xf32>) : memref<2x8xf32>
func.func @buffer(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  nn.neg %x into(%y : memref<2x8xf32>) : memref<2x8xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.global_max_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
func.func @tensor(%x: tensor<1x8x7x7xf32>) {
  %y = nn.global_max_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.global_max_pool %x : tensor<2x8x7xf32> -> tensor<2x8x1xf32>
func.func @tensor_1(%x: tensor<2x8x7xf32>) {
  %y = nn.global_max_pool %x : tensor<2x8x7xf32> -> tensor<2x8x1xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.global_max_pool %x into(%y : memref<1x8x1x1xf32>) : memref<1x8x7x7xf32>
func.func @buffer(%x: memref<1x8x7x7xf32>, %y: memref<1x8x1x1xf32>) {
  nn.global_max_pool %x into(%y : memref<1x8x1x1xf32>) : memref<1x8x7x7xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.global_max_pool %x into(%y : memref<2x8x1xf32>) : memref<2x8x7xf32>
func.func @buffer_1(%x: memref<2x8x7xf32>, %y: memref<2x8x1xf32>) {
  nn.global_max_pool %x into(%y : memref<2x8x1xf32>) : memref<2x8x7xf32>
  func.return
}

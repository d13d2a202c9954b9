// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.max_pool %x {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x4x6x6xf32> -> tensor<1x4x6x6xf32>
func.func @tensor(%x: tensor<1x4x6x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32> -> tensor<1x4x6x6xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.max_pool %x {kernel_shape = array<i64: 2, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 1, 1, 1>, dilations = array<i64: 1, 2>, ceil_mode = true} : tensor<1x4x6x8xf32> -> tensor<1x4x3x4xf32>
func.func @tensor_1(%x: tensor<1x4x6x8xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 2, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 1, 1, 1>, dilations = array<i64: 1, 2>, ceil_mode = true}
      : tensor<1x4x6x8xf32> -> tensor<1x4x3x4xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.max_pool %x {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, ceil_mode = true} : tensor<1x4x7xf32> -> tensor<1x4x4xf32>
func.func @tensor_2(%x: tensor<1x4x7xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, ceil_mode = true}
      : tensor<1x4x7xf32> -> tensor<1x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.max_pool %x into(%y : memref<1x4x6x6xf32>) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : memref<1x4x6x6xf32>
func.func @buffer(%x: memref<1x4x6x6xf32>, %y: memref<1x4x6x6xf32>) {
  nn.max_pool %x into(%y : memref<1x4x6x6xf32>)
      {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : memref<1x4x6x6xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.max_pool %x into(%y : memref<1x4x3x4xf32>) {kernel_shape = array<i64: 2, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 1, 1, 1>, dilations = array<i64: 1, 2>, ceil_mode = true} : memref<1x4x6x8xf32>
func.func @buffer_1(%x: memref<1x4x6x8xf32>, %y: memref<1x4x3x4xf32>) {
  nn.max_pool %x into(%y : memref<1x4x3x4xf32>)
      {kernel_shape = array<i64: 2, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 1, 1, 1>, dilations = array<i64: 1, 2>, ceil_mode = true}
      : memref<1x4x6x8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.max_pool %x into(%y : memref<1x4x4xf32>) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, ceil_mode = true} : memref<1x4x7xf32>
func.func @buffer_2(%x: memref<1x4x7xf32>, %y: memref<1x4x4xf32>) {
  nn.max_pool %x into(%y : memref<1x4x4xf32>)
      {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, ceil_mode = true}
      : memref<1x4x7xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.conv %x, %w {strides = array<i64: 2>, pads = array<i64: 2, 1>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x4x10xf32>, tensor<6x2x3xf32> -> tensor<1x6x6xf32>
func.func @tensor(%x: tensor<1x4x10xf32>, %w: tensor<6x2x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 2>, pads = array<i64: 2, 1>, dilations = array<i64: 1>, group = 2 : i64}
      : tensor<1x4x10xf32>, tensor<6x2x3xf32> -> tensor<1x6x6xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.conv %x, %w bias(%b : tensor<8xf32>) residual(%r : tensor<1x8x6x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<clip, 0.0, 6.0>} : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
func.func @tensor_1(
    %x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>, %b: tensor<8xf32>, %r: tensor<1x8x6x6xf32>
) {
  %y = nn.conv %x, %w bias(%b : tensor<8xf32>) residual(%r : tensor<1x8x6x6xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<clip, 0.0, 6.0>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.conv %x, %w residual(%r : tensor<1x3x5x3x4xf32>) {strides = array<i64: 1, 2, 1>, pads = array<i64: 1, 1, 0, 1, 1, 2>, dilations = array<i64: 1, 1, 2>} : tensor<1x2x5x6x6xf32>, tensor<3x2x3x3x3xf32> -> tensor<1x3x5x3x4xf32>
func.func @tensor_2(%x: tensor<1x2x5x6x6xf32>, %w: tensor<3x2x3x3x3xf32>, %r: tensor<1x3x5x3x4xf32>) {
  %y = nn.conv %x, %w residual(%r : tensor<1x3x5x3x4xf32>)
      {strides = array<i64: 1, 2, 1>, pads = array<i64: 1, 1, 0, 1, 1, 2>, dilations = array<i64: 1, 1, 2>}
      : tensor<1x2x5x6x6xf32>, tensor<3x2x3x3x3xf32> -> tensor<1x3x5x3x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.conv %x, %w into(%y : memref<1x6x6xf32>) {strides = array<i64: 2>, pads = array<i64: 2, 1>, dilations = array<i64: 1>, group = 2 : i64} : memref<1x4x10xf32>, memref<6x2x3xf32>
func.func @buffer(%x: memref<1x4x10xf32>, %w: memref<6x2x3xf32>, %y: memref<1x6x6xf32>) {
  nn.conv %x, %w into(%y : memref<1x6x6xf32>)
      {strides = array<i64: 2>, pads = array<i64: 2, 1>, dilations = array<i64: 1>, group = 2 : i64}
      : memref<1x4x10xf32>, memref<6x2x3xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.conv %x, %w bias(%b : memref<8xf32>) residual(%r : memref<1x8x6x6xf32>) into(%y : memref<1x8x6x6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<clip, 0.0, 6.0>} : memref<1x4x6x6xf32>, memref<8x4x3x3xf32>
func.func @buffer_1(
    %x: memref<1x4x6x6xf32>, %w: memref<8x4x3x3xf32>, %b: memref<8xf32>, %r: memref<1x8x6x6xf32>, %y: memref<1x8x6x6xf32>
) {
  nn.conv %x, %w bias(%b : memref<8xf32>) residual(%r : memref<1x8x6x6xf32>) into(%y : memref<1x8x6x6xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<clip, 0.0, 6.0>}
      : memref<1x4x6x6xf32>, memref<8x4x3x3xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.conv %x, %w residual(%r : memref<1x3x5x3x4xf32>) into(%y : memref<1x3x5x3x4xf32>) {strides = array<i64: 1, 2, 1>, pads = array<i64: 1, 1, 0, 1, 1, 2>, dilations = array<i64: 1, 1, 2>} : memref<1x2x5x6x6xf32>, memref<3x2x3x3x3xf32>
func.func @buffer_2(
    %x: memref<1x2x5x6x6xf32>, %w: memref<3x2x3x3x3xf32>, %r: memref<1x3x5x3x4xf32>, %y: memref<1x3x5x3x4xf32>
) {
  nn.conv %x, %w residual(%r : memref<1x3x5x3x4xf32>) into(%y : memref<1x3x5x3x4xf32>)
      {strides = array<i64: 1, 2, 1>, pads = array<i64: 1, 1, 0, 1, 1, 2>, dilations = array<i64: 1, 1, 2>}
      : memref<1x2x5x6x6xf32>, memref<3x2x3x3x3xf32>
  func.return
}

func.func @main(%x: tensor<2x3x8x10xf32>) -> tensor<2x4x6x8xf32> {
  %w = nn.constant #nn.random<1> : tensor<4x3x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<4xf32>
  %y = nn.conv %x, %w bias(%b : tensor<4xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, activation = #nn.activation<clip, 0.0, 6.0>}
    : tensor<2x3x8x10xf32>, tensor<4x3x3x3xf32> -> tensor<2x4x6x8xf32>
  func.return %y : tensor<2x4x6x8xf32>
}

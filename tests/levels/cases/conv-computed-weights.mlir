// A plain loop nest, between convolutions that have layouts: groups, stride, dilation and padding at once.
func.func @main(%x: tensor<2x4x9x8xf32>, %w: tensor<6x2x3x2xf32>, %b: tensor<6xf32>, %r: tensor<2x6x4x10xf32>) -> tensor<2x5x4x10xf32> {
  %v = nn.constant #nn.random<1> : tensor<4x4x3x3xf32>
  %u = nn.constant #nn.random<2> : tensor<5x6x3x3xf32>
  %a = nn.conv %x, %v {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<2x4x9x8xf32>, tensor<4x4x3x3xf32> -> tensor<2x4x9x8xf32>
  %c = nn.conv %a, %w bias(%b : tensor<6xf32>) residual(%r : tensor<2x6x4x10xf32>) {strides = array<i64: 2, 1>, pads = array<i64: 2, 3, 1, 2>, dilations = array<i64: 2, 3>, group = 2 : i64, activation = #nn.activation<leaky_relu, 0.1>}
    : tensor<2x4x9x8xf32>, tensor<6x2x3x2xf32> -> tensor<2x6x4x10xf32>
  %y = nn.conv %c, %u {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<2x6x4x10xf32>, tensor<5x6x3x3xf32> -> tensor<2x5x4x10xf32>
  func.return %y : tensor<2x5x4x10xf32>
}

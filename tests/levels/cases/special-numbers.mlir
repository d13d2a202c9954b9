// INPUTS: special
// Infinity and NaN reach their windows and no further: not through padding, gaps between rows, or masks.
func.func @main(%x: tensor<1x2x7x6xf32>) -> (tensor<1x3x7x6xf32>, tensor<1x2x7x6xf32>, tensor<1x2x4x3xf32>, tensor<1x2x7x6xf32>) {
  %w = nn.constant #nn.random<1> : tensor<3x2x1x1xf32>
  %v = nn.constant #nn.random<2> : tensor<2x1x3x3xf32>
  %u = nn.constant #nn.random<3> : tensor<2x1x3x3xf32>
  %a = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, activation = #nn.activation<relu>}
    : tensor<1x2x7x6xf32>, tensor<3x2x1x1xf32> -> tensor<1x3x7x6xf32>
  %b = nn.conv %x, %v {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64}
    : tensor<1x2x7x6xf32>, tensor<2x1x3x3xf32> -> tensor<1x2x7x6xf32>
  %c = nn.conv %b, %u {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64}
    : tensor<1x2x7x6xf32>, tensor<2x1x3x3xf32> -> tensor<1x2x4x3xf32>
  %d = nn.max_pool %x {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x2x7x6xf32> -> tensor<1x2x7x6xf32>
  func.return %a, %b, %c, %d : tensor<1x3x7x6xf32>, tensor<1x2x7x6xf32>, tensor<1x2x4x3xf32>, tensor<1x2x7x6xf32>
}

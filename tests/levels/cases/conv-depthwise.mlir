func.func @main(%x: tensor<1x6x8x8xf32>) -> tensor<1x6x8x8xf32> {
  %w = nn.constant #nn.random<1> : tensor<6x1x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<6xf32>
  %y = nn.conv %x, %w bias(%b : tensor<6xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, activation = #nn.activation<silu>}
    : tensor<1x6x8x8xf32>, tensor<6x1x3x3xf32> -> tensor<1x6x8x8xf32>
  func.return %y : tensor<1x6x8x8xf32>
}

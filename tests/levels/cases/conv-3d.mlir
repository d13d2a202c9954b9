func.func @main(%x: tensor<1x3x5x6x7xf32>) -> tensor<1x4x5x6x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<4x3x3x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<4xf32>
  %y = nn.conv %x, %w bias(%b : tensor<4xf32>) {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>}
    : tensor<1x3x5x6x7xf32>, tensor<4x3x3x3x3xf32> -> tensor<1x4x5x6x7xf32>
  func.return %y : tensor<1x4x5x6x7xf32>
}

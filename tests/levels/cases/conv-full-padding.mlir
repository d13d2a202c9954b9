func.func @main(%x: tensor<1x2x5x5xf32>) -> tensor<1x3x7x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<3x2x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>}
    : tensor<1x2x5x5xf32>, tensor<3x2x3x3xf32> -> tensor<1x3x7x7xf32>
  func.return %y : tensor<1x3x7x7xf32>
}

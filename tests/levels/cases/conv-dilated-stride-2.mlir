func.func @main(%x: tensor<1x2x12x12xf32>) -> tensor<1x3x5x5xf32> {
  %w = nn.constant #nn.random<1> : tensor<3x2x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<3xf32>
  %y = nn.conv %x, %w bias(%b : tensor<3xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 2, 2>}
    : tensor<1x2x12x12xf32>, tensor<3x2x3x3xf32> -> tensor<1x3x5x5xf32>
  func.return %y : tensor<1x3x5x5xf32>
}

func.func @main(%x: tensor<1x2x6x7xf32>) -> tensor<1x5x5x9xf32> {
  %w = nn.constant #nn.random<1> : tensor<5x2x3x2xf32>
  %b = nn.constant #nn.random<2> : tensor<5xf32>
  %y = nn.conv %x, %w bias(%b : tensor<5xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 1, 2>, dilations = array<i64: 1, 1>}
    : tensor<1x2x6x7xf32>, tensor<5x2x3x2xf32> -> tensor<1x5x5x9xf32>
  func.return %y : tensor<1x5x5x9xf32>
}

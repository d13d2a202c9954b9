func.func @main(%x: tensor<1x7x9x9xf32>) -> tensor<1x9x5x5xf32> {
  %w = nn.constant #nn.random<1> : tensor<9x7x1x1xf32>
  %b = nn.constant #nn.random<2> : tensor<9xf32>
  %y = nn.conv %x, %w bias(%b : tensor<9xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x7x9x9xf32>, tensor<9x7x1x1xf32> -> tensor<1x9x5x5xf32>
  func.return %y : tensor<1x9x5x5xf32>
}

func.func @main(%x: tensor<1x6x7x7xf32>) -> tensor<1x9x7x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<9x2x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<9xf32>
  %y = nn.conv %x, %w bias(%b : tensor<9xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 3 : i64, activation = #nn.activation<sigmoid>}
    : tensor<1x6x7x7xf32>, tensor<9x2x3x3xf32> -> tensor<1x9x7x7xf32>
  func.return %y : tensor<1x9x7x7xf32>
}

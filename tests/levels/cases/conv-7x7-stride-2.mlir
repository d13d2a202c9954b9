func.func @main(%x: tensor<1x3x17x15xf32>) -> tensor<1x6x9x8xf32> {
  %w = nn.constant #nn.random<1> : tensor<6x3x7x7xf32>
  %b = nn.constant #nn.random<2> : tensor<6xf32>
  %y = nn.conv %x, %w bias(%b : tensor<6xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 3, 3, 3, 3>, dilations = array<i64: 1, 1>, activation = #nn.activation<leaky_relu, 0.1>}
    : tensor<1x3x17x15xf32>, tensor<6x3x7x7xf32> -> tensor<1x6x9x8xf32>
  func.return %y : tensor<1x6x9x8xf32>
}

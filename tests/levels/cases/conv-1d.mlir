func.func @main(%x: tensor<1x4x20xf32>) -> tensor<1x6x20xf32> {
  %w = nn.constant #nn.random<1> : tensor<6x4x5xf32>
  %b = nn.constant #nn.random<2> : tensor<6xf32>
  %y = nn.conv %x, %w bias(%b : tensor<6xf32>) {strides = array<i64: 1>, pads = array<i64: 2, 2>, dilations = array<i64: 1>, activation = #nn.activation<tanh>}
    : tensor<1x4x20xf32>, tensor<6x4x5xf32> -> tensor<1x6x20xf32>
  func.return %y : tensor<1x6x20xf32>
}

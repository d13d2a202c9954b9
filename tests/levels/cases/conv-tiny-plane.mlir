func.func @main(%x: tensor<1x8x1x1xf32>) -> tensor<1x5x1x1xf32> {
  %w = nn.constant #nn.random<1> : tensor<5x8x1x1xf32>
  %b = nn.constant #nn.random<2> : tensor<5xf32>
  %y = nn.conv %x, %w bias(%b : tensor<5xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, activation = #nn.activation<hard_sigmoid, 0.2, 0.5>}
    : tensor<1x8x1x1xf32>, tensor<5x8x1x1xf32> -> tensor<1x5x1x1xf32>
  func.return %y : tensor<1x5x1x1xf32>
}

func.func @main(%x: tensor<1x2x9x11xf32>) -> tensor<1x3x4x4xf32> {
  %w = nn.constant #nn.random<1> : tensor<3x2x2x3xf32>
  %b = nn.constant #nn.random<2> : tensor<3xf32>
  %y = nn.conv %x, %w bias(%b : tensor<3xf32>) {strides = array<i64: 2, 3>, pads = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x2x9x11xf32>, tensor<3x2x2x3xf32> -> tensor<1x3x4x4xf32>
  func.return %y : tensor<1x3x4x4xf32>
}

// A bias that is a value, in a kernel of constant weights.
func.func @main(%x: tensor<1x2x5x5xf32>, %b: tensor<3xf32>) -> tensor<1x3x5x5xf32> {
  %w = nn.constant #nn.random<1> : tensor<3x2x3x3xf32>
  %e = nn.exp %b : tensor<3xf32> -> tensor<3xf32>
  %y = nn.conv %x, %w bias(%e : tensor<3xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x2x5x5xf32>, tensor<3x2x3x3xf32> -> tensor<1x3x5x5xf32>
  func.return %y : tensor<1x3x5x5xf32>
}

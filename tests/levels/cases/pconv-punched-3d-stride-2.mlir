// PIPELINE: prune-block-punched{filters=4 channels=2},exploit-all-sparsity
func.func @main(%x: tensor<1x5x5x7x7xf32>) -> tensor<1x8x3x4x4xf32> {
  %w = nn.constant #nn.random<1> : tensor<8x5x3x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<8xf32>
  %y = nn.conv %x, %w bias(%b : tensor<8xf32>) {strides = array<i64: 2, 2, 2>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>}
    : tensor<1x5x5x7x7xf32>, tensor<8x5x3x3x3xf32> -> tensor<1x8x3x4x4xf32>
  func.return %y : tensor<1x8x3x4x4xf32>
}

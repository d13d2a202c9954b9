// PIPELINE: prune-block-punched{filters=16 channels=1 rate=6},exploit-all-sparsity
func.func @main(%x: tensor<2x6x9x7xf32>) -> tensor<2x20x9x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<20x6x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<20xf32>
  %y = nn.conv %x, %w bias(%b : tensor<20xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<2x6x9x7xf32>, tensor<20x6x3x3xf32> -> tensor<2x20x9x7xf32>
  func.return %y : tensor<2x20x9x7xf32>
}

// PIPELINE: prune,exploit-all-sparsity
func.func @main(%x: tensor<1x16x9x9xf32>) -> tensor<1x20x5x5xf32> {
  %w = nn.constant #nn.random<1> : tensor<20x16x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<20xf32>
  %y = nn.conv %x, %w bias(%b : tensor<20xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x16x9x9xf32>, tensor<20x16x3x3xf32> -> tensor<1x20x5x5xf32>
  func.return %y : tensor<1x20x5x5xf32>
}

// PIPELINE: prune-kgs,exploit-all-sparsity
func.func @main(%x: tensor<1x6x4x5x6xf32>, %r: tensor<1x12x4x5x6xf32>) -> tensor<1x12x4x5x6xf32> {
  %w = nn.constant #nn.random<1> : tensor<12x6x3x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<12xf32>
  %y = nn.conv %x, %w bias(%b : tensor<12xf32>) residual(%r : tensor<1x12x4x5x6xf32>) {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>, activation = #nn.activation<relu>}
    : tensor<1x6x4x5x6xf32>, tensor<12x6x3x3x3xf32> -> tensor<1x12x4x5x6xf32>
  func.return %y : tensor<1x12x4x5x6xf32>
}

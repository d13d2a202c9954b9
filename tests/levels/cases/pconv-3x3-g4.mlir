// PIPELINE: prune-4,exploit-all-sparsity
func.func @main(%x: tensor<1x16x9x9xf32>, %r: tensor<1x24x9x9xf32>) -> tensor<1x24x9x9xf32> {
  %w = nn.constant #nn.random<1> : tensor<24x16x3x3xf32>
  %b = nn.constant #nn.random<2> : tensor<24xf32>
  %y = nn.conv %x, %w bias(%b : tensor<24xf32>) residual(%r : tensor<1x24x9x9xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<relu>}
    : tensor<1x16x9x9xf32>, tensor<24x16x3x3xf32> -> tensor<1x24x9x9xf32>
  func.return %y : tensor<1x24x9x9xf32>
}

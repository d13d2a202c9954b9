// PIPELINE: prune-4,exploit-all-sparsity
func.func @main(%x: tensor<1x24x7x7xf32>) -> tensor<1x20x7x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<20x24x1x1xf32>
  %b = nn.constant #nn.random<2> : tensor<20xf32>
  %y = nn.conv %x, %w bias(%b : tensor<20xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, activation = #nn.activation<relu>}
    : tensor<1x24x7x7xf32>, tensor<20x24x1x1xf32> -> tensor<1x20x7x7xf32>
  func.return %y : tensor<1x20x7x7xf32>
}

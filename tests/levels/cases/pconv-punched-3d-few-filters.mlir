// PIPELINE: prune-block-punched{filters=2 channels=3},convert-nn-to-pconv,reorder-filters,pack-weights
// Too few filters in a block for sums in registers.
func.func @main(%x: tensor<1x5x3x6x7xf32>) -> tensor<1x7x3x6x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<7x5x3x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>, pconv.scheme = #pconv.block_punched_scheme<group = 2, channels = 3>}
    : tensor<1x5x3x6x7xf32>, tensor<7x5x3x3x3xf32> -> tensor<1x7x3x6x7xf32>
  func.return %y : tensor<1x7x3x6x7xf32>
}

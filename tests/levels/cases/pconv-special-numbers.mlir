// PIPELINE: prune,exploit-all-sparsity
// INPUTS: special
// Two pruned layers: what the first writes beside its interior does not reach the second.
func.func @main(%x: tensor<1x8x6x6xf32>) -> tensor<1x8x6x6xf32> {
  %w = nn.constant #nn.random<1> : tensor<8x8x3x3xf32>
  %v = nn.constant #nn.random<2> : tensor<8x8x3x3xf32>
  %a = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<clip, -3.0, 3.0>}
    : tensor<1x8x6x6xf32>, tensor<8x8x3x3xf32> -> tensor<1x8x6x6xf32>
  %y = nn.conv %a, %v {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x8x6x6xf32>, tensor<8x8x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return %y : tensor<1x8x6x6xf32>
}

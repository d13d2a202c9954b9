// PIPELINE: detect-sparsity,convert-nn-to-pconv,reorder-filters,pack-weights
// Filters without kernels beside others, and fewer filters than a vector has lanes.
func.func @main(%x: tensor<2x2x5x5xf32>) -> tensor<2x3x5x5xf32> {
  %w = nn.constant dense<[[[[0.0, 1.0, 0.0], [0.5, -1.0, 2.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]], [[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]], [[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [[0.0, 3.0, 0.0], [1.5, 1.0, 0.25], [0.0, 0.0, 0.0]]]]> : tensor<3x2x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<2x2x5x5xf32>, tensor<3x2x3x3xf32> -> tensor<2x3x5x5xf32>
  func.return %y : tensor<2x3x5x5xf32>
}

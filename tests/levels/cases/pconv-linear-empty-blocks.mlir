// PIPELINE: detect-sparsity,convert-nn-to-pconv,pack-weights
// The first block is empty, the second full, the last has one column and lacks an output.
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x11xf32> {
  %w = nn.constant dense<[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0],
                          [0.5, 1.5, 2.5], [1.0, -1.5, 2.0], [-0.5, 0.25, 4.0], [3.0, 1.0, 1.0],
                          [0.0, 2.0, 0.0], [0.0, 1.0, 0.0], [0.0, 3.0, 0.0]]> : tensor<11x3xf32>
  %b = nn.constant #nn.random<2> : tensor<11xf32>
  %y = nn.gemm %x, %w c(%b : tensor<11xf32>) {trans_b = true} : tensor<2x3xf32>, tensor<11x3xf32> -> tensor<2x11xf32>
  func.return %y : tensor<2x11xf32>
}

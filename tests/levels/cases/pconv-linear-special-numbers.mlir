// PIPELINE: prune-columns{rate=4 group=8},exploit-all-sparsity
// INPUTS: special
func.func @main(%x: tensor<3x40xf32>) -> tensor<3x48xf32> {
  %w = nn.constant #nn.random<1> : tensor<48x40xf32>
  %b = nn.constant #nn.random<2> : tensor<48xf32>
  %y = nn.gemm %x, %w c(%b : tensor<48xf32>) {trans_b = true, activation = #nn.activation<relu>} : tensor<3x40xf32>, tensor<48x40xf32> -> tensor<3x48xf32>
  func.return %y : tensor<3x48xf32>
}

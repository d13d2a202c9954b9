// PIPELINE: prune-columns{rate=4 group=8 balanced=true},exploit-all-sparsity
func.func @main(%x: tensor<1x100xf32>) -> tensor<1x5xf32> {
  %w = nn.constant #nn.random<1> : tensor<48x100xf32>
  %b = nn.constant #nn.random<2> : tensor<48xf32>
  %v = nn.constant #nn.random<3> : tensor<48x5xf32>
  %h = nn.gemm %x, %w c(%b : tensor<48xf32>) {trans_b = true, activation = #nn.activation<relu>} : tensor<1x100xf32>, tensor<48x100xf32> -> tensor<1x48xf32>
  %y = nn.gemm %h, %v : tensor<1x48xf32>, tensor<48x5xf32> -> tensor<1x5xf32>
  func.return %y : tensor<1x5xf32>
}

// PIPELINE: prune-columns{rate=4 group=16},exploit-all-sparsity
func.func @main(%x: tensor<7x50xf32>) -> tensor<7x42xf32> {
  %w = nn.constant #nn.random<1> : tensor<64x50xf32>
  %b = nn.constant #nn.random<2> : tensor<64xf32>
  %v = nn.constant #nn.random<3> : tensor<42x64xf32>
  %h = nn.gemm %x, %w c(%b : tensor<64xf32>) {trans_b = true, activation = #nn.activation<hard_swish>} : tensor<7x50xf32>, tensor<64x50xf32> -> tensor<7x64xf32>
  %y = nn.gemm %h, %v {trans_b = true} : tensor<7x64xf32>, tensor<42x64xf32> -> tensor<7x42xf32>
  func.return %y : tensor<7x42xf32>
}

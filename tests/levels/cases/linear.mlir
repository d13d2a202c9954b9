func.func @main(%x: tensor<2x40xf32>) -> tensor<2x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<50x40xf32>
  %b = nn.constant #nn.random<2> : tensor<50xf32>
  %v = nn.constant #nn.random<3> : tensor<50x7xf32>
  %h = nn.gemm %x, %w c(%b : tensor<50xf32>) {trans_b = true, alpha = 0.5 : f32, activation = #nn.activation<relu>} : tensor<2x40xf32>, tensor<50x40xf32> -> tensor<2x50xf32>
  %y = nn.gemm %h, %v : tensor<2x50xf32>, tensor<50x7xf32> -> tensor<2x7xf32>
  %s = nn.softmax %y {axis = 1 : i64} : tensor<2x7xf32> -> tensor<2x7xf32>
  func.return %s : tensor<2x7xf32>
}

func.func @main(%x: tensor<13x40xf32>) -> tensor<13x7xf32> {
  %w = nn.constant #nn.random<1> : tensor<50x40xf32>
  %v = nn.constant #nn.random<3> : tensor<50x7xf32>
  %h = nn.gemm %x, %w {trans_b = true, activation = #nn.activation<relu>} : tensor<13x40xf32>, tensor<50x40xf32> -> tensor<13x50xf32>
  %y = nn.gemm %h, %v : tensor<13x50xf32>, tensor<50x7xf32> -> tensor<13x7xf32>
  func.return %y : tensor<13x7xf32>
}

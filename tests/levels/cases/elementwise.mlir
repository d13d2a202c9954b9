func.func @main(%x: tensor<1x4x5x5xf32>, %z: tensor<4x1x1xf32>) -> (tensor<1x4x5x5xf32>, tensor<1x4x1x1xf32>) {
  %a = nn.add %x, %z : tensor<1x4x5x5xf32>, tensor<4x1x1xf32> -> tensor<1x4x5x5xf32>
  %b = nn.abs %a : tensor<1x4x5x5xf32> -> tensor<1x4x5x5xf32>
  %c = nn.sqrt %b : tensor<1x4x5x5xf32> -> tensor<1x4x5x5xf32>
  %d = nn.sub %c, %x : tensor<1x4x5x5xf32>, tensor<1x4x5x5xf32> -> tensor<1x4x5x5xf32>
  %e = nn.tanh %d : tensor<1x4x5x5xf32> -> tensor<1x4x5x5xf32>
  %f = nn.prelu %e, %z : tensor<1x4x5x5xf32>, tensor<4x1x1xf32> -> tensor<1x4x5x5xf32>
  %g = nn.erf %f : tensor<1x4x5x5xf32> -> tensor<1x4x5x5xf32>
  %m = nn.reduce_mean %g {axes = array<i64: 2, 3>, keepdims = true} : tensor<1x4x5x5xf32> -> tensor<1x4x1x1xf32>
  func.return %g, %m : tensor<1x4x5x5xf32>, tensor<1x4x1x1xf32>
}

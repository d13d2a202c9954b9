// In 3-D the gaps lie between the rows and between the slices.
func.func @main(%x: tensor<1x3x3x4x5xf32>, %g: tensor<1x3x1x1x1xf32>) -> (tensor<1x2x3x4x5xf32>, tensor<1x3x1x1x1xf32>) {
  %w = nn.constant #nn.random<1> : tensor<3x3x3x3x3xf32>
  %v = nn.constant #nn.random<2> : tensor<2x3x3x3x3xf32>
  %a = nn.conv %x, %w {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>}
    : tensor<1x3x3x4x5xf32>, tensor<3x3x3x3x3xf32> -> tensor<1x3x3x4x5xf32>
  %m = nn.add %a, %g : tensor<1x3x3x4x5xf32>, tensor<1x3x1x1x1xf32> -> tensor<1x3x3x4x5xf32>
  %y = nn.conv %m, %v {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>}
    : tensor<1x3x3x4x5xf32>, tensor<2x3x3x3x3xf32> -> tensor<1x2x3x4x5xf32>
  %p = nn.global_avg_pool %m : tensor<1x3x3x4x5xf32> -> tensor<1x3x1x1x1xf32>
  func.return %y, %p : tensor<1x2x3x4x5xf32>, tensor<1x3x1x1x1xf32>
}

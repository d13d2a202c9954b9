// Squeeze and excitation: planes with gaps between their rows are summed, then multiplied by one number each, and must keep their zeros.
func.func @main(%x: tensor<2x4x7x7xf32>) -> (tensor<2x5x7x7xf32>, tensor<2x4x1xf32>) {
  %w = nn.constant #nn.random<1> : tensor<4x4x3x3xf32>
  %v = nn.constant #nn.random<2> : tensor<5x4x3x3xf32>
  %a = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<2x4x7x7xf32>, tensor<4x4x3x3xf32> -> tensor<2x4x7x7xf32>
  %p = nn.global_avg_pool %a : tensor<2x4x7x7xf32> -> tensor<2x4x1x1xf32>
  %g = nn.sigmoid %p : tensor<2x4x1x1xf32> -> tensor<2x4x1x1xf32>
  %m = nn.mul %a, %g : tensor<2x4x7x7xf32>, tensor<2x4x1x1xf32> -> tensor<2x4x7x7xf32>
  %y = nn.conv %m, %v {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<2x4x7x7xf32>, tensor<5x4x3x3xf32> -> tensor<2x5x7x7xf32>
  %s = nn.reduce_sum %m {axes = array<i64: 2, 3>} : tensor<2x4x7x7xf32> -> tensor<2x4xf32>
  %t = nn.reshape %s : tensor<2x4xf32> -> tensor<2x4x1xf32>
  func.return %y, %t : tensor<2x5x7x7xf32>, tensor<2x4x1xf32>
}

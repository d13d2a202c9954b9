// INPUTS: negative
// Padding must not win a maximum of negative numbers, nor count in an average.
func.func @main(%x: tensor<1x3x9x9xf32>) -> (tensor<1x3x5x5xf32>, tensor<1x3x4x4xf32>, tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>, tensor<1x3x1x1xf32>, tensor<1x3x1x1xf32>) {
  %a = nn.max_pool %x {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
  %b = nn.max_pool %x {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x3x9x9xf32> -> tensor<1x3x4x4xf32>
  %c = nn.avg_pool %x {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, count_include_pad = true} : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
  %d = nn.avg_pool %x {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
  %e = nn.max_pool %x {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, ceil_mode = true} : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
  %f = nn.global_avg_pool %x : tensor<1x3x9x9xf32> -> tensor<1x3x1x1xf32>
  %g = nn.global_max_pool %x : tensor<1x3x9x9xf32> -> tensor<1x3x1x1xf32>
  func.return %a, %b, %c, %d, %e, %f, %g : tensor<1x3x5x5xf32>, tensor<1x3x4x4xf32>, tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>, tensor<1x3x1x1xf32>, tensor<1x3x1x1xf32>
}

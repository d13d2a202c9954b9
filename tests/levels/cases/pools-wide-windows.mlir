// INPUTS: negative
// Windows and paddings wider than what is written out, and in three dimensions.
func.func @main(%x: tensor<1x2x30xf32>, %z: tensor<1x2x5x6x7xf32>) -> (tensor<1x2x30xf32>, tensor<1x2x12xf32>, tensor<1x2x3x3x4xf32>, tensor<1x2x5x6x7xf32>) {
  %a = nn.max_pool %x {kernel_shape = array<i64: 15>, strides = array<i64: 1>, pads = array<i64: 7, 7>, dilations = array<i64: 1>} : tensor<1x2x30xf32> -> tensor<1x2x30xf32>
  %b = nn.avg_pool %x {kernel_shape = array<i64: 5>, strides = array<i64: 3>, pads = array<i64: 9, 8>, dilations = array<i64: 3>, count_include_pad = true} : tensor<1x2x30xf32> -> tensor<1x2x12xf32>
  %c = nn.max_pool %z {kernel_shape = array<i64: 3, 2, 3>, strides = array<i64: 2, 2, 2>, pads = array<i64: 1, 0, 1, 1, 0, 1>, dilations = array<i64: 1, 1, 1>} : tensor<1x2x5x6x7xf32> -> tensor<1x2x3x3x4xf32>
  %d = nn.avg_pool %z {kernel_shape = array<i64: 3, 3, 3>, strides = array<i64: 1, 1, 1>, pads = array<i64: 2, 2, 2, 2, 2, 2>, dilations = array<i64: 2, 2, 2>} : tensor<1x2x5x6x7xf32> -> tensor<1x2x5x6x7xf32>
  func.return %a, %b, %c, %d : tensor<1x2x30xf32>, tensor<1x2x12xf32>, tensor<1x2x3x3x4xf32>, tensor<1x2x5x6x7xf32>
}

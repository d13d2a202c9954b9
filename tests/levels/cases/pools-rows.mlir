// INPUTS: special
// Rows of several vectors and a rest, with strides up to 3, dilations, padding and overhang; infinities and NaN go where they should.
func.func @main(%x: tensor<1x2x3x9x83xf32>, %z: tensor<2x2x7x14xf32>) -> (tensor<1x2x3x9x83xf32>, tensor<1x2x2x4x41xf32>, tensor<2x2x3x7xf32>, tensor<2x2x7x14xf32>, tensor<2x2x3x4xf32>) {
  %a = nn.max_pool %x {kernel_shape = array<i64: 3, 3, 3>, strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>} : tensor<1x2x3x9x83xf32> -> tensor<1x2x3x9x83xf32>
  %b = nn.max_pool %x {kernel_shape = array<i64: 3, 3, 3>, strides = array<i64: 2, 2, 2>, pads = array<i64: 1, 0, 0, 1, 0, 0>, dilations = array<i64: 1, 1, 1>} : tensor<1x2x3x9x83xf32> -> tensor<1x2x2x4x41xf32>
  %c = nn.max_pool %z {kernel_shape = array<i64: 2, 4>, strides = array<i64: 3, 2>, pads = array<i64: 1, 1, 0, 1>, dilations = array<i64: 1, 1>} : tensor<2x2x7x14xf32> -> tensor<2x2x3x7xf32>
  %d = nn.avg_pool %z {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 2, 2>} : tensor<2x2x7x14xf32> -> tensor<2x2x7x14xf32>
  %e = nn.avg_pool %z {kernel_shape = array<i64: 3, 2>, strides = array<i64: 2, 4>, pads = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, count_include_pad = true, ceil_mode = true} : tensor<2x2x7x14xf32> -> tensor<2x2x3x4xf32>
  func.return %a, %b, %c, %d, %e : tensor<1x2x3x9x83xf32>, tensor<1x2x2x4x41xf32>, tensor<2x2x3x7xf32>, tensor<2x2x7x14xf32>, tensor<2x2x3x4xf32>
}

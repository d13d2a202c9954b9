// Windows deeper than high: tiles go through the slices of a plane, of which the last column of tiles lacks some.
func.func @main(%x: tensor<1x4x5x11x9xf32>, %z: tensor<1x3x23x7xf32>) -> (tensor<1x6x5x11x9xf32>, tensor<1x6x3x11x9xf32>, tensor<1x4x21x7xf32>) {
  %w = nn.constant #nn.random<1> : tensor<6x4x3x1x1xf32>
  %v = nn.constant #nn.random<2> : tensor<6x4x5x1x1xf32>
  %u = nn.constant #nn.random<3> : tensor<4x3x3x1xf32>
  %a = nn.conv %x, %w {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 0, 0, 1, 0, 0>, dilations = array<i64: 1, 1, 1>} : tensor<1x4x5x11x9xf32>, tensor<6x4x3x1x1xf32> -> tensor<1x6x5x11x9xf32>
  %b = nn.conv %x, %v {strides = array<i64: 2, 1, 1>, pads = array<i64: 2, 0, 0, 2, 0, 0>, dilations = array<i64: 1, 1, 1>} : tensor<1x4x5x11x9xf32>, tensor<6x4x5x1x1xf32> -> tensor<1x6x3x11x9xf32>
  %c = nn.conv %z, %u {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x3x23x7xf32>, tensor<4x3x3x1xf32> -> tensor<1x4x21x7xf32>
  func.return %a, %b, %c : tensor<1x6x5x11x9xf32>, tensor<1x6x3x11x9xf32>, tensor<1x4x21x7xf32>
}

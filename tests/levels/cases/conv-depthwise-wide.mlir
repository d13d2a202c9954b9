// A row is two vectors, of which the last overlaps the first; two filters read each channel, and the layer after it wants zeros around.
func.func @main(%x: tensor<1x3x20x20xf32>) -> tensor<1x2x20x20xf32> {
  %w = nn.constant #nn.random<1> : tensor<6x1x3x3xf32>
  %v = nn.constant #nn.random<2> : tensor<2x6x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 3 : i64, activation = #nn.activation<relu>}
    : tensor<1x3x20x20xf32>, tensor<6x1x3x3xf32> -> tensor<1x6x20x20xf32>
  %z = nn.conv %y, %v {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x6x20x20xf32>, tensor<2x6x3x3xf32> -> tensor<1x2x20x20xf32>
  func.return %z : tensor<1x2x20x20xf32>
}

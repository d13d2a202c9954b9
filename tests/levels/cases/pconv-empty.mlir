// PIPELINE: pack-weights
// Layers without a single kernel, with and without groups of filters: bias, residual and activation alone.
func.func @main(%x: tensor<1x4x5x5xf32>, %r: tensor<1x8x5x5xf32>) -> (tensor<1x8x5x5xf32>, tensor<1x8x5x5xf32>, tensor<1x8x3x3xf32>) {
  %b = nn.constant dense<[1.0, -1.0, 0.5, 2.0, -2.0, 0.25, 3.0, 1.5]> : tensor<8xf32>
  %w = nn.constant dense<0.0> : tensor<8x4x3x3xf32>
  %one = nn.constant dense<0.0> : tensor<8x4x1x1xf32>
  %y = pconv.conv %x, %w bias(%b : tensor<8xf32>) residual(%r : tensor<1x8x5x5xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, scheme = #pconv.pattern_scheme<["010/111/000"], group = 1>, activation = #nn.activation<relu>}
    : tensor<1x4x5x5xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x5x5xf32>
  %z = pconv.conv %x, %one bias(%b : tensor<8xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, scheme = #pconv.unstructured_scheme<group = 4>}
    : tensor<1x4x5x5xf32>, tensor<8x4x1x1xf32> -> tensor<1x8x5x5xf32>
  %s = pconv.conv %x, %w bias(%b : tensor<8xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, scheme = #pconv.pattern_scheme<["010/111/000"], group = 8>}
    : tensor<1x4x5x5xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x3x3xf32>
  func.return %y, %z, %s : tensor<1x8x5x5xf32>, tensor<1x8x5x5xf32>, tensor<1x8x3x3xf32>
}

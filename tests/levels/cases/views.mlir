// Views of dense buffers, of planes with gaps, of an argument and of a constant; a split; a batch norm whose statistics are values.
func.func @main(%x: tensor<1x2x4x6xf32>, %v: tensor<2xf32>) -> (tensor<2x24xf32>, tensor<2x4x6xf32>, tensor<1x1x48xf32>, tensor<1x2x2x6xf32>, tensor<1x2x4x6xf32>, tensor<4x1xf32>) {
  %w = nn.constant #nn.random<1> : tensor<2x2x3x3xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x2x4x6xf32>, tensor<2x2x3x3xf32> -> tensor<1x2x4x6xf32>
  %planes = nn.flatten %c {axis = 2 : i64} : tensor<1x2x4x6xf32> -> tensor<2x24xf32>
  %squeezed = nn.squeeze %c {axes = array<i64: 0>} : tensor<1x2x4x6xf32> -> tensor<2x4x6xf32>
  %sum = nn.add %c, %c : tensor<1x2x4x6xf32>, tensor<1x2x4x6xf32> -> tensor<1x2x4x6xf32>
  %flat = nn.flatten %sum {axis = 1 : i64} : tensor<1x2x4x6xf32> -> tensor<1x48xf32>
  %row = nn.unsqueeze %flat {axes = array<i64: 0>} : tensor<1x48xf32> -> tensor<1x1x48xf32>
  %top, %bottom = nn.split %c {axis = 2 : i64, sizes = array<i64: 2, 2>} : tensor<1x2x4x6xf32> -> tensor<1x2x2x6xf32>, tensor<1x2x2x6xf32>
  %both = nn.sub %top, %bottom : tensor<1x2x2x6xf32>, tensor<1x2x2x6xf32> -> tensor<1x2x2x6xf32>
  %deviation = nn.exp %v : tensor<2xf32> -> tensor<2xf32>
  %norm = nn.batch_norm %x, %v, %v, %v, %deviation {epsilon = 0.01 : f32} : tensor<1x2x4x6xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4x6xf32>
  %four = nn.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %column = nn.unsqueeze %four {axes = array<i64: 1>} : tensor<4xf32> -> tensor<4x1xf32>
  func.return %planes, %squeezed, %row, %both, %norm, %column : tensor<2x24xf32>, tensor<2x4x6xf32>, tensor<1x1x48xf32>, tensor<1x2x2x6xf32>, tensor<1x2x4x6xf32>, tensor<4x1xf32>
}

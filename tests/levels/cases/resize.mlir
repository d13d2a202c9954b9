// Up and down, in both modes, of planes with a halo too; unchanged dimensions cost nothing.
func.func @main(%x: tensor<1x2x4x6xf32>) -> (tensor<1x2x8x9xf32>, tensor<1x2x7x4xf32>, tensor<1x2x4x6xf32>) {
  %w = nn.constant #nn.random<1> : tensor<2x2x3x3xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x2x4x6xf32>, tensor<2x2x3x3xf32> -> tensor<1x2x4x6xf32>
  %a = nn.resize %c {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.0, 1.0, 2.0, 1.5>} : tensor<1x2x4x6xf32> -> tensor<1x2x8x9xf32>
  %b = nn.resize %c {mode = "linear", scales = array<f64: 1.0, 1.0, 1.75, 0.7>} : tensor<1x2x4x6xf32> -> tensor<1x2x7x4xf32>
  %d = nn.resize %c {mode = "linear", coordinate_mode = "align_corners", scales = array<f64: 1.0, 1.0, 1.0, 1.0>} : tensor<1x2x4x6xf32> -> tensor<1x2x4x6xf32>
  func.return %a, %b, %d : tensor<1x2x8x9xf32>, tensor<1x2x7x4xf32>, tensor<1x2x4x6xf32>
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<1x8x4x4xi32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xi32> -> tensor<1x8x8x8xi32>
  func.return
}

// -----

// expected-error {{C1: result must have rank 4, got 3}}
func.func @rank(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<8x8x8xf32>
  func.return
}

// -----

// expected-error {{C2: needs 4 positive scales, got [1.0, 1.0, 2.0]}}
func.func @count(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.0, 1.0, 2.0>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
  func.return
}

// -----

// expected-error {{C2: needs 4 positive scales, got [1.0, 1.0, 2.0, 0.0]}}
func.func @scale_0(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.0, 1.0, 2.0, 0.0>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
  func.return
}

// -----

// expected-error {{C3: (1, 8, 4, 4) scaled by [1.0, 1.0, 2.0, 2.0] is not (1, 8, 8, 9)}}
func.func @size(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x9xf32>
  func.return
}

// -----

// expected-error {{C4: cubic is none of linear, nearest}}
func.func @mode(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "cubic", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
  func.return
}

// -----

// expected-error {{C4: tf_crop_and_resize is none of align_corners, asymmetric, half_pixel, half_pixel_symmetric, pytorch_half_pixel}}
func.func @coordinate_mode(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "tf_crop_and_resize", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
  func.return
}

// -----

// expected-error {{C4: round is none of ceil, floor, round_prefer_ceil, round_prefer_floor}}
func.func @nearest_mode(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "round", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
  func.return
}

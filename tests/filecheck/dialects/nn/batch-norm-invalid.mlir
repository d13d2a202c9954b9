// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: input must have rank 2 or more}}
func.func @vector(%x: tensor<8xf32>, %scale: tensor<8xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf32>) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32}
      : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @types(%x: tensor<1x8x4x4xf32>, %scale: tensor<8xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf64>) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32}
      : tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf64> -> tensor<1x8x4x4xf32>
  func.return
}

// -----

// expected-error {{C2: scale, bias, mean and var must have the shape (8,)}}
func.func @channels(%x: tensor<1x8x4x4xf32>, %scale: tensor<4xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf32>) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32}
      : tensor<1x8x4x4xf32>, tensor<4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// -----

// expected-error {{C3: epsilon must be finite and at least 0, got -1.0}}
func.func @negative(%x: tensor<1x8x4x4xf32>, %scale: tensor<8xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf32>) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = -1.000000e+00 : f32}
      : tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// -----

// expected-error {{C3: epsilon must be finite and at least 0, got nan}}
func.func @not_a_number(%x: tensor<1x8x4x4xf32>, %scale: tensor<8xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf32>) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 0x7fc00000 : f32}
      : tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<1x8x4x4xf32>
  func.return
}

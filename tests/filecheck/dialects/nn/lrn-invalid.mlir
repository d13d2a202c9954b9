// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: input must have rank 2 or more}}
func.func @vector(%x: tensor<8xf32>) {
  %y = nn.lrn %x
      {size = 5 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32}
      : tensor<8xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<1x8x4xi32>) {
  %y = nn.lrn %x
      {size = 5 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32}
      : tensor<1x8x4xi32> -> tensor<1x8x4xi32>
  func.return
}

// -----

// expected-error {{C2: size must be at least 1, got 0}}
func.func @size(%x: tensor<1x8x4x4xf32>) {
  %y = nn.lrn %x
      {size = 0 : i64, alpha = 1.000000e-04 : f32, beta = 7.500000e-01 : f32, bias = 1.000000e+00 : f32}
      : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
  func.return
}

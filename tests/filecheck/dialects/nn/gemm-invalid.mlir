// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: a and b must have rank 2}}
func.func @vector(%a: tensor<64xf32>, %b: tensor<64x10xf32>) {
  %y = nn.gemm %a, %b : tensor<64xf32>, tensor<64x10xf32> -> tensor<10xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @types(%a: tensor<2x64xf32>, %b: tensor<64x10xf64>) {
  %y = nn.gemm %a, %b : tensor<2x64xf32>, tensor<64x10xf64> -> tensor<2x10xf32>
  func.return
}

// -----

// expected-error {{C2: op(a) has 64 columns, op(b) has 10 rows}}
func.func @inner(%a: tensor<2x64xf32>, %b: tensor<10x64xf32>) {
  %y = nn.gemm %a, %b : tensor<2x64xf32>, tensor<10x64xf32> -> tensor<2x64xf32>
  func.return
}

// -----

// expected-error {{C3: c of shape (2,) does not broadcast to (2, 10)}}
func.func @c(%a: tensor<2x64xf32>, %b: tensor<64x10xf32>, %c: tensor<2xf32>) {
  %y = nn.gemm %a, %b c(%c : tensor<2xf32>) : tensor<2x64xf32>, tensor<64x10xf32> -> tensor<2x10xf32>
  func.return
}

// -----

// expected-error {{C3: c of shape (3, 1, 1) does not broadcast to (1, 1)}}
func.func @c_larger_than_the_result(%a: tensor<1x4xf32>, %b: tensor<4x1xf32>, %c: tensor<3x1x1xf32>) {
  %y = nn.gemm %a, %b c(%c : tensor<3x1x1xf32>) : tensor<1x4xf32>, tensor<4x1xf32> -> tensor<1x1xf32>
  func.return
}

// RUN: prunir-opt %s -p convert-matmul-to-gemm --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @matrices
// CHECK-NEXT: nn.gemm %x, %w : tensor<3x8xf32>, tensor<8x4xf32> -> tensor<3x4xf32>
func.func @matrices(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>) -> tensor<3x4xf32> {
  %y = nn.matmul %x, %w : tensor<3x8xf32>, tensor<8x4xf32> -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// Stacks of matrices, and vectors.
// CHECK-LABEL: @not_matrices
// CHECK-COUNT-2: nn.matmul
func.func @not_matrices(%x: tensor<2x3x8xf32>, %w: tensor<8x4xf32>, %v: tensor<8xf32>) -> (tensor<2x3x4xf32>, tensor<4xf32>) {
  %0 = nn.matmul %x, %w : tensor<2x3x8xf32>, tensor<8x4xf32> -> tensor<2x3x4xf32>
  %1 = nn.matmul %v, %w : tensor<8xf32>, tensor<8x4xf32> -> tensor<4xf32>
  return %0, %1 : tensor<2x3x4xf32>, tensor<4xf32>
}

// -----

// Invalid: the inner dimensions differ.
func.func @mismatch(%x: tensor<3x8xf32>, %w: tensor<7x4xf32>) -> tensor<3x4xf32> {
  // expected-error @+1 {{C2: lhs has 8 columns, rhs has 7 rows}}
  %y = nn.matmul %x, %w : tensor<3x8xf32>, tensor<7x4xf32> -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// RUN: prunir-opt %s -p canonicalize-gemm --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @weights
// CHECK-DAG: %[[weight:.*]] = nn.constant dense<{{.*}}2.000000e+00, 6.000000e+00], [4.000000e+00, 8.000000e+00]]>
// CHECK-DAG: %[[bias:.*]] = nn.constant dense<3.000000e+00> : tensor<2xf32>
// CHECK: nn.gemm %x, %[[weight]] c(%[[bias]] : tensor<2xf32>) {activation = #nn.activation<relu>, trans_b = true}
// CHECK-NEXT: return
func.func @weights(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %c = nn.constant dense<1.0> : tensor<1x1xf32>
  %y = nn.gemm %x, %w c(%c : tensor<1x1xf32>) {alpha = 2.0 : f32, beta = 3.0 : f32, activation = #nn.activation<relu>} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// CHECK-LABEL: @transposed_input
// CHECK: %[[rows:.*]] = nn.transpose %x {perm = array<i64: 1, 0>} : tensor<2x3xf32> -> tensor<3x2xf32>
// CHECK: nn.gemm %[[rows]], %w : tensor<3x2xf32>, tensor<2x4xf32> -> tensor<3x4xf32>
func.func @transposed_input(%x: tensor<2x3xf32>, %w: tensor<2x4xf32>) -> tensor<3x4xf32> {
  %y = nn.gemm %x, %w {trans_a = true} : tensor<2x3xf32>, tensor<2x4xf32> -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// In that form already; the weights remain the named ones.
// CHECK-LABEL: @canonical
// CHECK: nn.constant #nn.random<1>
// CHECK: nn.gemm %x, %w c(%c : tensor<4xf32>) {trans_b = true}
func.func @canonical(%x: tensor<3x8xf32>) -> tensor<3x4xf32> {
  %w = nn.constant #nn.random<1> : tensor<4x8xf32>
  %c = nn.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %y = nn.gemm %x, %w c(%c : tensor<4xf32>) {trans_b = true} : tensor<3x8xf32>, tensor<4x8xf32> -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// Operands of run time, and a constant that is no bias.
// CHECK-LABEL: @not_constant
// CHECK: nn.gemm %x, %w c(%c : tensor<3x1xf32>) {alpha = 2.000000e+00 : f32, beta = 3.000000e+00 : f32}
func.func @not_constant(%x: tensor<3x8xf32>, %w: tensor<8x4xf32>) -> tensor<3x4xf32> {
  %c = nn.constant dense<[[1.0], [2.0], [3.0]]> : tensor<3x1xf32>
  %y = nn.gemm %x, %w c(%c : tensor<3x1xf32>) {alpha = 2.0 : f32, beta = 3.0 : f32} : tensor<3x8xf32>, tensor<8x4xf32> -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

// Invalid: weights that are named, but nobody has.
func.func @weights_missing(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2x2xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.gemm %x, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// RUN: prunir-opt %s -p fold-scale --split-input-file --verify-diagnostics | filecheck %s

// Each filter takes its factor; without a bias there is none afterwards.
// CHECK-LABEL: @conv
// CHECK: %[[weight:.*]] = nn.constant dense<{{.*}}1.000000e+00{{.*}}8.000000e+00{{.*}}> : tensor<2x1x1xf32>
// CHECK: nn.conv %x, %[[weight]] {
// CHECK-NEXT: return
func.func @conv(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %s = nn.constant dense<[[0.5], [2.0]]> : tensor<2x1xf32>
  %w = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %y = nn.mul %c, %s : tensor<1x2x4xf32>, tensor<2x1xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// A division is a multiplication by the reciprocal; the bias is scaled too. Rows of a transposed matrix are its outputs.
// CHECK-LABEL: @gemm
// CHECK: nn.constant dense<{{.*}}5.000000e-01, 1.000000e+00], [7.500000e-01, 1.000000e+00]]>
// CHECK: %[[c:.*]] = nn.constant dense<[5.000000e+00, 2.500000e+00]>
// CHECK: nn.gemm %x, {{.*}} c(%[[c]] : tensor<2xf32>) {trans_b = true}
// CHECK-NEXT: return
func.func @gemm(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %d = nn.constant dense<[2.0, 4.0]> : tensor<2xf32>
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %c = nn.constant dense<10.0> : tensor<2xf32>
  %g = nn.gemm %x, %w c(%c : tensor<2xf32>) {trans_b = true} : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %y = nn.div %g, %d : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// The weights of each input channel take its factor, padding or not, and keep what comes after.
// CHECK-LABEL: @scaled_input
// CHECK: nn.constant dense<{{.*}}1.000000e+01, 2.000000e+01{{.*}}6.000000e+01, 8.000000e+01{{.*}}> : tensor<2x1x2xf32>
// CHECK: nn.conv %x, {{.*}} residual({{.*}}relu
// CHECK-NEXT: return
func.func @scaled_input(%x: tensor<1x2x4xf32>, %r: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %w = nn.constant dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf32>
  %s = nn.constant dense<[[10.0], [20.0]]> : tensor<2x1xf32>
  %a = nn.mul %x, %s : tensor<1x2x4xf32>, tensor<2x1xf32> -> tensor<1x2x4xf32>
  %y = nn.conv %a, %w residual(%r : tensor<1x2x4xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>, group = 2 : i64, activation = #nn.activation<relu>} : tensor<1x2x4xf32>, tensor<2x1x2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// CHECK-LABEL: @scaled_gemm_input
// CHECK: nn.constant dense<{{.*}}1.000000e+01, 2.000000e+01], [6.000000e+01, 8.000000e+01]]>
// CHECK: nn.gemm %x
// CHECK-NEXT: return
func.func @scaled_gemm_input(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %s = nn.constant dense<[10.0, 20.0]> : tensor<2xf32>
  %a = nn.mul %s, %x : tensor<2xf32>, tensor<3x2xf32> -> tensor<3x2xf32>
  %y = nn.gemm %a, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// A divided constant, a division by zero, weights of run time.
// CHECK-LABEL: @not_foldable
// CHECK-COUNT-2: nn.div
// CHECK: nn.mul
func.func @not_foldable(%x: tensor<3x2xf32>, %v: tensor<2x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %s = nn.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %a = nn.gemm %x, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %0 = nn.div %s, %a : tensor<2xf32>, tensor<3x2xf32> -> tensor<3x2xf32>
  %b = nn.gemm %x, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %1 = nn.div %b, %s : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  %c = nn.gemm %x, %v : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %2 = nn.mul %c, %s : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  return %0, %1, %2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// After a residual, after an activation, with another user.
// CHECK-LABEL: @after_epilogue
// CHECK-COUNT-3: nn.mul
func.func @after_epilogue(%x: tensor<1x2x4xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[1.0]], [[3.0]]]> : tensor<2x1x1xf32>
  %s = nn.constant dense<2.0> : tensor<f32>
  %a = nn.conv %x, %w residual(%x : tensor<1x2x4xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x2x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %0 = nn.mul %a, %s : tensor<1x2x4xf32>, tensor<f32> -> tensor<1x2x4xf32>
  %b = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64, activation = #nn.activation<relu>} : tensor<1x2x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %1 = nn.mul %b, %s : tensor<1x2x4xf32>, tensor<f32> -> tensor<1x2x4xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x2x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %2 = nn.mul %c, %s : tensor<1x2x4xf32>, tensor<f32> -> tensor<1x2x4xf32>
  return %0, %1, %2, %c : tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>
}

// -----

// Invalid: weights that are named, but nobody has.
func.func @weights_missing(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2x2xf32>
  %s = nn.constant dense<2.0> : tensor<f32>
  %g = nn.gemm %x, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.mul %g, %s : tensor<3x2xf32>, tensor<f32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

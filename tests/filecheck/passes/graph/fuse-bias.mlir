// RUN: prunir-opt %s -p fuse-bias --split-input-file --verify-diagnostics | filecheck %s

// The constant becomes the bias; the weights stay what they are.
// CHECK-LABEL: @conv
// CHECK: %[[bias:.*]] = nn.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: nn.conv %x, %w bias(%[[bias]] : tensor<2xf32>)
// CHECK-NEXT: return
func.func @conv(%x: tensor<1x1x4xf32>, %w: tensor<2x1x3xf32>) -> tensor<1x2x4xf32> {
  %t = nn.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x3xf32> -> tensor<1x2x4xf32>
  %y = nn.add %t, %c : tensor<2x1xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// A number is added to an existing bias, and one is subtracted; a residual does not matter.
// CHECK-LABEL: @more_bias
// CHECK: %[[bias:.*]] = nn.constant dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>
// CHECK: nn.conv %x, %w bias(%[[bias]] : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>)
// CHECK-NEXT: return
func.func @more_bias(%x: tensor<1x1x4xf32>, %w: tensor<2x1x3xf32>, %r: tensor<1x2x2xf32>) -> tensor<1x2x2xf32> {
  %b = nn.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %s = nn.constant dense<3.0> : tensor<f32>
  %t = nn.constant dense<1.0> : tensor<1xf32>
  %c = nn.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x3xf32> -> tensor<1x2x2xf32>
  %0 = nn.sub %c, %s : tensor<1x2x2xf32>, tensor<f32> -> tensor<1x2x2xf32>
  %y = nn.add %0, %t : tensor<1x2x2xf32>, tensor<1xf32> -> tensor<1x2x2xf32>
  return %y : tensor<1x2x2xf32>
}

// CHECK-LABEL: @gemm
// CHECK: %[[c:.*]] = nn.constant dense<[3.000000e+00, 4.000000e+00]> : tensor<2xf32>
// CHECK: nn.gemm %x, %w c(%[[c]] : tensor<2xf32>) : tensor<3x4xf32>
// CHECK-NEXT: return
func.func @gemm(%x: tensor<3x4xf32>, %w: tensor<4x2xf32>) -> tensor<3x2xf32> {
  %c = nn.constant dense<1.0> : tensor<f32>
  %t = nn.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %g = nn.gemm %x, %w c(%c : tensor<f32>) {beta = 2.0 : f32} : tensor<3x4xf32>, tensor<4x2xf32> -> tensor<3x2xf32>
  %y = nn.add %g, %t : tensor<3x2xf32>, tensor<1x2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// What the weights make of a shifted input: group 0 gives (1+2)·10, group 1 gives (3+4)·20. The activation comes later.
// CHECK-LABEL: @shifted_input
// CHECK: %[[bias:.*]] = nn.constant dense<[3.000000e+01, 1.400000e+02]> : tensor<2xf32>
// CHECK: nn.conv %x, {{.*}} bias(%[[bias]] : tensor<2xf32>) {{.*}}relu
// CHECK-NEXT: return
func.func @shifted_input(%x: tensor<1x2x4xf32>) -> tensor<1x2x3xf32> {
  %w = nn.constant dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf32>
  %t = nn.constant dense<[[10.0], [20.0]]> : tensor<2x1xf32>
  %a = nn.add %x, %t : tensor<1x2x4xf32>, tensor<2x1xf32> -> tensor<1x2x4xf32>
  %y = nn.conv %a, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64, activation = #nn.activation<relu>} : tensor<1x2x4xf32>, tensor<2x1x2xf32> -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}

// CHECK-LABEL: @shifted_gemm_input
// CHECK: %[[c:.*]] = nn.constant dense<[-1.000000e+01, -1.600000e+01]> : tensor<2xf32>
// CHECK: nn.gemm %x, %w c(%[[c]] : tensor<2xf32>) {alpha = 2.000000e+00 : f32}
// CHECK-NEXT: return
func.func @shifted_gemm_input(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0], [2.0, 3.0]]> : tensor<2x2xf32>
  %t = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %a = nn.sub %x, %t : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  %y = nn.gemm %a, %w {alpha = 2.0 : f32} : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// Padding is zero, whatever is added to the input.
// CHECK-LABEL: @shifted_padded_input
// CHECK: nn.add
func.func @shifted_padded_input(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %w = nn.constant dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf32>
  %t = nn.constant dense<1.0> : tensor<f32>
  %a = nn.add %x, %t : tensor<1x1x4xf32>, tensor<f32> -> tensor<1x1x4xf32>
  %y = nn.conv %a, %w {strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// The constant varies along a row, or makes the result larger.
// CHECK-LABEL: @not_per_channel
// CHECK-COUNT-2: nn.add
func.func @not_per_channel(%x: tensor<1x1x3xf32>, %w: tensor<2x1x2xf32>) -> (tensor<1x2x2xf32>, tensor<2x2x2xf32>) {
  %row = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %batch = nn.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x3xf32>, tensor<2x1x2xf32> -> tensor<1x2x2xf32>
  %0 = nn.add %c, %row : tensor<1x2x2xf32>, tensor<2xf32> -> tensor<1x2x2xf32>
  %d = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x3xf32>, tensor<2x1x2xf32> -> tensor<1x2x2xf32>
  %1 = nn.add %d, %batch : tensor<1x2x2xf32>, tensor<2x1x1xf32> -> tensor<2x2x2xf32>
  return %0, %1 : tensor<1x2x2xf32>, tensor<2x2x2xf32>
}

// The layer stands on the wrong side of a subtraction, has an activation, or another user.
// CHECK-LABEL: @not_fusible
// CHECK: nn.sub
// CHECK-COUNT-2: nn.add
func.func @not_fusible(%x: tensor<3x4xf32>, %w: tensor<4x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %t = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %a = nn.gemm %x, %w : tensor<3x4xf32>, tensor<4x2xf32> -> tensor<3x2xf32>
  %0 = nn.sub %t, %a : tensor<2xf32>, tensor<3x2xf32> -> tensor<3x2xf32>
  %b = nn.gemm %x, %w {activation = #nn.activation<relu>} : tensor<3x4xf32>, tensor<4x2xf32> -> tensor<3x2xf32>
  %1 = nn.add %b, %t : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  %c = nn.gemm %x, %w : tensor<3x4xf32>, tensor<4x2xf32> -> tensor<3x2xf32>
  %2 = nn.add %c, %t : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  return %0, %1, %2, %c : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// Invalid: a bias that is named, but nobody has.
func.func @weights_missing(%x: tensor<3x4xf32>, %w: tensor<4x2xf32>) -> tensor<3x2xf32> {
  %t = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2xf32>
  %g = nn.gemm %x, %w : tensor<3x4xf32>, tensor<4x2xf32> -> tensor<3x2xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.add %g, %t : tensor<3x2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

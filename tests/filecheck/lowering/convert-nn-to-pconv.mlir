// RUN: prunir-opt %s -p convert-nn-to-pconv --split-input-file --verify-diagnostics | filecheck %s

// All operands and properties go over; other attributes stay.
// CHECK-LABEL: @annotated
// CHECK: pconv.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>) {note = "kept", strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, activation = #nn.activation<relu>, scheme = #pconv.pattern_scheme<["110", "011"], group = 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
func.func @annotated(%x: tensor<1x2x4xf32>, %b: tensor<2xf32>, %r: tensor<1x2x2xf32>) -> tensor<1x2x2xf32> {
  %w = nn.constant dense<[[[0.0, 1.0, 2.0], [3.0, 4.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 5.0, 6.0]]]> : tensor<2x2x3xf32>
  %y = nn.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>) {strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, activation = #nn.activation<relu>, note = "kept", pconv.scheme = #pconv.pattern_scheme<["110", "011"], group = 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
  return %y : tensor<1x2x2xf32>
}

// Dense layers stay, and say why.
// CHECK-LABEL: @dense
// CHECK: nn.conv {{.*}}pconv.dense = "no weight is zero"
func.func @dense(%x: tensor<1x1x4xf32>, %w: tensor<1x1x1xf32>) {
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.dense = "no weight is zero"} : tensor<1x1x4xf32>, tensor<1x1x1xf32> -> tensor<1x1x4xf32>
  return
}

// -----

// Invalid: the weights do not follow the scheme.
func.func @other_zeros(%x: tensor<1x1x4xf32>) {
  %w = nn.constant dense<1.0> : tensor<1x1x3xf32>
  // expected-error @+1 {{C8: filter 0, channel 0: no pattern covers the weights}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.scheme = #pconv.pattern_scheme<["110", "011"], group = 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
  return
}

// -----

// Invalid: schemes are for one group.
func.func @depthwise(%x: tensor<1x2x4xf32>, %w: tensor<2x1x1xf32>) {
  // expected-error @+1 {{pconv.scheme must be a sparsity scheme, on a convolution of one group}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x2x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  return
}

// -----

// Invalid: no scheme.
func.func @no_scheme(%x: tensor<1x1x4xf32>, %w: tensor<1x1x1xf32>) {
  // expected-error @+1 {{pconv.scheme must be a sparsity scheme}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.scheme = "pattern"} : tensor<1x1x4xf32>, tensor<1x1x1xf32> -> tensor<1x1x4xf32>
  return
}

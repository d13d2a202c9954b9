// RUN: prunir-opt %s -p convert-nn-to-pconv --split-input-file --verify-diagnostics | filecheck %s

// All operands and properties go over; other attributes stay.
// CHECK-LABEL: @annotated
// CHECK: pconv.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>) {note = "kept", strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, activation = #nn.activation<relu>, scheme = #pconv.pattern_scheme<["110", "011"], group = 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
func.func @annotated(%x: tensor<1x2x4xf32>, %b: tensor<2xf32>, %r: tensor<1x2x2xf32>) -> tensor<1x2x2xf32> {
  %w = nn.constant dense<[[[0.0, 1.0, 2.0], [3.0, 4.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 5.0, 6.0]]]> : tensor<2x2x3xf32>
  %y = nn.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>) {strides = array<i64: 2>, pads = array<i64: 0, 1>, dilations = array<i64: 1>, activation = #nn.activation<relu>, note = "kept", pconv.scheme = #pconv.pattern_scheme<["110", "011"], group = 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
  return %y : tensor<1x2x2xf32>
}

// Fully connected layers: weights with a row for each output, however they came, bias and activation go over.
// CHECK-LABEL: @fully_connected
// CHECK: pconv.linear %x, %w bias(%c : tensor<2xf32>) {note = "kept", scheme = #pconv.block_pruned_scheme<group = 2>, activation = #nn.activation<relu>} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
// CHECK: %[[turned:.*]] = nn.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00, 0.000000e+00], [3.000000e+00, 4.000000e+00, 0.000000e+00]]> : tensor<2x3xf32>
// CHECK: pconv.linear %x, %[[turned]] {scheme = #pconv.block_pruned_scheme<group = 2>} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
// CHECK: pconv.linear %x, %{{.*}} {scheme = #pconv.block_pruned_scheme<group = 2>} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
// CHECK: nn.gemm
func.func @fully_connected(%x: tensor<1x3xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = nn.constant dense<[[1.0, 2.0, 0.0], [3.0, 4.0, 0.0]]> : tensor<2x3xf32>
  %v = nn.constant dense<[[1.0, 3.0], [2.0, 4.0], [0.0, 0.0]]> : tensor<3x2xf32>
  %c = nn.constant dense<1.0> : tensor<2xf32>
  %y0 = nn.gemm %x, %w c(%c : tensor<2xf32>) {trans_b = true, activation = #nn.activation<relu>, note = "kept", pconv.scheme = #pconv.block_pruned_scheme<group = 2>} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
  %y1 = nn.gemm %x, %v {pconv.scheme = #pconv.block_pruned_scheme<group = 2>} : tensor<1x3xf32>, tensor<3x2xf32> -> tensor<1x2xf32>
  %y2 = nn.matmul %x, %v {pconv.scheme = #pconv.block_pruned_scheme<group = 2>} : tensor<1x3xf32>, tensor<3x2xf32> -> tensor<1x2xf32>
  %y3 = nn.gemm %x, %v {pconv.dense = "slower"} : tensor<1x3xf32>, tensor<3x2xf32> -> tensor<1x2xf32>
  return %y0, %y1, %y2, %y3 : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>
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

// -----

// Invalid: a scheme of convolutions on a matrix.
func.func @other_scheme(%x: tensor<1x3xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x3xf32>
  // expected-error @+1 {{pconv.scheme must be the scheme of a matrix, on a plain product with a constant}}
  %y = nn.gemm %x, %w {trans_b = true, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
  return
}

// -----

// Invalid: the product is scaled.
func.func @scaled(%x: tensor<1x3xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x3xf32>
  // expected-error @+1 {{pconv.scheme must be the scheme of a matrix, on a plain product with a constant}}
  %y = nn.gemm %x, %w {trans_b = true, alpha = 2.0 : f32, pconv.scheme = #pconv.block_pruned_scheme<group = 1>} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
  return
}

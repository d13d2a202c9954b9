// RUN: prunir-opt %s -p reorder-filters --split-input-file --verify-diagnostics | filecheck %s

// The filters' patterns are _ 1 _ 0, 1 _ 0 _, _ 1 1 1, _ 1 _ 1: those with two kernels come first, and the last of them is most like the
// second.
// CHECK-LABEL: @by_count_and_likeness
// CHECK: pconv.conv {{.*}}filter_order = dense<[0, 1, 3, 2]> : tensor<4xi32>
func.func @by_count_and_likeness(%x: tensor<1x4x4xf32>) -> tensor<1x4x3xf32> {
  %w = nn.constant dense<[[[0.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]], [[0.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 1.0]]]> : tensor<4x4x2xf32>
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.pattern_scheme<["10", "01"], group = 1>} : tensor<1x4x4xf32>, tensor<4x4x2xf32> -> tensor<1x4x3xf32>
  return %y : tensor<1x4x3xf32>
}

// Groups move as a whole; the smaller one at the end stays.
// CHECK-LABEL: @groups
// CHECK: filter_order = dense<[2, 3, 0, 1, 4]> : tensor<5xi32>
func.func @groups(%x: tensor<1x2x4xf32>) -> tensor<1x5x4xf32> {
  %w = nn.constant dense<[[[1.0], [1.0]], [[1.0], [1.0]], [[0.0], [1.0]], [[0.0], [1.0]], [[0.0], [0.0]]]> : tensor<5x2x1xf32>
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 2>} : tensor<1x2x4xf32>, tensor<5x2x1xf32> -> tensor<1x5x4xf32>
  return %y : tensor<1x5x4xf32>
}

// Left alone: an order given by hand, and weights that are computed.
// CHECK-LABEL: @other_layers
// CHECK: pconv.conv {{.*}}filter_order = dense<[0, 1]> : tensor<2xi32>
// CHECK: pconv.conv
// CHECK-NOT: filter_order
func.func @other_layers(%x: tensor<1x2x4xf32>, %v: tensor<2x2x1xf32>) {
  %w = nn.constant dense<[[[1.0], [1.0]], [[0.0], [1.0]]]> : tensor<2x2x1xf32>
  %a = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>, filter_order = dense<[0, 1]> : tensor<2xi32>} : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
  %b = pconv.conv %x, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
  return
}

// -----

// Invalid: weights that are named, but nobody has.
func.func @weights_missing(%x: tensor<1x1x4xf32>) {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<1x1x1xf32>
  // expected-error @+1 {{is not at hand}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x1x4xf32>, tensor<1x1x1xf32> -> tensor<1x1x4xf32>
  return
}

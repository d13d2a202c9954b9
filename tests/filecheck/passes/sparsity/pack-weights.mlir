// RUN: prunir-opt %s -p pack-weights --split-input-file --verify-diagnostics | filecheck %s

// Filters in the order given, kernels of a filter by pattern, then channel. The scheme moves into the type, the dense constant goes.
// CHECK-LABEL: @patterns
// CHECK-NOT: nn.constant
// CHECK: %[[packed:.*]] = pconv.constant {offset = dense<[0, 1, 3]> : tensor<3xi32>, reorder = dense<[1, 0]> : tensor<2xi32>, index = dense<[1, 1, 0]> : tensor<3xi32>, stride = dense<[0, 0, 1, 0, 1, 2]> : tensor<6xi32>, weight = dense<[5.000000e+00, 6.000000e+00, 3.000000e+00, 4.000000e+00, 1.000000e+00, 2.000000e+00]> : tensor<6xf32>} : !pconv.fkw<2x2x3xf32, #pconv.pattern_scheme<["110", "011"], group = 1>>
// CHECK-NEXT: pconv.conv %x, %[[packed]] bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>)
// CHECK-SAME: activation = #nn.activation<relu>
// CHECK-NOT: scheme =
// CHECK-NOT: filter_order
// CHECK-SAME: : tensor<1x2x4xf32>, !pconv.fkw
func.func @patterns(%x: tensor<1x2x4xf32>, %b: tensor<2xf32>, %r: tensor<1x2x2xf32>) -> tensor<1x2x2xf32> {
  %w = nn.constant dense<[[[0.0, 1.0, 2.0], [3.0, 4.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 5.0, 6.0]]]> : tensor<2x2x3xf32>
  %y = pconv.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x2xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, activation = #nn.activation<relu>, scheme = #pconv.pattern_scheme<["110", "011"], group = 1>, filter_order = dense<[1, 0]> : tensor<2xi32>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
  return %y : tensor<1x2x2xf32>
}

// Without an order filters stay in their own. What a smaller last group lacks is stored as zero.
// CHECK-LABEL: @groups
// CHECK: reorder = dense<[0, 1, 2]> : tensor<3xi32>, index = dense<[0, 0, 1]> : tensor<3xi32>,
// CHECK-SAME: weight = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00, 4.000000e+00, 0.000000e+00]> : tensor<6xf32>} : !pconv.fkw<3x2x1xf32, #pconv.unstructured_scheme<group = 2>>
func.func @groups(%x: tensor<1x2x4xf32>) -> tensor<1x3x4xf32> {
  %w = nn.constant dense<[[[1.0], [0.0]], [[2.0], [0.0]], [[3.0], [4.0]]]> : tensor<3x2x1xf32>
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 2>} : tensor<1x2x4xf32>, tensor<3x2x1xf32> -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}

// Blocks of two channels: one kernel for each position that a block keeps. What a smaller last block lacks is stored as zero.
// CHECK-LABEL: @blocks
// CHECK: offset = dense<[0, 3]> : tensor<2xi32>, reorder = dense<[0, 1]> : tensor<2xi32>, index = dense<[0, 1, 1]> : tensor<3xi32>, stride = dense<[0, 2, 3]> : tensor<3xi32>,
// CHECK-SAME: weight = dense<[1.000000e+00, 2.000000e+00, 5.000000e+00, 6.000000e+00, 3.000000e+00, 0.000000e+00, 7.000000e+00, 0.000000e+00, 4.000000e+00, 0.000000e+00, 8.000000e+00, 0.000000e+00]> : tensor<12xf32>} : !pconv.fkw<2x3x2xf32, #pconv.block_punched_scheme<group = 2, channels = 2>>
func.func @blocks(%x: tensor<1x3x4xf32>) -> tensor<1x2x3xf32> {
  %w = nn.constant dense<[[[1.0, 0.0], [2.0, 0.0], [3.0, 4.0]], [[5.0, 0.0], [6.0, 0.0], [7.0, 8.0]]]> : tensor<2x3x2xf32>
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.block_punched_scheme<group = 2, channels = 2>} : tensor<1x3x4xf32>, tensor<2x3x2xf32> -> tensor<1x2x3xf32>
  return %y : tensor<1x2x3xf32>
}

// Left alone: packed weights, and weights that are computed.
// CHECK-LABEL: @other_layers
// CHECK: pconv.conv %x, %v
// CHECK: pconv.conv %x, %p
func.func @other_layers(%x: tensor<1x1x4xf32>, %v: tensor<1x1x1xf32>) {
  %p = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[0]> : tensor<1xi32>, stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<[1.0]> : tensor<1xf32>} : !pconv.fkw<1x1x1xf32, #pconv.unstructured_scheme<group = 1>>
  %a = pconv.conv %x, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x1x4xf32>, tensor<1x1x1xf32> -> tensor<1x1x4xf32>
  %b = pconv.conv %x, %p {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, !pconv.fkw<1x1x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x1x4xf32>
  return
}

// Fully connected: by block of two outputs, then column; what the last block lacks is stored as zero. The middle block is empty.
// CHECK-LABEL: @fully_connected
// CHECK-NOT: nn.constant
// CHECK: %[[packed:.*]] = pconv.block_constant {offset = dense<[0, 2, 2, 3]> : tensor<4xi32>, index = dense<[0, 2, 1]> : tensor<3xi32>, weight = dense<[1.000000e+00, 3.000000e+00, 2.000000e+00, 0.000000e+00, 5.000000e+00, 0.000000e+00]> : tensor<6xf32>} : !pconv.block_pruned<5x3xf32, #pconv.block_pruned_scheme<group = 2>>
// CHECK-NEXT: pconv.linear %x, %[[packed]] bias(%b : tensor<5xf32>) {note = "kept", activation = #nn.activation<relu>} : tensor<1x3xf32>, !pconv.block_pruned
func.func @fully_connected(%x: tensor<1x3xf32>, %b: tensor<5xf32>) -> tensor<1x5xf32> {
  %w = nn.constant dense<[[1.0, 0.0, 2.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 5.0, 0.0]]> : tensor<5x3xf32>
  %y = pconv.linear %x, %w bias(%b : tensor<5xf32>) {scheme = #pconv.block_pruned_scheme<group = 2>, activation = #nn.activation<relu>, note = "kept"} : tensor<1x3xf32>, tensor<5x3xf32> -> tensor<1x5xf32>
  return %y : tensor<1x5xf32>
}

// Computed weights stay as they are.
// CHECK-LABEL: @computed_matrix
// CHECK-NEXT: pconv.linear %x, %w {scheme = #pconv.block_pruned_scheme<group = 2>}
func.func @computed_matrix(%x: tensor<1x3xf32>, %w: tensor<5x3xf32>) -> tensor<1x5xf32> {
  %y = pconv.linear %x, %w {scheme = #pconv.block_pruned_scheme<group = 2>} : tensor<1x3xf32>, tensor<5x3xf32> -> tensor<1x5xf32>
  return %y : tensor<1x5xf32>
}

// -----

// Invalid: an order that takes the groups apart.
func.func @order_against_groups(%x: tensor<1x1x4xf32>) -> tensor<1x4x4xf32> {
  %w = nn.constant dense<1.0> : tensor<4x1x1xf32>
  // expected-error @+1 {{an order of filters must keep groups of 2 together}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 2>, filter_order = dense<[0, 2, 1, 3]> : tensor<4xi32>} : tensor<1x1x4xf32>, tensor<4x1x1xf32> -> tensor<1x4x4xf32>
  return %y : tensor<1x4x4xf32>
}

// -----

// Invalid: weights that are named, but nobody has.
func.func @weights_missing(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<1x1x1xf32>
  // expected-error @+1 {{is not at hand}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x1x4xf32>, tensor<1x1x1xf32> -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}

// RUN: prunir-opt %s -p choose-sparse-layers --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'choose-sparse-layers{margin=0}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix ALL

// All weights but one: a dense kernel loads each input vector once for all filters, a sparse one once for each.
// CHECK-LABEL: @few_zeros
// CHECK: nn.conv
// CHECK-NOT: pconv.scheme
// CHECK-SAME: pconv.passed_over = #pconv.unstructured_scheme<group = 1>
// CHECK-SAME: pconv.dense = "pruned it is predicted to take 1.{{[0-9]+}} times as long as dense (group = 1, 93.8% of the weights)"
// ALL-LABEL: @few_zeros
// ALL: pconv.scheme = #pconv.unstructured_scheme<group = 1>
func.func @few_zeros(%x: tensor<1x4x64x64xf32>) {
  %w = nn.constant dense<[[[[1.0]], [[1.0]], [[1.0]], [[1.0]]], [[[1.0]], [[1.0]], [[1.0]], [[1.0]]], [[[1.0]], [[1.0]], [[1.0]], [[1.0]]], [[[1.0]], [[1.0]], [[1.0]], [[0.0]]]]> : tensor<4x4x1x1xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x4x64x64xf32>, tensor<4x4x1x1xf32> -> tensor<1x4x64x64xf32>
  return
}

// One weight in four.
// CHECK-LABEL: @many_zeros
// CHECK: nn.conv
// CHECK-NOT: pconv.dense
// CHECK-SAME: pconv.scheme = #pconv.unstructured_scheme<group = 1>
func.func @many_zeros(%x: tensor<1x4x64x64xf32>) {
  %w = nn.constant dense<[[[[1.0]], [[0.0]], [[0.0]], [[0.0]]], [[[0.0]], [[1.0]], [[0.0]], [[0.0]]], [[[0.0]], [[0.0]], [[1.0]], [[0.0]]], [[[0.0]], [[0.0]], [[0.0]], [[1.0]]]]> : tensor<4x4x1x1xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x4x64x64xf32>, tensor<4x4x1x1xf32> -> tensor<1x4x64x64xf32>
  return
}

// Fully connected layers too: of four columns of a block of four outputs one stays, then all.
// CHECK-LABEL: @columns
// CHECK: nn.gemm {{.*}}pconv.scheme = #pconv.block_pruned_scheme<group = 4>
// CHECK: nn.gemm {{.*}}pconv.dense = "pruned it is predicted to take
func.func @columns(%x: tensor<1x4xf32>) {
  %few = nn.constant dense<[[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %all = nn.constant dense<1.0> : tensor<4x4xf32>
  %y = nn.gemm %x, %few {trans_b = true, pconv.scheme = #pconv.block_pruned_scheme<group = 4>} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %z = nn.gemm %x, %all {trans_b = true, pconv.scheme = #pconv.block_pruned_scheme<group = 4>} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  return
}

// Nothing to choose: no scheme, or no kernel of its own.
// CHECK-LABEL: @nothing
// CHECK: nn.conv {{.*}}dilations = array<i64: 1>}
// CHECK: nn.conv {{.*}}pconv.scheme = #pconv.unstructured_scheme<group = 1>
// CHECK: nn.matmul {{.*}}pconv.scheme = #pconv.block_pruned_scheme<group = 4>
func.func @nothing(%x: tensor<1x4x8xf32>, %v: tensor<4x4x1xf32>, %r: tensor<1x4xf32>) {
  %w = nn.constant dense<1.0> : tensor<4x4x1xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x8xf32>, tensor<4x4x1xf32> -> tensor<1x4x8xf32>
  %z = nn.conv %x, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x4x8xf32>, tensor<4x4x1xf32> -> tensor<1x4x8xf32>
  %m = nn.constant dense<1.0> : tensor<4x4xf32>
  %p = nn.matmul %r, %m {pconv.scheme = #pconv.block_pruned_scheme<group = 4>} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  return
}

// -----

// What was measured decides, in either direction, if both forms were.
module attributes {plan.measured = {
    "kind=linear images=1 filters=4 channels=4 kernels=16" = #plan.measured<#plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>, slots = 10.0>,
    "kind=linear images=1 filters=4 channels=4 pruned=true group=4 kernels=1" = #plan.measured<#plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>, slots = 15.0>}} {
  // CHECK-LABEL: @measured_slower
  // CHECK: nn.gemm {{.*}}pconv.dense = "pruned it was measured to take 1.50 times as long as dense (group = 4, 25.0% of the weights)"
  func.func @measured_slower(%x: tensor<1x4xf32>) {
    %w = nn.constant dense<[[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
    %y = nn.gemm %x, %w {trans_b = true, pconv.scheme = #pconv.block_pruned_scheme<group = 4>} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
    return
  }
}

// -----

module attributes {plan.measured = {
    "kind=linear images=1 filters=4 channels=4 kernels=16" = #plan.measured<#plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>, slots = 10.0>,
    "kind=linear images=1 filters=4 channels=4 pruned=true group=4 kernels=1" = #plan.measured<#plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>, slots = 9.9>}} {
  // CHECK-LABEL: @measured_faster
  // CHECK: nn.gemm {{.*}}pconv.scheme = #pconv.block_pruned_scheme<group = 4>
  func.func @measured_faster(%x: tensor<1x4xf32>) {
    %w = nn.constant dense<[[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
    %y = nn.gemm %x, %w {trans_b = true, pconv.scheme = #pconv.block_pruned_scheme<group = 4>} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
    return
  }
}

// -----

// Invalid: weights that are named, but nobody has.
func.func @weights_missing(%x: tensor<1x1x4xf32>) {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<1x1x3xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.scheme = #pconv.pattern_scheme<["110"], group = 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
  return
}

// -----

// Invalid: weights that do not follow their scheme.
func.func @wrong_scheme(%x: tensor<1x1x4xf32>) {
  %w = nn.constant dense<1.0> : tensor<1x1x3xf32>
  // expected-error @+1 {{no pattern covers the weights}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.scheme = #pconv.pattern_scheme<["110"], group = 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
  return
}

// RUN: prunir-opt %s -p 'prune-connectivity{rate=2.5},fold-constants' --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'prune-connectivity{rate=2.5 balanced=true},fold-constants' --split-input-file --verify-diagnostics | filecheck %s --check-prefix BALANCED
// RUN: prunir-opt %s -p 'prune-connectivity{rate=2.5 group=2},fold-constants' --split-input-file --verify-diagnostics | filecheck %s --check-prefix GROUP

// Two of five kernels stay, by their norm, not by their largest entry.
// CHECK-LABEL: @smallest_norm
// CHECK: nn.constant dense<{{.*}}[3.000000e+00, 3.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, -6.000000e+00]{{.*}}> : tensor<1x5x2xf32> {onnx.initializer = "w"}
func.func @smallest_norm(%x: tensor<1x5x4xf32>) -> tensor<1x1x3xf32> {
  %w = nn.constant dense<[[[3.0, 3.0], [1.0, 1.0], [2.0, 1.0], [4.0, 0.0], [0.0, -6.0]]]> : tensor<1x5x2xf32> {onnx.initializer = "w"}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<1x5x2xf32> -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// Four of ten kernels stay: the best of the layer, two of each filter, or two of each channel's pair. (Folded sums of each kernel
// show them, the whole constant is not printed.)
// CHECK-LABEL: @filters
// CHECK: dense<{{.*}}[6.000000e+00, 7.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00]{{.*}}> : tensor<2x5xf32>
// BALANCED-LABEL: @filters
// BALANCED: dense<{{.*}}[0.000000e+00, 0.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00], [5.000000e+00, 0.000000e+00, 4.000000e+00, 0.000000e+00, 0.000000e+00]{{.*}}> : tensor<2x5xf32>
// GROUP-LABEL: @filters
// GROUP: dense<{{.*}}[0.000000e+00, 0.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00, 4.000000e+00, 3.000000e+00, 0.000000e+00]{{.*}}> : tensor<2x5xf32>
func.func @filters(%x: tensor<1x5x4xf32>) -> (tensor<1x2x3xf32>, tensor<2x5xf32>) {
  %w = nn.constant dense<[[[6.0, 0.0], [7.0, 0.0], [8.0, 0.0], [9.0, 0.0], [1.0, 0.0]], [[5.0, 0.0], [1.0, 0.0], [4.0, 0.0], [3.0, 0.0], [2.0, 0.0]]]> : tensor<2x5x2xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<2x5x2xf32> -> tensor<1x2x3xf32>
  %sums = nn.reduce_sum %w {axes = array<i64: 2>, keepdims = false} : tensor<2x5x2xf32> -> tensor<2x5xf32>
  return %y, %sums : tensor<1x2x3xf32>, tensor<2x5xf32>
}

// Left alone: the first layer, kernels of one entry, several groups.
// CHECK-LABEL: @other_layers
// CHECK-DAG: nn.constant dense<2.000000e+00> : tensor<1x4x3xf32>
// CHECK-DAG: nn.constant dense<3.000000e+00> : tensor<1x8x1xf32>
// CHECK-DAG: nn.constant dense<4.000000e+00> : tensor<2x5x2xf32>
func.func @other_layers(%x: tensor<1x4x4xf32>, %z: tensor<1x8x4xf32>, %t: tensor<1x10x4xf32>) -> (tensor<1x1x2xf32>, tensor<1x1x4xf32>, tensor<1x2x3xf32>) {
  %first = nn.constant dense<2.0> : tensor<1x4x3xf32>
  %pointwise = nn.constant dense<3.0> : tensor<1x8x1xf32>
  %grouped = nn.constant dense<4.0> : tensor<2x5x2xf32>
  %a = nn.conv %x, %first {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x4xf32>, tensor<1x4x3xf32> -> tensor<1x1x2xf32>
  %b = nn.conv %z, %pointwise {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x8x4xf32>, tensor<1x8x1xf32> -> tensor<1x1x4xf32>
  %c = nn.conv %t, %grouped {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x10x4xf32>, tensor<2x5x2xf32> -> tensor<1x2x3xf32>
  return %a, %b, %c : tensor<1x1x2xf32>, tensor<1x1x4xf32>, tensor<1x2x3xf32>
}

// -----

// Invalid: infinite weights have no order.
func.func @infinite(%x: tensor<1x5x4xf32>) -> tensor<1x1x3xf32> {
  %w = nn.constant dense<"0x0000807F000040400000803F0000803F000000400000803F0000804000000000000000000000C040"> : tensor<1x5x2xf32>
  // expected-error @+1 {{weights with NaN or infinity cannot be ranked}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<1x5x2xf32> -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

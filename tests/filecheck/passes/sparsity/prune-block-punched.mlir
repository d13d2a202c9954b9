// RUN: prunir-opt %s -p 'prune-block-punched{rate=2 filters=2 channels=1},fold-constants' --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'prune-block-punched{rate=2 filters=2 channels=5},fold-constants' --split-input-file --verify-diagnostics | filecheck %s --check-prefix ALL
// RUN: prunir-opt %s -p 'prune-block-punched{rate=2 filters=1 channels=1 balanced=true},fold-constants' --split-input-file --verify-diagnostics | filecheck %s --check-prefix BALANCED

// Five of ten (channel, position) pairs stay, for both filters; or one position for all channels; or five of each filter. (Folded largest weights of
// each position show them, the whole constant is not printed.)
// CHECK-LABEL: @positions
// CHECK: dense<{{\[\[}}9.000000e+00, 0.000000e+00], [5.000000e+00, 6.000000e+00], [0.000000e+00, 8.000000e+00], [7.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00]]> : tensor<5x2xf32>
// ALL-LABEL: @positions
// ALL: dense<{{\[\[}}9.000000e+00, 0.000000e+00], [5.000000e+00, 0.000000e+00], [3.000000e+00, 0.000000e+00], [7.000000e+00, 0.000000e+00], [2.000000e+00, 0.000000e+00]]> : tensor<5x2xf32>
// BALANCED-LABEL: @positions
// BALANCED: dense<{{\[\[}}9.000000e+00, 0.000000e+00], [5.000000e+00, 6.000000e+00], [3.000000e+00, 8.000000e+00], [7.000000e+00, 0.000000e+00], [0.000000e+00, 3.000000e+00]]> : tensor<5x2xf32>
func.func @positions(%x: tensor<1x5x4xf32>) -> (tensor<1x2x3xf32>, tensor<5x2xf32>) {
  %w = nn.constant dense<[[[1.0, 2.0], [5.0, 4.0], [3.0, 8.0], [6.0, 0.0], [1.0, 1.0]], [[9.0, 0.0], [5.0, 6.0], [1.0, 1.0], [7.0, 1.0], [2.0, 3.0]]]> : tensor<2x5x2xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<2x5x2xf32> -> tensor<1x2x3xf32>
  %largest = nn.reduce_max %w {axes = array<i64: 0>, keepdims = false} : tensor<2x5x2xf32> -> tensor<5x2xf32>
  return %y, %largest : tensor<1x2x3xf32>, tensor<5x2xf32>
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

// Invalid: NaN has no magnitude to rank.
func.func @not_a_number(%x: tensor<1x5x4xf32>) -> tensor<1x1x3xf32> {
  %w = nn.constant dense<"0x0000C07F0000803F00000040000080400000C0400000803F0000803F0000803F0000803F0000803F"> : tensor<1x5x2xf32>
  // expected-error @+1 {{weights with NaN or infinity cannot be ranked}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<1x5x2xf32> -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// RUN: prunir-opt %s -p 'prune-unstructured{rate=2.5}' --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'prune-unstructured{rate=2.5 balanced=true}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix BALANCED
// RUN: prunir-opt %s -p 'prune-unstructured{rate=2.5 group=2}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix GROUP

// Four of ten weights stay: the largest of the layer, two of each filter, or two channels for both.
// CHECK-LABEL: @smallest
// CHECK: dense<{{\[\[}}[6.000000e+00], [-7.000000e+00], [8.000000e+00], [9.000000e+00], [0.000000e+00]], {{\[}}[0.000000e+00], [0.000000e+00], [0.000000e+00], [0.000000e+00], [0.000000e+00]]]> : tensor<2x5x1xf32> {onnx.initializer = "w"}
// BALANCED-LABEL: @smallest
// BALANCED: dense<{{\[\[}}[0.000000e+00], [0.000000e+00], [8.000000e+00], [9.000000e+00], [0.000000e+00]], {{\[}}[5.000000e+00], [0.000000e+00], [-4.000000e+00], [0.000000e+00], [0.000000e+00]]]>
// GROUP-LABEL: @smallest
// GROUP: dense<{{\[\[}}[0.000000e+00], [0.000000e+00], [8.000000e+00], [9.000000e+00], [0.000000e+00]], {{\[}}[0.000000e+00], [0.000000e+00], [-4.000000e+00], [3.000000e+00], [0.000000e+00]]]>
func.func @smallest(%x: tensor<1x5x4xf32>) -> tensor<1x2x4xf32> {
  %w = nn.constant dense<[[[6.0], [-7.0], [8.0], [9.0], [1.0]], [[5.0], [1.0], [-4.0], [3.0], [2.0]]]> : tensor<2x5x1xf32> {onnx.initializer = "w"}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<2x5x1xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// Left alone: the first layer, kernels of more entries, several groups, fully connected layers.
// CHECK-LABEL: @other_layers
// CHECK-DAG: nn.constant dense<2.000000e+00> : tensor<3x4x1xf32>
// CHECK-DAG: nn.constant dense<3.000000e+00> : tensor<1x5x2xf32>
// CHECK-DAG: nn.constant dense<4.000000e+00> : tensor<2x5x1xf32>
// CHECK-DAG: nn.constant dense<5.000000e+00> : tensor<8x2xf32>
func.func @other_layers(%x: tensor<1x4x4xf32>, %z: tensor<1x5x4xf32>, %t: tensor<1x10x4xf32>, %m: tensor<1x8xf32>) {
  %first = nn.constant dense<2.0> : tensor<3x4x1xf32>
  %spatial = nn.constant dense<3.0> : tensor<1x5x2xf32>
  %grouped = nn.constant dense<4.0> : tensor<2x5x1xf32>
  %matrix = nn.constant dense<5.0> : tensor<8x2xf32>
  %a = nn.conv %x, %first {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x4xf32>, tensor<3x4x1xf32> -> tensor<1x3x4xf32>
  %b = nn.conv %z, %spatial {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<1x5x2xf32> -> tensor<1x1x3xf32>
  %c = nn.conv %t, %grouped {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x10x4xf32>, tensor<2x5x1xf32> -> tensor<1x2x4xf32>
  %d = nn.gemm %m, %matrix {} : tensor<1x8xf32>, tensor<8x2xf32> -> tensor<1x2xf32>
  return
}

// -----

// Invalid: NaN has no magnitude to rank.
func.func @not_a_number(%x: tensor<1x5x4xf32>) -> tensor<1x1x4xf32> {
  %w = nn.constant dense<"0x0000C07F0000803F00000040000080400000C040"> : tensor<1x5x1xf32>
  // expected-error @+1 {{weights with NaN or infinity cannot be ranked}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x5x4xf32>, tensor<1x5x1xf32> -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}

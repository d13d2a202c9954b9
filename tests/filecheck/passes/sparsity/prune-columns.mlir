// RUN: prunir-opt %s -p 'prune-columns{rate=2.5 group=1}' --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'prune-columns{rate=2.5 group=1 balanced=true}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix BALANCED
// RUN: prunir-opt %s -p 'prune-columns{rate=2.5 group=2}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix GROUP
// RUN: prunir-opt %s -p 'prune-columns{rate=2.5 group=1 keep-last=true}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix KEEP

// Four of ten weights stay: the largest of the layer, two of each output, or two inputs for both.
// CHECK-LABEL: @smallest
// CHECK: dense<{{\[\[}}6.000000e+00, -7.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00]]> : tensor<2x5xf32> {onnx.initializer = "w"}
// BALANCED-LABEL: @smallest
// BALANCED: dense<{{\[\[}}0.000000e+00, 0.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00], [5.000000e+00, 0.000000e+00, -4.000000e+00, 0.000000e+00, 0.000000e+00]]>
// GROUP-LABEL: @smallest
// GROUP: dense<{{\[\[}}0.000000e+00, 0.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00, -4.000000e+00, 3.000000e+00, 0.000000e+00]]>
// KEEP-LABEL: @smallest
// KEEP: dense<{{\[\[}}6.000000e+00, -7.000000e+00, 8.000000e+00, 9.000000e+00, 1.000000e+00],
func.func @smallest(%x: tensor<1x5xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[6.0, -7.0, 8.0, 9.0, 1.0], [5.0, 1.0, -4.0, 3.0, 2.0]]> : tensor<2x5xf32> {onnx.initializer = "w"}
  %y = nn.gemm %x, %w {trans_b = true} : tensor<1x5xf32>, tensor<2x5xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// The weights may have a row for each input, in a gemm or a matmul. Of the two layers the second is the last.
// CHECK-LABEL: @by_inputs
// CHECK-DAG: dense<{{\[\[}}3.000000e+00, 4.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 9.000000e+00], [8.000000e+00, 0.000000e+00]]>
// CHECK-DAG: dense<{{\[\[}}0.000000e+00, 0.000000e+00], [5.000000e+00, 6.000000e+00]]>
// GROUP-LABEL: @by_inputs
// GROUP-DAG: dense<{{\[\[}}0.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00], [2.000000e+00, 9.000000e+00], [8.000000e+00, 1.000000e+00]]>
// KEEP-LABEL: @by_inputs
// KEEP-DAG: dense<{{\[\[}}3.000000e+00, 4.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 0.000000e+00], [0.000000e+00, 9.000000e+00], [8.000000e+00, 0.000000e+00]]>
// KEEP-DAG: dense<{{\[\[}}1.000000e+00, 2.000000e+00], [5.000000e+00, 6.000000e+00]]>
func.func @by_inputs(%x: tensor<1x5xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[3.0, 4.0], [1.0, 0.5], [0.25, 0.5], [2.0, 9.0], [8.0, 1.0]]> : tensor<5x2xf32>
  %v = nn.constant dense<[[1.0, 2.0], [5.0, 6.0]]> : tensor<2x2xf32>
  %h = nn.gemm %x, %w : tensor<1x5xf32>, tensor<5x2xf32> -> tensor<1x2xf32>
  %y = nn.matmul %h, %v : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// Left alone: convolutions, stacks of matrices, weights that are computed or the left factor.
// CHECK-LABEL: @other_layers
// CHECK-DAG: nn.constant dense<2.000000e+00> : tensor<3x4x1xf32>
// CHECK-DAG: nn.constant dense<3.000000e+00> : tensor<4x5xf32>
// CHECK-DAG: nn.constant dense<4.000000e+00> : tensor<2x5xf32>
func.func @other_layers(%x: tensor<1x4x4xf32>, %m: tensor<5x2xf32>) {
  %kernel = nn.constant dense<2.0> : tensor<3x4x1xf32>
  %stacked = nn.constant dense<3.0> : tensor<4x5xf32>
  %left = nn.constant dense<4.0> : tensor<2x5xf32>
  %a = nn.conv %x, %kernel {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x4xf32>, tensor<3x4x1xf32> -> tensor<1x3x4xf32>
  %b = nn.matmul %x, %stacked : tensor<1x4x4xf32>, tensor<4x5xf32> -> tensor<1x4x5xf32>
  %c = nn.gemm %left, %m : tensor<2x5xf32>, tensor<5x2xf32> -> tensor<2x2xf32>
  return
}

// -----

// Invalid: NaN has no magnitude to rank.
func.func @not_a_number(%x: tensor<1x5xf32>) {
  %w = nn.constant dense<"0x0000C07F0000803F00000040000080400000C040"> : tensor<5x1xf32>
  // expected-error @+1 {{weights with NaN or infinity cannot be ranked}}
  %y = nn.gemm %x, %w : tensor<1x5xf32>, tensor<5x1xf32> -> tensor<1x1xf32>
  %v = nn.constant dense<1.0> : tensor<1x1xf32>
  %z = nn.gemm %y, %v : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  return
}

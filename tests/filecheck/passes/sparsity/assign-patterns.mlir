// RUN: prunir-opt %s -p assign-patterns --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'assign-patterns{group=2}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix GROUP

builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["110", "011"]>]} {
  // Each kernel keeps what is largest; two filters together agree. The new constant says where it comes from.
  // CHECK-LABEL: @own_pattern
  // CHECK: %w = nn.constant dense<{{\[\[}}[3.000000e+00, 1.000000e+00, 0.000000e+00]], {{\[}}[0.000000e+00, 1.000000e+00, -2.000000e+00]]]> : tensor<2x1x3xf32> {onnx.initializer = "w"}
  // CHECK: nn.conv %x, %w
  // GROUP-LABEL: @own_pattern
  // GROUP: nn.constant dense<{{\[\[}}[3.000000e+00, 1.000000e+00, 0.000000e+00]], {{\[}}[1.000000e+00, 1.000000e+00, 0.000000e+00]]]>
  func.func @own_pattern(%x: tensor<1x1x4xf32>) -> tensor<1x2x2xf32> {
    %w = nn.constant dense<[[[3.0, 1.0, 2.0]], [[1.0, 1.0, -2.0]]]> : tensor<2x1x3xf32> {onnx.initializer = "w"}
    %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x3xf32> -> tensor<1x2x2xf32>
    return %y : tensor<1x2x2xf32>
  }

  // Two layers share their weights, and go on to do so.
  // CHECK-LABEL: @shared
  // CHECK: %[[pruned:.*]] = nn.constant dense<{{\[\[}}[3.000000e+00, 1.000000e+00, 0.000000e+00]]]>
  // CHECK-NEXT: nn.conv %x, %[[pruned]]
  // CHECK-NEXT: nn.conv %x, %[[pruned]]
  func.func @shared(%x: tensor<1x1x4xf32>) {
    %w = nn.constant dense<[[[3.0, 1.0, 2.0]]]> : tensor<1x1x3xf32>
    %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
    %z = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x4xf32>
    return
  }

  // Left alone: a kernel shape without a set, several groups, constants that are no weights.
  // CHECK-LABEL: @other_layers
  // CHECK-DAG: nn.constant dense<2.000000e+00> : tensor<1x2x2xf32>
  // CHECK-DAG: nn.constant dense<3.000000e+00> : tensor<2x1x3xf32>
  // CHECK-DAG: nn.constant dense<4.000000e+00> : tensor<1x2x3xf32>
  func.func @other_layers(%x: tensor<1x2x4xf32>, %v: tensor<1x1x2xf32>) {
    %pair = nn.constant dense<2.0> : tensor<1x2x2xf32>
    %depthwise = nn.constant dense<3.0> : tensor<2x1x3xf32>
    %input = nn.constant dense<4.0> : tensor<1x2x3xf32>
    %w = nn.constant dense<1.0> : tensor<1x2x1xf32>
    %a = nn.conv %x, %pair {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<1x2x2xf32> -> tensor<1x1x3xf32>
    %b = nn.conv %x, %depthwise {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x2x4xf32>, tensor<2x1x3xf32> -> tensor<1x2x2xf32>
    %c = nn.conv %input, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x3xf32>, tensor<1x2x1xf32> -> tensor<1x1x3xf32>
    return
  }
}

// -----

// Invalid: nobody has chosen patterns.
// expected-error @+1 {{the module has no pconv.pattern_sets; run select-patterns first}}
builtin.module {
}

// -----

// Invalid: no pattern keeps the largest norm of NaN.
builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["110", "011"]>]} {
  func.func @not_a_number(%x: tensor<1x1x4xf32>) {
    %w = nn.constant dense<"0x0000803F0000C07F0000803F"> : tensor<1x1x3xf32>
    // expected-error @+1 {{weights with NaN or infinity cannot be ranked}}
    %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
    return
  }
}

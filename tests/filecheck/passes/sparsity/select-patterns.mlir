// RUN: prunir-opt %s -p 'select-patterns{count=2 entries=3}' --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p select-patterns --split-input-file --verify-diagnostics | filecheck %s --check-prefix DEFAULT

// Every kernel votes for its centre and its two largest other entries. Here 000/011/010 has three votes, 011/010/000 two and
// 010/110/000 one.
// CHECK: builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["000/011/010", "011/010/000"]>]}
// The default is eight patterns of four entries.
// DEFAULT: pconv.pattern_sets = [#pconv.pattern_set<["000/011/110", "011/010/001", "110/110/000"]>]
func.func @most_frequent(%x: tensor<1x1x4x4xf32>, %z: tensor<1x2x4x4xf32>) {
  %a = nn.constant dense<[[[[0.0, 0.0, 0.0], [0.0, 0.1, 0.5], [0.1, 0.5, 0.0]]], [[[0.0, 0.5, 0.0], [0.5, 0.1, 0.0], [0.0, 0.0, 0.0]]]]> : tensor<2x1x3x3xf32>
  %b = nn.constant dense<[[[[0.0, 0.0, 0.0], [0.0, 0.1, 0.5], [0.1, 0.9, 0.0]], [[0.0, 0.5, 0.9], [0.0, 0.1, 0.0], [0.0, 0.0, 0.1]]]]> : tensor<1x2x3x3xf32>
  %c = nn.constant dense<[[[[0.0, -0.5, 0.9], [0.0, 0.1, 0.0], [0.0, 0.0, 0.1]], [[0.0, 0.0, 0.0], [0.0, 0.1, -0.5], [0.1, 0.9, 0.0]]]]> : tensor<1x2x3x3xf32>
  %p = nn.conv %x, %a {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x1x4x4xf32>, tensor<2x1x3x3xf32> -> tensor<1x2x2x2xf32>
  %q = nn.conv %z, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x2x4x4xf32>, tensor<1x2x3x3xf32> -> tensor<1x1x2x2xf32>
  %r = nn.conv %z, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x2x4x4xf32>, tensor<1x2x3x3xf32> -> tensor<1x1x2x2xf32>
  return
}

// -----

// One set for each kernel shape. Three of nine entries are two of four, and one of one by two.
// CHECK: pconv.pattern_sets = [#pconv.pattern_set<["01/"]>, #pconv.pattern_set<["1010"]>]
func.func @kernel_shapes(%x: tensor<1x1x4xf32>, %z: tensor<1x1x4x4xf32>) {
  %a = nn.constant dense<[[[4.0, 1.0, 2.0, 3.0]]]> : tensor<1x1x4xf32>
  %b = nn.constant dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32>
  %y = nn.conv %x, %a {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x4xf32> -> tensor<1x1x1xf32>
  %w = nn.conv %z, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x1x4x4xf32>, tensor<1x1x1x2xf32> -> tensor<1x1x4x3xf32>
  return
}

// -----

// No vote: kernels of one entry, several groups, computed weights, kernels of zeros.
// CHECK: pconv.pattern_sets = []
func.func @no_vote(%x: tensor<1x2x4xf32>, %w: tensor<1x2x3xf32>) {
  %pointwise = nn.constant dense<1.0> : tensor<1x2x1xf32>
  %depthwise = nn.constant dense<1.0> : tensor<2x1x3xf32>
  %zeros = nn.constant dense<0.0> : tensor<1x2x3xf32>
  %a = nn.conv %x, %pointwise {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<1x2x1xf32> -> tensor<1x1x4xf32>
  %b = nn.conv %x, %depthwise {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x2x4xf32>, tensor<2x1x3xf32> -> tensor<1x2x2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<1x2x3xf32> -> tensor<1x1x2xf32>
  %d = nn.conv %x, %zeros {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<1x2x3xf32> -> tensor<1x1x2xf32>
  return
}

// -----

// Invalid: nothing is larger than NaN.
func.func @not_a_number(%x: tensor<1x1x4xf32>) {
  %w = nn.constant dense<"0x0000803F0000C07F0000803F"> : tensor<1x1x3xf32>
  // expected-error @+1 {{weights with NaN or infinity have no largest entries to choose patterns by}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
  return
}

// -----

// Invalid: weights that are named, but nobody has.
func.func @weights_missing(%x: tensor<1x1x4xf32>) {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<1x1x3xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x3xf32> -> tensor<1x1x2xf32>
  return
}

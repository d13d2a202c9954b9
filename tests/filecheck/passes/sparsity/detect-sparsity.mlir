// RUN: prunir-opt %s -p detect-sparsity --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p 'detect-sparsity{max-density=0.5}' --split-input-file --verify-diagnostics | filecheck %s --check-prefix HALF

// CHECK-LABEL: @patterns
// CHECK: nn.conv {{.*}}pconv.scheme = #pconv.pattern_scheme<["110", "011"], group = 1>
func.func @patterns(%x: tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[0.0, 2.0, 1.0], [1.0, 1.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 2.0, 3.0]]]> : tensor<2x2x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
  return
}

// Pairs of filters share channels and patterns. A weight that is zero by chance changes nothing.
// CHECK-LABEL: @groups
// CHECK: pconv.scheme = #pconv.pattern_scheme<["110", "011"], group = 2>
func.func @groups(%x: tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[0.0, 2.0, 1.0], [0.0, 0.0, 0.0]], [[0.0, -0.0, 3.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [1.0, 1.0, 0.0]], [[0.0, 0.0, 0.0], [1.0, 2.0, -0.0]]]> : tensor<4x2x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<4x2x3xf32> -> tensor<1x4x2xf32>
  return
}

// Four filters share their positions, which are no pattern: each pair of channels has others.
// CHECK-LABEL: @block_punched
// CHECK: pconv.scheme = #pconv.block_punched_scheme<group = 4, channels = 2>
func.func @block_punched(%x: tensor<1x4x4xf32>) {
  %w = nn.constant dense<[[[0.0, 2.0, 1.0], [0.0, 1.0, 1.0], [2.0, 0.0, 0.0], [2.0, 0.0, 0.0]],
                          [[0.0, 3.0, 2.0], [0.0, 1.0, 1.0], [2.0, 0.0, 0.0], [2.0, 0.0, 0.0]],
                          [[0.0, 4.0, 3.0], [0.0, 1.0, 1.0], [2.0, 0.0, 0.0], [2.0, 0.0, 0.0]],
                          [[0.0, 5.0, 4.0], [0.0, 1.0, 1.0], [2.0, 0.0, 0.0], [2.0, 0.0, 0.0]]]> : tensor<4x4x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x4xf32>, tensor<4x4x3xf32> -> tensor<1x4x2xf32>
  return
}

// An earlier answer is replaced.
// CHECK-LABEL: @unstructured
// CHECK: nn.conv
// CHECK-NOT: pconv.dense
// CHECK-SAME: pconv.scheme = #pconv.unstructured_scheme<group = 1>
// HALF-LABEL: @unstructured
// HALF: nn.conv
// HALF-NOT: pconv.scheme
// HALF-SAME: pconv.dense = "75.0% of the weights are not zero: too few are zero"
func.func @unstructured(%x: tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[0.0], [2.0]], [[1.0], [3.0]]]> : tensor<2x2x1xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, pconv.dense = "old"} : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
  return
}

// Fully connected layers: pairs of outputs share inputs, in a gemm with a row of weights for each output, in one with a row for each input,
// and in a matmul. A weight that is zero by chance changes nothing.
// CHECK-LABEL: @fully_connected
// CHECK: nn.gemm %x, %w c(%c : tensor<4xf32>) {pconv.scheme = #pconv.block_pruned_scheme<group = 2>, trans_b = true}
// CHECK: nn.gemm {{.*}}pconv.scheme = #pconv.block_pruned_scheme<group = 2>
// CHECK: nn.matmul {{.*}}pconv.scheme = #pconv.block_pruned_scheme<group = 2>
// CHECK: nn.gemm {{.*}}pconv.scheme = #pconv.block_pruned_scheme<group = 1>
func.func @fully_connected(%x: tensor<1x4xf32>) {
  %w = nn.constant dense<[[0.0, 1.0, 0.0, 2.0], [0.0, 3.0, 0.0, 0.0], [5.0, 0.0, 0.0, 0.0], [6.0, 0.0, 0.0, -0.0]]> : tensor<4x4xf32>
  %v = nn.constant dense<[[0.0, 0.0, 5.0, 6.0], [1.0, 3.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %u = nn.constant dense<[[0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]> : tensor<4x4xf32>
  %c = nn.constant dense<1.0> : tensor<4xf32>
  %a = nn.gemm %x, %w c(%c : tensor<4xf32>) {trans_b = true, pconv.dense = "old"} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %b = nn.gemm %x, %v : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %d = nn.matmul %x, %v : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %e = nn.gemm %x, %u : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  return
}

// Fully connected layers without a scheme, and why. A product with a stack of matrices is none.
// CHECK-LABEL: @dense_matrices
// CHECK: nn.gemm {{.*}}pconv.dense = "no weight is zero"
// CHECK: nn.gemm {{.*}}pconv.dense = "the weights are not constant"
// CHECK: nn.gemm {{.*}}pconv.dense = "pruned kernels compute on f32, not on f64"
// CHECK: nn.gemm {{.*}}pconv.dense = "the product is scaled or its input transposed; canonicalize-gemm changes that"
// CHECK: nn.gemm {{.*}}pconv.dense = "what is added is no constant vector"
// CHECK: nn.gemm {{.*}}pconv.dense = "75.0% of the weights are not zero: the zeros follow no known structure"
// CHECK: nn.matmul
// CHECK-NOT: pconv
// CHECK-SAME: : tensor<1x1x4xf32>
func.func @dense_matrices(%x: tensor<1x4xf32>, %m: tensor<4x4xf32>, %z: tensor<1x4xf64>, %r: tensor<1x4xf32>, %s: tensor<1x1x4xf32>) {
  %full = nn.constant dense<1.0> : tensor<4x4xf32>
  %double = nn.constant dense<[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]> : tensor<4x4xf64>
  %eye = nn.constant dense<[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]> : tensor<4x4xf32>
  %most = nn.constant dense<[[1.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0]]> : tensor<4x4xf32>
  %a = nn.gemm %x, %full : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %b = nn.gemm %x, %m : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %c = nn.gemm %z, %double : tensor<1x4xf64>, tensor<4x4xf64> -> tensor<1x4xf64>
  %d = nn.gemm %x, %eye {alpha = 2.0 : f32} : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %e = nn.gemm %x, %eye c(%r : tensor<1x4xf32>) : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %f = nn.gemm %x, %most : tensor<1x4xf32>, tensor<4x4xf32> -> tensor<1x4xf32>
  %g = nn.matmul %s, %eye : tensor<1x1x4xf32>, tensor<4x4xf32> -> tensor<1x1x4xf32>
  return
}

// No scheme, and why.
// CHECK-LABEL: @dense
// CHECK: nn.conv {{.*}}pconv.dense = "no weight is zero"
// CHECK: nn.conv {{.*}}pconv.dense = "all weights are zero"
// CHECK: nn.conv {{.*}}pconv.dense = "the convolution has 2 groups"
// CHECK: nn.conv {{.*}}pconv.dense = "the weights are not constant"
// CHECK: nn.conv {{.*}}pconv.dense = "91.7% of the weights are not zero: too few are zero"
// CHECK: nn.conv {{.*}}pconv.dense = "pruned kernels compute on f32, not on f64"
func.func @dense(%x: tensor<1x2x4xf32>, %v: tensor<2x2x2xf32>, %z: tensor<1x2x4xf64>) {
  %full = nn.constant dense<1.0> : tensor<2x2x2xf32>
  %zero = nn.constant dense<0.0> : tensor<2x2x2xf32>
  %depthwise = nn.constant dense<[[[0.0, 1.0]], [[1.0, 0.0]]]> : tensor<2x1x2xf32>
  %few = nn.constant dense<[[[0.0, 1.0, 1.0], [1.0, 1.0, 1.0]], [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]]> : tensor<2x2x3xf32>
  %a = nn.conv %x, %full {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x2xf32> -> tensor<1x2x3xf32>
  %b = nn.conv %x, %zero {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x2xf32> -> tensor<1x2x3xf32>
  %c = nn.conv %x, %depthwise {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x2x4xf32>, tensor<2x1x2xf32> -> tensor<1x2x3xf32>
  %d = nn.conv %x, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x2xf32> -> tensor<1x2x3xf32>
  %e = nn.conv %x, %few {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
  %double = nn.constant dense<[[[0.0], [2.0]], [[1.0], [0.0]]]> : tensor<2x2x1xf64>
  %f = nn.conv %z, %double {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf64>, tensor<2x2x1xf64> -> tensor<1x2x4xf64>
  return
}

// NaN is not zero.
// CHECK-LABEL: @not_a_number
// CHECK: pconv.scheme = #pconv.pattern_scheme<["01"], group = 1>
func.func @not_a_number(%x: tensor<1x1x4xf32>) {
  %w = nn.constant dense<"0x000000000000C07F"> : tensor<1x1x2xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<1x1x2xf32> -> tensor<1x1x3xf32>
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

// RUN: prunir-opt %s -p fold-batch-norm --split-input-file --verify-diagnostics | filecheck %s

// Weights and a new bias take factor and shift.
// CHECK-LABEL: @conv
// CHECK-DAG: %[[weight:.*]] = nn.constant dense<{{.*}}1.000000e+00{{.*}}2.000000e+00{{.*}}> : tensor<2x1x1xf32>
// CHECK-DAG: %[[bias:.*]] = nn.constant dense<[1.000000e+00, 5.000000e-01]> : tensor<2xf32>
// CHECK: nn.conv %x, %[[weight]] bias(%[[bias]] : tensor<2xf32>)
// CHECK-NOT: nn.batch_norm
func.func @conv(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %w = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %scale = nn.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %bias = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %mean = nn.constant dense<[0.0, 3.0]> : tensor<2xf32>
  %var = nn.constant dense<[1.0, 4.0]> : tensor<2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %y = nn.batch_norm %c, %scale, %bias, %mean, %var {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// An existing bias is scaled; padding and groups do not matter.
// CHECK-LABEL: @biased_group_conv
// CHECK: %[[bias:.*]] = nn.constant dense<[2.000000e+01, 8.000000e+00]>
// CHECK: nn.conv %x, {{.*}} bias(%[[bias]] : tensor<2xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, group = 2 : i64}
// CHECK-NEXT: return
func.func @biased_group_conv(%x: tensor<1x2x4xf32>) -> tensor<1x2x6xf32> {
  %w = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %b = nn.constant dense<[10.0, 5.0]> : tensor<2xf32>
  %scale = nn.constant dense<[4.0, 2.0]> : tensor<2xf32>
  %bias = nn.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %mean = nn.constant dense<[0.0, 1.5]> : tensor<2xf32>
  %var = nn.constant dense<[3.0, 0.0]> : tensor<2xf32>
  %c = nn.conv %x, %w bias(%b : tensor<2xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, group = 2 : i64} : tensor<1x2x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x6xf32>
  %y = nn.batch_norm %c, %scale, %bias, %mean, %var {epsilon = 1.0 : f32} : tensor<1x2x6xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x6xf32>
  return %y : tensor<1x2x6xf32>
}

// Columns of an untransposed matrix are its outputs; alpha stays, beta goes into the bias.
// CHECK-LABEL: @gemm
// CHECK: nn.constant dense<{{.*}}2.000000e+00, 6.000000e+00], [6.000000e+00, 1.200000e+01]]>
// CHECK: %[[bias:.*]] = nn.constant dense<[5.000000e+00, 8.000000e+00]>
// CHECK: nn.gemm %x, {{.*}} c(%[[bias]] : tensor<2xf32>) {alpha = 5.000000e-01 : f32}
// CHECK-NEXT: return
func.func @gemm(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %c = nn.constant dense<1.0> : tensor<1x1xf32>
  %scale = nn.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %bias = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %mean = nn.constant dense<0.0> : tensor<2xf32>
  %var = nn.constant dense<1.0> : tensor<2xf32>
  %g = nn.gemm %x, %w c(%c : tensor<1x1xf32>) {alpha = 0.5 : f32, beta = 2.0 : f32} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
  %y = nn.batch_norm %g, %scale, %bias, %mean, %var {epsilon = 0.0 : f32} : tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// Two in a row, and a large weight that is named by its content.
// CHECK-LABEL: @twice
// CHECK: %[[weight:.*]] = nn.constant #nn.weight<"{{[0-9a-f]+}}"> : tensor<4x4x3x3xf32>
// CHECK: nn.conv %x, %[[weight]] bias
// CHECK-NEXT: return
func.func @twice(%x: tensor<1x4x5x5xf32>) -> tensor<1x4x3x3xf32> {
  %w = nn.constant #nn.random<7> : tensor<4x4x3x3xf32>
  %p = nn.constant dense<[0.5, 1.5, 1.0, 2.0]> : tensor<4xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x4x5x5xf32>, tensor<4x4x3x3xf32> -> tensor<1x4x3x3xf32>
  %n = nn.batch_norm %c, %p, %p, %p, %p {epsilon = 1.0e-5 : f32} : tensor<1x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32> -> tensor<1x4x3x3xf32>
  %y = nn.batch_norm %n, %p, %p, %p, %p {epsilon = 1.0e-5 : f32} : tensor<1x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32> -> tensor<1x4x3x3xf32>
  return %y : tensor<1x4x3x3xf32>
}

// Nothing to fold into.
// CHECK-LABEL: @alone
// CHECK: nn.batch_norm %x
func.func @alone(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %y = nn.batch_norm %x, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// The convolution is used as it is, too.
// CHECK-LABEL: @other_user
// CHECK: %[[c:.*]] = nn.conv
// CHECK: nn.batch_norm %[[c]]
func.func @other_user(%x: tensor<1x1x4xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %y = nn.batch_norm %c, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %c, %y : tensor<1x2x4xf32>, tensor<1x2x4xf32>
}

// Weights, bias or parameters computed at run time.
// CHECK-LABEL: @not_constant
// CHECK-COUNT-3: nn.batch_norm
func.func @not_constant(%x: tensor<1x1x4xf32>, %w: tensor<2x1x1xf32>, %q: tensor<2xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>) {
  %v = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %0 = nn.batch_norm %c, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  %d = nn.conv %x, %v bias(%q : tensor<2xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %1 = nn.batch_norm %d, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  %e = nn.conv %x, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %2 = nn.batch_norm %e, %p, %q, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %0, %1, %2 : tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>
}

// An activation or a residual stands between.
// CHECK-LABEL: @after_epilogue
// CHECK-COUNT-2: nn.batch_norm
func.func @after_epilogue(%x: tensor<1x1x4xf32>, %r: tensor<1x2x4xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[2.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, activation = #nn.activation<relu>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %0 = nn.batch_norm %c, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  %d = nn.conv %x, %w residual(%r : tensor<1x2x4xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %1 = nn.batch_norm %d, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %0, %1 : tensor<1x2x4xf32>, tensor<1x2x4xf32>
}

// 1e30 · 1e10 is no f32, though the result may be; a negative variance has no root.
// CHECK-LABEL: @out_of_range
// CHECK-COUNT-2: nn.batch_norm
func.func @out_of_range(%x: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %w = nn.constant dense<1.0e30> : tensor<2x2xf32>
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %huge = nn.constant dense<1.0e10> : tensor<2xf32>
  %negative = nn.constant dense<-1.0> : tensor<2xf32>
  %g = nn.gemm %x, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %0 = nn.batch_norm %g, %huge, %p, %p, %p {epsilon = 0.0 : f32} : tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  %h = nn.gemm %x, %w : tensor<3x2xf32>, tensor<2x2xf32> -> tensor<3x2xf32>
  %1 = nn.batch_norm %h, %p, %p, %p, %negative {epsilon = 0.0 : f32} : tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  return %0, %1 : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// Invalid: the weights are named, but nobody has them.
func.func @weights_missing(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2x1x1xf32>
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  // expected-error @+1 {{weight 9f86d081884c7d659a2feaa0c55ad015 is not at hand}}
  %y = nn.batch_norm %c, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

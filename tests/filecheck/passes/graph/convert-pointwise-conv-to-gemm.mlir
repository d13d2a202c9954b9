// RUN: prunir-opt %s -p convert-pointwise-conv-to-gemm --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @one_position
// CHECK-DAG: %[[w:.*]] = nn.constant dense<{{..}}1.0{{.*}}, 2.0{{.*}}], [3.0{{.*}}, 4.0{{.*}}], [5.0{{.*}}, 6.0{{.*}}]]> : tensor<3x2xf32>
// CHECK-DAG: %[[x:.*]] = nn.reshape %x : tensor<1x2x1x1xf32> -> tensor<1x2xf32>
// CHECK: %[[y:.*]] = nn.gemm %[[x]], %[[w]] c(%b : tensor<3xf32>) {trans_b = true, activation = #nn.activation<relu>}
// CHECK: nn.reshape %[[y]] : tensor<1x3xf32> -> tensor<1x3x1x1xf32>
func.func @one_position(%x: tensor<1x2x1x1xf32>, %b: tensor<3xf32>) -> tensor<1x3x1x1xf32> {
  %w = nn.constant dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]], [[[5.0]], [[6.0]]]]> : tensor<3x2x1x1xf32>
  %y = nn.conv %x, %w bias(%b : tensor<3xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, activation = #nn.activation<relu>}
    : tensor<1x2x1x1xf32>, tensor<3x2x1x1xf32> -> tensor<1x3x1x1xf32>
  return %y : tensor<1x3x1x1xf32>
}

// More positions, a kernel that reaches into padding or lies there, groups, weights that are not known: no fully connected layers.
// CHECK-LABEL: @others
// CHECK-COUNT-5: nn.conv
// CHECK-NOT: nn.gemm
func.func @others(%x: tensor<1x2x1x1xf32>, %p: tensor<1x2x2x1xf32>, %v: tensor<2x2x1x1xf32>)
    -> (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>, tensor<1x2x1x1xf32>, tensor<1x2x1x1xf32>, tensor<1x2x1x1xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x2x1x1xf32>
  %g = nn.constant dense<1.0> : tensor<2x1x1x1xf32>
  %k = nn.constant dense<1.0> : tensor<1x2x3x1xf32>
  %0 = nn.conv %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x2x2x1xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x2x1xf32>
  %1 = nn.conv %x, %k {strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 1, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x2x1x1xf32>, tensor<1x2x3x1xf32> -> tensor<1x1x1x1xf32>
  %2 = nn.conv %x, %g {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64}
    : tensor<1x2x1x1xf32>, tensor<2x1x1x1xf32> -> tensor<1x2x1x1xf32>
  %3 = nn.conv %x, %v {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x2x1x1xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x1x1xf32>
  %4 = nn.conv %x, %w {strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x2x1x1xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x1x1xf32>
  return %0, %1, %2, %3, %4
    : tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>, tensor<1x2x1x1xf32>, tensor<1x2x1x1xf32>, tensor<1x2x1x1xf32>
}

// -----

// Invalid: the channels differ.
func.func @mismatch(%x: tensor<1x3x1x1xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x2x1x1xf32>
  // expected-error @below {{C3: 1 groups of 2 channels do not fit 3 input channels and 2 filters}}
  %0 = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x3x1x1xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x1x1xf32>
  return
}

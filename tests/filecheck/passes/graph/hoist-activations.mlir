// RUN: prunir-opt %s -p hoist-activations --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @detector_head
// CHECK: %[[head:.*]] = nn.conv %x, %w
// CHECK-NEXT: %[[score:.*]] = nn.sigmoid %[[head]] : tensor<1x2x4xf32>
// CHECK-NEXT: %[[last:.*]] = nn.transpose %[[score]]
// CHECK-NEXT: %[[list:.*]] = nn.reshape %[[last]] : tensor<1x4x2xf32> -> tensor<8xf32>
// CHECK-NEXT: return %[[list]]
func.func @detector_head(%x: tensor<1x1x4xf32>, %w: tensor<2x1x1xf32>) -> tensor<8xf32> {
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  %t = nn.transpose %c {perm = array<i64: 0, 2, 1>} : tensor<1x2x4xf32> -> tensor<1x4x2xf32>
  %r = nn.reshape %t : tensor<1x4x2xf32> -> tensor<8xf32>
  %y = nn.sigmoid %r : tensor<8xf32> -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// One part is never negative, so the other takes the relu alone.
// CHECK-LABEL: @concat
// CHECK: %[[positive:.*]] = nn.relu %x
// CHECK: %[[product:.*]] = nn.gemm %x, %w
// CHECK: %[[activated:.*]] = nn.relu %[[product]]
// CHECK: nn.concat %[[positive]], %[[activated]] {axis = 1 : i64}
// CHECK-NEXT: return
func.func @concat(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x7xf32> {
  %a = nn.relu %x : tensor<2x3xf32> -> tensor<2x3xf32>
  %b = nn.gemm %x, %w : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  %c = nn.concat %a, %b {axis = 1 : i64} : tensor<2x3xf32>, tensor<2x4xf32> -> tensor<2x7xf32>
  %y = nn.relu %c : tensor<2x7xf32> -> tensor<2x7xf32>
  return %y : tensor<2x7xf32>
}

// A part that nothing can take; a layer with an activation; no layer at all; another user on the way.
// CHECK-LABEL: @stays
// CHECK: nn.concat
// CHECK-NEXT: nn.tanh
// CHECK: nn.reshape
// CHECK-NEXT: nn.tanh
// CHECK: nn.reshape
// CHECK-NEXT: nn.tanh
// CHECK: nn.reshape
// CHECK-NEXT: nn.tanh
func.func @stays(%x: tensor<2x2xf32>, %w: tensor<2x2xf32>) -> (tensor<4x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %a = nn.gemm %x, %w : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %b = nn.concat %a, %x {axis = 0 : i64} : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<4x2xf32>
  %0 = nn.tanh %b : tensor<4x2xf32> -> tensor<4x2xf32>
  %c = nn.gemm %x, %w {activation = #nn.activation<relu>} : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %d = nn.reshape %c : tensor<2x2xf32> -> tensor<4xf32>
  %1 = nn.tanh %d : tensor<4xf32> -> tensor<4xf32>
  %e = nn.reshape %x : tensor<2x2xf32> -> tensor<4xf32>
  %2 = nn.tanh %e : tensor<4xf32> -> tensor<4xf32>
  %f = nn.gemm %x, %w : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %g = nn.reshape %f : tensor<2x2xf32> -> tensor<4xf32>
  %3 = nn.tanh %g : tensor<4xf32> -> tensor<4xf32>
  return %0, %1, %2, %3, %g : tensor<4x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// Invalid: a reshape to another number of elements.
func.func @wrong_size(%x: tensor<2x2xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{C1: (2, 2) and (5,) differ in their number of elements}}
  %y = nn.reshape %x : tensor<2x2xf32> -> tensor<5xf32>
  return %y : tensor<5xf32>
}

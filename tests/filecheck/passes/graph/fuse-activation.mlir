// RUN: prunir-opt %s -p fuse-activation --split-input-file --verify-diagnostics | filecheck %s

// Each activation that an epilogue can hold, with its parameters.
// CHECK-LABEL: @each
// CHECK-NOT: nn.relu
// CHECK-COUNT-2: nn.gemm %x, %w {activation = #nn.activation<relu>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<clip, 0.0, 6.0>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<leaky_relu, 0.5>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<hard_sigmoid, 0.25, 0.5>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<hard_swish>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<sigmoid>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<silu>}
// CHECK-NEXT: nn.gemm %x, %w {activation = #nn.activation<tanh>}
// CHECK-NEXT: nn.concat
func.func @each(%x: tensor<1x8xf32>, %w: tensor<8x4xf32>) -> tensor<9x4xf32> {
  %g0 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %0 = nn.relu %g0 : tensor<1x4xf32> -> tensor<1x4xf32>
  %g1 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %1 = nn.relu %g1 : tensor<1x4xf32> -> tensor<1x4xf32>
  %g2 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %2 = nn.clip %g2 {min = 0.0 : f32, max = 6.0 : f32} : tensor<1x4xf32> -> tensor<1x4xf32>
  %g3 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %3 = nn.leaky_relu %g3 {alpha = 0.5 : f32} : tensor<1x4xf32> -> tensor<1x4xf32>
  %g4 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %4 = nn.hard_sigmoid %g4 {alpha = 0.25 : f32, beta = 0.5 : f32} : tensor<1x4xf32> -> tensor<1x4xf32>
  %g5 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %5 = nn.hard_swish %g5 : tensor<1x4xf32> -> tensor<1x4xf32>
  %g6 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %6 = nn.sigmoid %g6 : tensor<1x4xf32> -> tensor<1x4xf32>
  %g7 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %7 = nn.silu %g7 : tensor<1x4xf32> -> tensor<1x4xf32>
  %g8 = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %8 = nn.tanh %g8 : tensor<1x4xf32> -> tensor<1x4xf32>
  %y = nn.concat %0, %1, %2, %3, %4, %5, %6, %7, %8 {axis = 0 : i64} : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32> -> tensor<9x4xf32>
  return %y : tensor<9x4xf32>
}

// Bias, residual and discardable attributes of a convolution stay.
// CHECK-LABEL: @conv
// CHECK: nn.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x4xf32>) {note = "kept", {{.*}} activation = #nn.activation<relu>}
// CHECK-NEXT: return
func.func @conv(%x: tensor<1x1x4xf32>, %w: tensor<2x1x3xf32>, %b: tensor<2xf32>, %r: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %c = nn.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x4xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, note = "kept"} : tensor<1x1x4xf32>, tensor<2x1x3xf32> -> tensor<1x2x4xf32>
  %y = nn.relu %c : tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// Only the first of two activations fits.
// CHECK-LABEL: @second_activation
// CHECK: nn.gemm {{.*}}relu
// CHECK: nn.tanh
func.func @second_activation(%x: tensor<1x8xf32>, %w: tensor<8x4xf32>) -> tensor<1x4xf32> {
  %g = nn.gemm %x, %w {activation = #nn.activation<relu>} : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %y = nn.tanh %g : tensor<1x4xf32> -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// The layer has another user; nothing but layers take one; an exponential is none.
// CHECK-LABEL: @not_fusible
// CHECK-COUNT-2: nn.relu
// CHECK: nn.exp
func.func @not_fusible(%x: tensor<1x8xf32>, %w: tensor<8x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x8xf32>, tensor<1x4xf32>) {
  %g = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %0 = nn.relu %g : tensor<1x4xf32> -> tensor<1x4xf32>
  %1 = nn.relu %x : tensor<1x8xf32> -> tensor<1x8xf32>
  %h = nn.gemm %x, %w : tensor<1x8xf32>, tensor<8x4xf32> -> tensor<1x4xf32>
  %2 = nn.exp %h : tensor<1x4xf32> -> tensor<1x4xf32>
  return %g, %0, %1, %2 : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x8xf32>, tensor<1x4xf32>
}

// -----

// Invalid: a clip whose limits are no numbers.
func.func @nan_limit(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{C2}}
  %y = nn.clip %x {min = 0x7FC00000 : f32, max = 6.0 : f32} : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

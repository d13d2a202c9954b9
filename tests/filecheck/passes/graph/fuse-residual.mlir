// RUN: prunir-opt %s -p fuse-residual --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @shortcut
// CHECK: nn.conv %x, %w bias(%b : tensor<2xf32>) residual(%x : tensor<1x2x4xf32>)
// CHECK-NEXT: return
func.func @shortcut(%x: tensor<1x2x4xf32>, %w: tensor<2x2x3xf32>, %b: tensor<2xf32>) -> tensor<1x2x4xf32> {
  %c = nn.conv %x, %w bias(%b : tensor<2xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %y = nn.add %x, %c : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// The shortcut is computed after the convolution, which therefore moves down to the addition.
// CHECK-LABEL: @late_shortcut
// CHECK: %[[shortcut:.*]] = nn.tanh %x
// CHECK: nn.conv %x, %w residual(%[[shortcut]] : tensor<1x2x4xf32>)
// CHECK-NEXT: return
func.func @late_shortcut(%x: tensor<1x2x4xf32>, %w: tensor<2x2x3xf32>) -> tensor<1x2x4xf32> {
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %s = nn.tanh %x : tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  %y = nn.add %c, %s : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// Of two convolutions, the later one adds the other.
// CHECK-LABEL: @two_convolutions
// CHECK: %[[first:.*]] = nn.conv %x, %v {
// CHECK: nn.conv %x, %w residual(%[[first]] : tensor<1x2x4xf32>)
// CHECK-NEXT: return
func.func @two_convolutions(%x: tensor<1x2x4xf32>, %v: tensor<2x2x1xf32>, %w: tensor<2x2x3xf32>) -> tensor<1x2x4xf32> {
  %first = nn.conv %x, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
  %second = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %y = nn.add %second, %first : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// A sum that broadcasts is no residual, nor is twice the same; a gemm has none.
// CHECK-LABEL: @not_fusible
// CHECK-COUNT-3: nn.add
func.func @not_fusible(%x: tensor<1x2x4xf32>, %w: tensor<2x2x3xf32>, %t: tensor<2x1xf32>, %m: tensor<2x2xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<2x2xf32>) {
  %a = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %0 = nn.add %a, %t : tensor<1x2x4xf32>, tensor<2x1xf32> -> tensor<1x2x4xf32>
  %b = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %1 = nn.add %b, %b : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  %g = nn.gemm %m, %m : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %2 = nn.add %g, %m : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  return %0, %1, %2 : tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<2x2xf32>
}

// The convolution has an activation or a residual already, or another user.
// CHECK-LABEL: @taken
// CHECK-COUNT-3: nn.add
func.func @taken(%x: tensor<1x2x4xf32>, %w: tensor<2x2x3xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>) {
  %a = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, activation = #nn.activation<relu>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %0 = nn.add %a, %x : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  %b = nn.conv %x, %w residual(%x : tensor<1x2x4xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %1 = nn.add %b, %x : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  %2 = nn.add %c, %x : tensor<1x2x4xf32>, tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %0, %1, %2, %c : tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>
}

// -----

// Invalid: a residual of another shape than the result.
func.func @wrong_shape(%x: tensor<1x2x4xf32>, %w: tensor<2x2x3xf32>, %t: tensor<2x1xf32>) -> tensor<1x2x4xf32> {
  // expected-error @+1 {{C6: residual must have the shape}}
  %y = nn.conv %x, %w residual(%t : tensor<2x1xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

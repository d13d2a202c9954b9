// RUN: prunir-opt %s -p canonicalize-views --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @each
// CHECK-NEXT: %[[a:.*]] = nn.reshape %x : tensor<2x1x3xf32> -> tensor<2x3xf32>
// CHECK-NEXT: %[[b:.*]] = nn.reshape %x : tensor<2x1x3xf32> -> tensor<2x1x1x3xf32>
// CHECK-NEXT: %[[c:.*]] = nn.reshape %x : tensor<2x1x3xf32> -> tensor<1x6xf32>
// CHECK-NEXT: return %[[a]], %[[b]], %[[c]]
func.func @each(%x: tensor<2x1x3xf32>) -> (tensor<2x3xf32>, tensor<2x1x1x3xf32>, tensor<1x6xf32>) {
  %a = nn.squeeze %x {axes = array<i64: 1>} : tensor<2x1x3xf32> -> tensor<2x3xf32>
  %b = nn.unsqueeze %x {axes = array<i64: 2>} : tensor<2x1x3xf32> -> tensor<2x1x1x3xf32>
  %c = nn.flatten %x {axis = 0 : i64} : tensor<2x1x3xf32> -> tensor<1x6xf32>
  return %a, %b, %c : tensor<2x3xf32>, tensor<2x1x1x3xf32>, tensor<1x6xf32>
}

// Only dimensions of size 1 move, or are reduced.
// CHECK-LABEL: @chain
// CHECK-NEXT: %[[result:.*]] = nn.reshape %x : tensor<2x8x1x1xf32> -> tensor<2x8xf32>
// CHECK-NEXT: return %[[result]]
func.func @chain(%x: tensor<2x8x1x1xf32>) -> tensor<2x8xf32> {
  %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<2x8x1x1xf32> -> tensor<2x1x1x8xf32>
  %b = nn.reduce_mean %a {axes = array<i64: 1, 2>} : tensor<2x1x1x8xf32> -> tensor<2x8xf32>
  %c = nn.reshape %b : tensor<2x8xf32> -> tensor<4x4xf32>
  %y = nn.reshape %c : tensor<4x4xf32> -> tensor<2x8xf32>
  return %y : tensor<2x8xf32>
}

// The reshape between has another user and stays for it.
// CHECK-LABEL: @shared
// CHECK-NEXT: %[[shared:.*]] = nn.reshape %x : tensor<8xf32> -> tensor<2x4xf32>
// CHECK-NEXT: %[[result:.*]] = nn.reshape %x : tensor<8xf32> -> tensor<4x2xf32>
// CHECK-NEXT: return %[[shared]], %[[result]]
func.func @shared(%x: tensor<8xf32>) -> (tensor<2x4xf32>, tensor<4x2xf32>) {
  %a = nn.reshape %x : tensor<8xf32> -> tensor<2x4xf32>
  %y = nn.reshape %a : tensor<2x4xf32> -> tensor<4x2xf32>
  return %a, %y : tensor<2x4xf32>, tensor<4x2xf32>
}

// These move elements, or add them up.
// CHECK-LABEL: @not_views
// CHECK-NEXT: nn.transpose
// CHECK-NEXT: nn.transpose
// CHECK-NEXT: nn.reduce_sum
func.func @not_views(%x: tensor<2x1x3xf32>) -> tensor<1x3xf32> {
  %a = nn.transpose %x {perm = array<i64: 2, 1, 0>} : tensor<2x1x3xf32> -> tensor<3x1x2xf32>
  %b = nn.transpose %a {perm = array<i64: 1, 2, 0>} : tensor<3x1x2xf32> -> tensor<1x2x3xf32>
  %y = nn.reduce_sum %b {axes = array<i64: 1>} : tensor<1x2x3xf32> -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

// -----

// Invalid: a squeezed dimension that is not 1.
func.func @squeeze_two(%x: tensor<2x3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{C2: dimensions [0] of (2, 3) must have size 1}}
  %y = nn.squeeze %x {axes = array<i64: 0>} : tensor<2x3xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

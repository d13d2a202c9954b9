// RUN: prunir-opt %s -p decompose-split --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @split
// CHECK: %[[a:.*]] = nn.slice %x {starts = array<i64: 0, 0>, limits = array<i64: 1, 3>, steps = array<i64: 1, 1>}
// CHECK: %[[b:.*]] = nn.slice %x {starts = array<i64: 0, 3>, limits = array<i64: 1, 8>, steps = array<i64: 1, 1>}
// CHECK: return %[[a]], %[[b]]
func.func @split(%x: tensor<1x8xf32>) -> (tensor<1x3xf32>, tensor<1x5xf32>) {
  %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>} : tensor<1x8xf32> -> tensor<1x3xf32>, tensor<1x5xf32>
  return %a, %b : tensor<1x3xf32>, tensor<1x5xf32>
}

// An unused part is not cut out.
// CHECK-LABEL: @unused_part
// CHECK: nn.slice %x {starts = array<i64: 3>, limits = array<i64: 8>
// CHECK-NEXT: return
func.func @unused_part(%x: tensor<8xf32>) -> tensor<5xf32> {
  %a, %b = nn.split %x {axis = 0 : i64, sizes = array<i64: 3, 5>} : tensor<8xf32> -> tensor<3xf32>, tensor<5xf32>
  return %b : tensor<5xf32>
}

// CHECK-LABEL: @one_part
// CHECK: nn.slice %x {starts = array<i64: 0, 0>, limits = array<i64: 2, 8>
func.func @one_part(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  %a = nn.split %x {axis = 0 : i64, sizes = array<i64: 2>} : tensor<2x8xf32> -> tensor<2x8xf32>
  return %a : tensor<2x8xf32>
}

// CHECK-LABEL: @no_split
// CHECK-NEXT: nn.concat
func.func @no_split(%x: tensor<2x8xf32>) -> tensor<4x8xf32> {
  %y = nn.concat %x, %x {axis = 0 : i64} : tensor<2x8xf32>, tensor<2x8xf32> -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Invalid: the parts do not make up the whole.
func.func @wrong_sizes(%x: tensor<8xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{C2: sizes [2, 5] must be positive and sum to 8}}
  %a, %b = nn.split %x {axis = 0 : i64, sizes = array<i64: 2, 5>} : tensor<8xf32> -> tensor<2xf32>, tensor<5xf32>
  return %b : tensor<5xf32>
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<1x8xi32>) {
  %y = nn.reduce_sum %x {axes = array<i64: 1>} : tensor<1x8xi32> -> tensor<1xi32>
  func.return
}

// -----

// expected-error {{C2: at least one axis must be reduced}}
func.func @no_axis(%x: tensor<1x8xf32>) {
  %y = nn.reduce_sum %x {axes = array<i64>} : tensor<1x8xf32> -> tensor<1x8xf32>
  func.return
}

// -----

// expected-error {{C2: axes must be ascending numbers below 2, got [2]}}
func.func @too_large(%x: tensor<1x8xf32>) {
  %y = nn.reduce_sum %x {axes = array<i64: 2>} : tensor<1x8xf32> -> tensor<1x8xf32>
  func.return
}

// -----

// expected-error {{C2: axes must be ascending numbers below 2, got [1, 0]}}
func.func @order(%x: tensor<1x8xf32>) {
  %y = nn.reduce_sum %x {axes = array<i64: 1, 0>} : tensor<1x8xf32> -> tensor<f32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: axes must be ascending numbers below 2, got [0, 0]}}
func.func @twice(%x: tensor<1x8xf32>) {
  %y = nn.squeeze %x {axes = array<i64: 0, 0>} : tensor<1x8xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C1: axes must be ascending numbers below 2, got [-1]}}
func.func @negative(%x: tensor<8x1xf32>) {
  %y = nn.squeeze %x {axes = array<i64: -1>} : tensor<8x1xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C2: dimensions [1] of (1, 8) must have size 1}}
func.func @size(%x: tensor<1x8xf32>) {
  %y = nn.squeeze %x {axes = array<i64: 1>} : tensor<1x8xf32> -> tensor<1xf32>
  func.return
}

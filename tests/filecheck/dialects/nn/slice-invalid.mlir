// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: starts, limits and steps must hold 2 numbers each}}
func.func @rank(%x: tensor<4x8xf32>) {
  %y = nn.slice %x {starts = array<i64: 0>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>}
      : tensor<4x8xf32> -> tensor<4x3xf32>
  func.return
}

// -----

// expected-error {{C2: 0 to 5 by 1 is not a range of dimension 0 of (4, 8)}}
func.func @beyond_the_end(%x: tensor<4x8xf32>) {
  %y = nn.slice %x {starts = array<i64: 0, 2>, limits = array<i64: 5, 8>, steps = array<i64: 1, 2>}
      : tensor<4x8xf32> -> tensor<5x3xf32>
  func.return
}

// -----

// expected-error {{C2: 4 to 4 by 1 is not a range}}
func.func @empty(%x: tensor<4x8xf32>) {
  %y = nn.slice %x {starts = array<i64: 4, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>}
      : tensor<4x8xf32> -> tensor<1x3xf32>
  func.return
}

// -----

// expected-error {{C2: -1 to 4 by 1 is not a range}}
func.func @negative_start(%x: tensor<4x8xf32>) {
  %y = nn.slice %x {starts = array<i64: -1, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>}
      : tensor<4x8xf32> -> tensor<1x3xf32>
  func.return
}

// -----

// expected-error {{C2: 2 to 8 by -2 is not a range of dimension 1}}
func.func @negative_step(%x: tensor<4x8xf32>) {
  %y = nn.slice %x {starts = array<i64: 0, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, -2>}
      : tensor<4x8xf32> -> tensor<4x3xf32>
  func.return
}

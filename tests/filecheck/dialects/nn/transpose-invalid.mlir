// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: [0, 0] does not permute 2 dimensions}}
func.func @twice(%x: tensor<4x4xf32>) {
  %y = nn.transpose %x {perm = array<i64: 0, 0>} : tensor<4x4xf32> -> tensor<4x4xf32>
  func.return
}

// -----

// expected-error {{C1: [1, 0] does not permute 3 dimensions}}
func.func @too_short(%x: tensor<4x4x4xf32>) {
  %y = nn.transpose %x {perm = array<i64: 1, 0>} : tensor<4x4x4xf32> -> tensor<4x4x4xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: axis 3 must be between 0 and the rank, 2}}
func.func @too_large(%x: tensor<2x8xf32>) {
  %y = nn.flatten %x {axis = 3 : i64} : tensor<2x8xf32> -> tensor<16x1xf32>
  func.return
}

// -----

// expected-error {{C1: axis -1 must be between 0 and the rank, 2}}
func.func @negative(%x: tensor<2x8xf32>) {
  %y = nn.flatten %x {axis = -1 : i64} : tensor<2x8xf32> -> tensor<2x8xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<8xi32>) {
  %y = nn.hard_sigmoid %x {alpha = 2.000000e-01 : f32, beta = 5.000000e-01 : f32}
      : tensor<8xi32> -> tensor<8xi32>
  func.return
}

// -----

// expected-error {{C2: beta of hard_sigmoid cannot be nan}}
func.func @not_a_number(%x: tensor<8xf32>) {
  %y = nn.hard_sigmoid %x {alpha = 2.000000e-01 : f32, beta = 0x7fc00000 : f32}
      : tensor<8xf32> -> tensor<8xf32>
  func.return
}

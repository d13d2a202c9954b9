// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<8xi32>) {
  %y = nn.clip %x {min = 0.000000e+00 : f32, max = 6.000000e+00 : f32} : tensor<8xi32> -> tensor<8xi32>
  func.return
}

// -----

// expected-error {{C2: min of clip cannot be nan}}
func.func @not_a_number(%x: tensor<8xf32>) {
  %y = nn.clip %x {min = 0x7fc00000 : f32, max = 6.000000e+00 : f32} : tensor<8xf32> -> tensor<8xf32>
  func.return
}

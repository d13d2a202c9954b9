// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<8xi32>) {
  %y = nn.leaky_relu %x {alpha = 1.000000e-01 : f32} : tensor<8xi32> -> tensor<8xi32>
  func.return
}

// -----

// expected-error {{C2: alpha of leaky_relu cannot be inf}}
func.func @infinite(%x: tensor<8xf32>) {
  %y = nn.leaky_relu %x {alpha = 0x7f800000 : f32} : tensor<8xf32> -> tensor<8xf32>
  func.return
}

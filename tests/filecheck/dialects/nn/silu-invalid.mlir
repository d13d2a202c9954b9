// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<8xi32>) {
  %y = nn.silu %x : tensor<8xi32> -> tensor<8xi32>
  func.return
}

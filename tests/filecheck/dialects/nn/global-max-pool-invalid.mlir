// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: input must have one to three spatial dimensions}}
func.func @matrix(%x: tensor<1x8xf32>) {
  %y = nn.global_max_pool %x : tensor<1x8xf32> -> tensor<1x8xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<1x8x7xi64>) {
  %y = nn.global_max_pool %x : tensor<1x8x7xi64> -> tensor<1x8x1xi64>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @types(%x: tensor<2x8xf32>, %slope: tensor<8xf64>) {
  %y = nn.prelu %x, %slope : tensor<2x8xf32>, tensor<8xf64> -> tensor<2x8xf32>
  func.return
}

// -----

// expected-error {{C2: slope of shape (2, 8) does not broadcast to (8,)}}
func.func @slope_larger_than_the_input(%x: tensor<8xf32>, %slope: tensor<2x8xf32>) {
  %y = nn.prelu %x, %slope : tensor<8xf32>, tensor<2x8xf32> -> tensor<8xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: axes must be ascending numbers below 2, got [2]}}
func.func @too_large(%x: tensor<8xf32>) {
  %y = nn.unsqueeze %x {axes = array<i64: 2>} : tensor<8xf32> -> tensor<8x1xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: result must have the shape (2, 8), got (16,)}}
func.func @shape(%x: tensor<2x8xi64>) {
  %y = nn.cast %x : tensor<2x8xi64> -> tensor<16xf32>
  func.return
}

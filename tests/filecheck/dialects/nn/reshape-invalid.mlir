// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: (2, 8) and (2, 9) differ in their number of elements}}
func.func @elements(%x: tensor<2x8xf32>) {
  %y = nn.reshape %x : tensor<2x8xf32> -> tensor<2x9xf32>
  func.return
}

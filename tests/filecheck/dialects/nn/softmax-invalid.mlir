// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<2x10xi32>) {
  %y = nn.softmax %x {axis = 1 : i64} : tensor<2x10xi32> -> tensor<2x10xi32>
  func.return
}

// -----

// expected-error {{C2: axis 2 is not a dimension of tensor<2x10xf32>}}
func.func @too_large(%x: tensor<2x10xf32>) {
  %y = nn.softmax %x {axis = 2 : i64} : tensor<2x10xf32> -> tensor<2x10xf32>
  func.return
}

// -----

// expected-error {{C2: axis -1 is not a dimension of tensor<2x10xf32>}}
func.func @negative(%x: tensor<2x10xf32>) {
  %y = nn.softmax %x {axis = -1 : i64} : tensor<2x10xf32> -> tensor<2x10xf32>
  func.return
}

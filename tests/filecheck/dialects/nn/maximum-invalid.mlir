// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must share one number element type}}
func.func @types(%a: tensor<8xf32>, %b: tensor<8xf64>) {
  %y = nn.maximum %a, %b : tensor<8xf32>, tensor<8xf64> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one number element type}}
func.func @truth_values(%a: tensor<8xi1>, %b: tensor<8xi1>) {
  %y = nn.maximum %a, %b : tensor<8xi1>, tensor<8xi1> -> tensor<8xi1>
  func.return
}

// -----

// expected-error {{C2: shapes (2, 8) and (2,) do not broadcast}}
func.func @shapes(%a: tensor<2x8xf32>, %b: tensor<2xf32>) {
  %y = nn.maximum %a, %b : tensor<2x8xf32>, tensor<2xf32> -> tensor<2x8xf32>
  func.return
}

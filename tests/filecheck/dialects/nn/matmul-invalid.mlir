// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: operands must have rank 1 or more}}
func.func @scalar(%a: tensor<f32>, %b: tensor<4x5xf32>) {
  %y = nn.matmul %a, %b : tensor<f32>, tensor<4x5xf32> -> tensor<5xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%a: tensor<3x4xi32>, %b: tensor<4x5xi32>) {
  %y = nn.matmul %a, %b : tensor<3x4xi32>, tensor<4x5xi32> -> tensor<3x5xi32>
  func.return
}

// -----

// expected-error {{C2: lhs has 4 columns, rhs has 5 rows}}
func.func @inner(%a: tensor<3x4xf32>, %b: tensor<5x4xf32>) {
  %y = nn.matmul %a, %b : tensor<3x4xf32>, tensor<5x4xf32> -> tensor<3x4xf32>
  func.return
}

// -----

// expected-error {{C3: leading dimensions (2,) and (3,) do not broadcast}}
func.func @stacks(%a: tensor<2x3x4xf32>, %b: tensor<3x4x5xf32>) {
  %y = nn.matmul %a, %b : tensor<2x3x4xf32>, tensor<3x4x5xf32> -> tensor<2x3x5xf32>
  func.return
}

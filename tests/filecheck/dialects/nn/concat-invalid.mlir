// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: needs inputs of one rank and one element type}}
func.func @ranks(%a: tensor<2x4xf32>, %b: tensor<4xf32>) {
  %y = nn.concat %a, %b {axis = 0 : i64} : tensor<2x4xf32>, tensor<4xf32> -> tensor<3x4xf32>
  func.return
}

// -----

// expected-error {{C1: needs inputs of one rank and one element type}}
func.func @types(%a: tensor<4xf32>, %b: tensor<4xi32>) {
  %y = nn.concat %a, %b {axis = 0 : i64} : tensor<4xf32>, tensor<4xi32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C2: axis 1 is not a dimension of tensor<4xf32>}}
func.func @axis(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  %y = nn.concat %a, %b {axis = 1 : i64} : tensor<4xf32>, tensor<4xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C3: inputs must agree in all dimensions but 0}}
func.func @shapes(%a: tensor<2x4xf32>, %b: tensor<2x5xf32>) {
  %y = nn.concat %a, %b {axis = 0 : i64} : tensor<2x4xf32>, tensor<2x5xf32> -> tensor<4x5xf32>
  func.return
}

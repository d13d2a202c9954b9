// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C0: every dimension must be static and at least 1}}
func.func @dynamic(%x: tensor<?x8xf32>) {
  %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>}
      : tensor<?x8xf32> -> tensor<?x3xf32>, tensor<?x5xf32>
  func.return
}

// -----

// expected-error {{C0: results must be of types tensor<3xf32>, tensor<5xf32>}}
func.func @shapes(%x: tensor<8xf32>) {
  %a, %b = nn.split %x {axis = 0 : i64, sizes = array<i64: 3, 5>}
      : tensor<8xf32> -> tensor<4xf32>, tensor<4xf32>
  func.return
}

// -----

// expected-error {{C0: results must be of types tensor<3xf32>, tensor<5xf32>}}
func.func @count(%x: tensor<8xf32>) {
  %a = nn.split %x {axis = 0 : i64, sizes = array<i64: 3, 5>} : tensor<8xf32> -> tensor<3xf32>
  func.return
}

// -----

// expected-error {{C1: axis 1 is not a dimension of (8,)}}
func.func @axis(%x: tensor<8xf32>) {
  %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>}
      : tensor<8xf32> -> tensor<3xf32>, tensor<5xf32>
  func.return
}

// -----

// expected-error {{C2: sizes [3, 4] must be positive and sum to 8}}
func.func @sum(%x: tensor<8xf32>) {
  %a, %b = nn.split %x {axis = 0 : i64, sizes = array<i64: 3, 4>}
      : tensor<8xf32> -> tensor<3xf32>, tensor<4xf32>
  func.return
}

// -----

// expected-error {{C2: sizes [9, -1] must be positive and sum to 8}}
func.func @negative(%x: tensor<8xf32>) {
  %a, %b = nn.split %x {axis = 0 : i64, sizes = array<i64: 9, -1>}
      : tensor<8xf32> -> tensor<9xf32>, tensor<1xf32>
  func.return
}

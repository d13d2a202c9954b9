// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: needs 4 pads of at least 0, got [0, 1, 0]}}
func.func @count(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 1, 0>} : tensor<4x8xf32> -> tensor<4x11xf32>
  func.return
}

// -----

// expected-error {{C1: needs 4 pads of at least 0, got [0, 1, 0, -2]}}
func.func @negative(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 1, 0, -2>} : tensor<4x8xf32> -> tensor<4x7xf32>
  func.return
}

// -----

// expected-error {{C2: mode must be constant, edge, reflect, got wrap}}
func.func @mode(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>, mode = "wrap"} : tensor<4x8xf32> -> tensor<4x11xf32>
  func.return
}

// -----

// expected-error {{C3: reflected pads must be smaller than the dimensions (4, 8), got [0, 8, 0, 0]}}
func.func @reflected_too_far(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 8, 0, 0>, mode = "reflect"} : tensor<4x8xf32> -> tensor<4x16xf32>
  func.return
}

// -----

// expected-error {{C4: 0.5 is not a value of i64}}
func.func @value(%x: tensor<4xi64>) {
  %y = nn.pad %x {pads = array<i64: 1, 0>, value = 5.000000e-01 : f32} : tensor<4xi64> -> tensor<5xi64>
  func.return
}

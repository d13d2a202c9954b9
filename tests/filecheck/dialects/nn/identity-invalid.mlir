// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C0: result must be of type tensor<2x8xf32>, got tensor<2x8xf64>}}
func.func @type(%x: tensor<2x8xf32>) {
  %y = nn.identity %x : tensor<2x8xf32> -> tensor<2x8xf64>
  func.return
}

// -----

// expected-error {{C0: result must be of type tensor<2x8xf32>, got tensor<8x2xf32>}}
func.func @shape(%x: tensor<2x8xf32>) {
  %y = nn.identity %x : tensor<2x8xf32> -> tensor<8x2xf32>
  func.return
}

// -----

// expected-error {{C0: every dimension must be static and at least 1, got tensor<?x8xf32>}}
func.func @dynamic(%x: tensor<?x8xf32>) {
  %y = nn.identity %x : tensor<?x8xf32> -> tensor<?x8xf32>
  func.return
}

// -----

// expected-error {{C0: every dimension must be static and at least 1, got tensor<0x8xf32>}}
func.func @empty(%x: tensor<0x8xf32>) {
  %y = nn.identity %x : tensor<0x8xf32> -> tensor<0x8xf32>
  func.return
}

// -----

// expected-error {{C0: no tensor can have elements of type i3}}
func.func @elements(%x: tensor<8xi3>) {
  %y = nn.identity %x : tensor<8xi3> -> tensor<8xi3>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// What holds for every operation (constraint C0).

// expected-error {{C0: needs either a result (tensor form) or a destination (buffer form)}}
func.func @neither(%x: tensor<8xf32>) {
  nn.relu %x : tensor<8xf32>
  func.return
}

// -----

// expected-error {{C0: needs either a result (tensor form) or a destination (buffer form)}}
func.func @both(%x: tensor<8xf32>, %y: memref<8xf32>) {
  %z = nn.relu %x into(%y : memref<8xf32>) : tensor<8xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C0: operands must all be tensors or all be memrefs}}
func.func @tensor_in_destination_form(%x: tensor<8xf32>, %y: memref<8xf32>) {
  nn.relu %x into(%y : memref<8xf32>) : tensor<8xf32>
  func.return
}

// -----

// expected-error {{C0: operands must all be tensors or all be memrefs}}
func.func @memref_in_tensor_form(%a: tensor<8xf32>, %b: memref<8xf32>) {
  %y = nn.add %a, %b : tensor<8xf32>, memref<8xf32> -> tensor<8xf32>
  func.return
}

// -----

// expected-error {{C0: result must be of type tensor<8xf32>, got memref<4xf32>}}
func.func @destination_of_another_shape(%x: memref<8xf32>, %y: memref<4xf32>) {
  nn.relu %x into(%y : memref<4xf32>) : memref<8xf32>
  func.return
}

// -----

// expected-error {{C0: every dimension must be static and at least 1, got memref<?xf32>}}
func.func @dynamic(%x: memref<?xf32>, %y: memref<?xf32>) {
  nn.relu %x into(%y : memref<?xf32>) : memref<?xf32>
  func.return
}

// -----

// expected-error {{C0: no tensor can have elements of type complex<f32>}}
func.func @elements(%x: tensor<8xcomplex<f32>>) {
  %y = nn.identity %x : tensor<8xcomplex<f32>> -> tensor<8xcomplex<f32>>
  func.return
}

// -----

// Properties of another type than i64, f32 or f64 are refused too.
// expected-error {{Expected attribute i64 but got i32}}
func.func @narrow_axes(%x: tensor<8x1xf32>) {
  %y = nn.squeeze %x {axes = array<i32: 1>} : tensor<8x1xf32> -> tensor<8xf32>
  func.return
}

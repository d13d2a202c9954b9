// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_shape() {
  // expected-error @below {{C1: value of type tensor<2xf32> in a buffer of type memref<3xf32>}}
  %w = plan.weight {value = dense<1.0> : tensor<2xf32>} : memref<3xf32>
  func.return
}

// -----

func.func @c1_element() {
  // expected-error @below {{C1: value of type tensor<2xi32> in a buffer of type memref<2xf32>}}
  %w = plan.weight {value = dense<1> : tensor<2xi32>} : memref<2xf32>
  func.return
}

// -----

func.func @c1_layout() {
  // expected-error @below {{C1: the layout of memref<2x2xf32, strided<[4, 1]>> is not dense}}
  %w = plan.weight {value = dense<1.0> : tensor<2x2xf32>} : memref<2x2xf32, strided<[4, 1]>>
  func.return
}

// -----

func.func @c2_offset(%blob: memref<64xi8>) {
  // expected-error @below {{C2: blob and offset come together}}
  %w = plan.weight in(%blob : memref<64xi8>) {value = dense<1.0> : tensor<2xf32>} : memref<2xf32>
  func.return
}

// -----

func.func @c2_blob() {
  // expected-error @below {{C2: blob and offset come together}}
  %w = plan.weight {value = dense<1.0> : tensor<2xf32>, offset = 0 : i64} : memref<2xf32>
  func.return
}

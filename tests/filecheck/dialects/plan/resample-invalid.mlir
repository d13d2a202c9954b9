// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_axis(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C1: input and destination must differ in the size of dimension 2 alone, got (2, 4) and (2, 8)}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8xf32>) {axis = 2 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c1_negative_axis(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C1: input and destination must differ in the size of dimension -1 alone, got (2, 4) and (2, 8)}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8xf32>) {axis = -1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c1_rank(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf32>, %y: memref<2x8x1xf32>) {
  // expected-error @below {{C1: input and destination must differ in the size of dimension 1 alone, got (2, 4) and (2, 8, 1)}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8x1xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c1_other_dimension(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf32>, %y: memref<3x8xf32>) {
  // expected-error @below {{C1: input and destination must differ in the size of dimension 1 alone, got (2, 4) and (3, 8)}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<3x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c1_element(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf32>, %y: memref<2x8xf64>) {
  // expected-error @below {{C1: input and destination must differ in the size of dimension 1 alone, got (2, 4) and (2, 8)}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8xf64>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c2_rank(%x: memref<2x4xf32>, %i: memref<8xi32>, %w: memref<8x2xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: indices must be 8×n i32, one each without weights, got memref<8xi32>}}
  plan.resample %x indices(%i : memref<8xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c2_rows(%x: memref<2x4xf32>, %i: memref<4x2xi32>, %w: memref<8x2xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: indices must be 8×n i32, one each without weights, got memref<4x2xi32>}}
  plan.resample %x indices(%i : memref<4x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c2_no_weights(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: indices must be 8×n i32, one each without weights, got memref<8x2xi32>}}
  plan.resample %x indices(%i : memref<8x2xi32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c2_element(%x: memref<2x4xf32>, %i: memref<8x2xi64>, %w: memref<8x2xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: indices must be 8×n i32, one each without weights, got memref<8x2xi64>}}
  plan.resample %x indices(%i : memref<8x2xi64>) weights(%w : memref<8x2xf32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c3_shape(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x3xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C3: weights must have the shape (8, 2) and the elements of the input}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x3xf32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @c3_element(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf64>, %y: memref<2x8xf32>) {
  // expected-error @below {{C3: weights must have the shape (8, 2) and the elements of the input}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf64>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// RUN: prunir-opt %s -p convert-plan-resample-to-loops --split-input-file --verify-diagnostics | filecheck %s

// Without weights an element is loaded from where the table says.
// CHECK-LABEL: @copies
// CHECK: %[[zero:.*]] = arith.constant 0 : index
// CHECK: plan.thread_id
// CHECK: scf.for %[[row:.*]] =
// CHECK-NEXT: scf.for %[[o:.*]] =
// CHECK-NEXT: %[[index:.*]] = memref.load %i[%[[o]], %[[zero]]]
// CHECK-NEXT: %[[source:.*]] = arith.index_cast %[[index]] : i32 to index
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[row]], %[[source]]]
// CHECK-NEXT: memref.store %[[x]], %y[%[[row]], %[[o]]]
func.func @copies(%x: memref<2x4xf32>, %i: memref<8x1xi32>, %y: memref<2x8xf32>) {
  plan.resample %x indices(%i : memref<8x1xi32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// With weights it is a sum. A weight of zero takes no part, whatever it would multiply.
// CHECK-LABEL: @sums
// CHECK-DAG: %[[nothing:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK: scf.for %[[o:.*]] =
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[index:.*]] = memref.load %i[%[[o]], %[[zero]]]
// CHECK-NEXT: %[[source:.*]] = arith.index_cast %[[index]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[source]], %[[column]]]
// CHECK-NEXT: %[[weight:.*]] = memref.load %w[%[[o]], %[[zero]]]
// CHECK-NEXT: %[[skipped:.*]] = arith.cmpf oeq, %[[weight]], %[[nothing]]
// CHECK-NEXT: %[[product:.*]] = arith.mulf %[[x]], %[[weight]]
// CHECK-NEXT: %[[first:.*]] = arith.select %[[skipped]], %[[nothing]], %[[product]]
// CHECK: memref.load %w[%[[o]], %[[one]]]
// CHECK: %[[second:.*]] = arith.select
// CHECK-NEXT: %[[sum:.*]] = arith.addf %[[first]], %[[second]]
// CHECK-NEXT: memref.store %[[sum]], %y[%[[o]], %[[column]]]
func.func @sums(%x: memref<2x4xf32>, %i: memref<3x2xi32>, %w: memref<3x2xf32>, %y: memref<3x4xf32>) {
  plan.resample %x indices(%i : memref<3x2xi32>) weights(%w : memref<3x2xf32>) into(%y : memref<3x4xf32>) {axis = 0 : i64} : memref<2x4xf32>
  func.return
}

// Dense dimensions before and behind the axis are one each.
// CHECK-LABEL: @merged
// CHECK-DAG: %[[in:.*]] = plan.alias %x : memref<2x3x4x5x6xf32> to memref<6x4x30xf32>
// CHECK-DAG: %[[out:.*]] = plan.alias %y : memref<2x3x8x5x6xf32> to memref<6x8x30xf32>
// CHECK: %[[x:.*]] = memref.load %[[in]][%[[before:.*]], %{{.*}}, %[[behind:.*]]]
// CHECK-NEXT: memref.store %[[x]], %[[out]][%[[before]], %{{.*}}, %[[behind]]]
func.func @merged(%x: memref<2x3x4x5x6xf32>, %i: memref<8x1xi32>, %y: memref<2x3x8x5x6xf32>) {
  plan.resample %x indices(%i : memref<8x1xi32>) into(%y : memref<2x3x8x5x6xf32>) {axis = 2 : i64} : memref<2x3x4x5x6xf32>
  func.return
}

// Other movements stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.identity
// CHECK-NEXT: func.return
func.func @no_match(%x: memref<4xf32>, %y: memref<4xf32>) {
  nn.identity %x into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// -----

func.func @other_dimension(%x: memref<2x4xf32>, %i: memref<8x1xi32>, %y: memref<3x8xf32>) {
  // expected-error @+1 {{C1: input and destination must differ in the size of dimension 1 alone}}
  plan.resample %x indices(%i : memref<8x1xi32>) into(%y : memref<3x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @two_indices_no_weights(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %y: memref<2x8xf32>) {
  // expected-error @+1 {{C2: indices must be 8×n i32, one each without weights}}
  plan.resample %x indices(%i : memref<8x2xi32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// -----

func.func @weights_too_few(%x: memref<2x4xf32>, %i: memref<8x2xi32>, %w: memref<8x1xf32>, %y: memref<2x8xf32>) {
  // expected-error @+1 {{C3: weights must have the shape (8, 2) and the elements of the input}}
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x1xf32>) into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x4xf32>
  func.return
}

// RUN: prunir-opt %s -p convert-plan-phase-split-to-loops | filecheck %s

// Channels × phases of the rows are split among the threads; the two phases of the columns are written out. Each plane is zeroed, then
// gets the positions that lie inside the input: output column j of phase 0 reads column 2j - 1, so the first is j = 1; of phase 1, 2j, up to j = 3.
// CHECK-LABEL: func.func @padded
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[four:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[five:.*]] = arith.constant 5 : index
// CHECK-DAG: %[[work:.*]] = arith.constant 6 : index
// CHECK-DAG: %[[plane_size:.*]] = arith.constant 32 : index
// CHECK-DAG: %[[padding:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: arith.muli %{{.*}}, %[[work]]
// CHECK: scf.for
// CHECK: scf.for %{{.*}} = %[[zero]] to %[[plane_size]]
// CHECK: memref.store %[[padding]], %{{.*}} : memref<384xf32>
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %[[one]]
// CHECK-NEXT: arith.muli
// CHECK: scf.for %[[j:.*]] = %[[one]] to %[[five]]
// CHECK: %[[value:.*]] = memref.load %x
// CHECK-NEXT: memref.store %[[value]], %y[%[[zero]], %{{.*}}, %{{.*}}, %{{.*}}, %[[j]]]
// CHECK: memref.store %[[padding]]
// CHECK: scf.for %[[j:.*]] = %[[zero]] to %[[four]]
// CHECK: %[[value:.*]] = memref.load %x
// CHECK-NEXT: memref.store %[[value]], %y[%[[zero]], %{{.*}}, %{{.*}}, %{{.*}}, %[[j]]]
func.func @padded(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>) {
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>)
    {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// A window of size 1 reads phase 0 alone, and no padding: a strided copy.
// CHECK-LABEL: func.func @inside
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[four:.*]] = arith.constant 4 : index
// CHECK-NOT: arith.constant 0.0
// CHECK: scf.for %[[channel:.*]] = %
// CHECK-NEXT: scf.for %[[i:.*]] = %[[zero]] to %[[four]]
// CHECK-NEXT: %[[source:.*]] = arith.muli %[[i]], %[[two]]
// CHECK-NEXT: %[[value:.*]] = memref.load %x[%[[zero]], %[[channel]], %[[source]]]
// CHECK-NEXT: memref.store %[[value]], %y[%[[zero]], %[[channel]], %[[zero]], %[[i]]]
func.func @inside(%x: memref<1x3x7xf32>, %y: memref<1x3x1x4xf32>) {
  plan.phase_split %x into(%y : memref<1x3x1x4xf32>)
    {strides = array<i64: 2>, pads = array<i64: 0>, phases = array<i64: 1>} : memref<1x3x7xf32>
  func.return
}

// CHECK-LABEL: func.func @other
// CHECK-NEXT: plan.clear
// CHECK-NEXT: func.return
func.func @other(%y: memref<1x1x2x2xf32>) {
  plan.clear into(%y : memref<1x1x2x2xf32>)
  func.return
}

// RUN: prunir-opt %s -p convert-plan-phase-split-to-loops | filecheck %s

// Channels × phases of the rows are split among the threads; both phases of the columns are taken from a row of input together: eight columns
// are a vector of four pairs. Columns of phase 0 are those before 1, 3, …: position 0 is padding, then come the odd columns; those
// of phase 1 are the even ones, and position 4 lies behind the row. So do rows of padding lie before and behind.
// CHECK-LABEL: func.func @padded
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[four:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[work:.*]] = arith.constant 6 : index
// CHECK-DAG: %[[rows:.*]] = arith.constant 25 : index
// CHECK-DAG: %[[padding:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: arith.muli %{{.*}}, %[[work]]
// CHECK: scf.for
// CHECK: scf.for %{{.*}} = %[[zero]] to
// CHECK: memref.store %[[padding]], %{{.*}} : memref<384xf32>
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[rows]]
// CHECK: memref.store %[[padding]]
// CHECK: scf.for %[[i:.*]] =
// CHECK: %[[both:.*]] = vector.load %{{.*}} : memref<192xf32>, vector<8xf32>
// CHECK-NEXT: %[[odd:.*]] = vector.shuffle %[[both]], %[[both]] [1, 3, 5, 7]
// CHECK-NEXT: vector.store %[[odd]], %{{.*}} : memref<384xf32>, vector<4xf32>
// CHECK-NEXT: %[[even:.*]] = vector.shuffle %[[both]], %[[both]] [0, 2, 4, 6]
// CHECK-NEXT: vector.store %[[even]]
// CHECK-NOT: memref.load
// CHECK: memref.store %[[padding]]
// CHECK: memref.store %[[padding]]
// CHECK-NOT: memref.store
// CHECK: func.return
func.func @padded(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>) {
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>)
    {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// A window of size 1 reads phase 0 alone, and no padding. The columns behind whole vectors of pairs are copied one by one: the last of 7.
// CHECK-LABEL: func.func @inside
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[three:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[six:.*]] = arith.constant 6 : index
// CHECK-NOT: arith.constant 0.0
// CHECK: scf.for %[[channel:.*]] = %
// CHECK: %[[both:.*]] = vector.load %{{.*}} : memref<21xf32>, vector<4xf32>
// CHECK-NEXT: vector.shuffle %[[both]], %[[both]] [0, 2]
// CHECK-NOT: vector.shuffle
// CHECK: memref.load %{{.*}} : memref<21xf32>
// CHECK-NEXT: arith.addi %{{.*}}, %[[three]]
// CHECK-NEXT: memref.store
// CHECK: func.return
func.func @inside(%x: memref<1x3x7xf32>, %y: memref<1x3x1x4xf32>) {
  plan.phase_split %x into(%y : memref<1x3x1x4xf32>)
    {strides = array<i64: 2>, pads = array<i64: 0>, phases = array<i64: 1>} : memref<1x3x7xf32>
  func.return
}

// Every third column, or columns next to each other: no pairs.
// CHECK-LABEL: func.func @other_strides
// CHECK-NOT: vector.shuffle
// CHECK: memref.load
// CHECK-NOT: vector.shuffle
// CHECK: func.return
func.func @other_strides(%x: memref<1x3x12xf32>, %y: memref<1x3x3x4xf32>) {
  plan.phase_split %x into(%y : memref<1x3x3x4xf32>)
    {strides = array<i64: 3>, pads = array<i64: 0>, phases = array<i64: 3>} : memref<1x3x12xf32>
  func.return
}

// CHECK-LABEL: func.func @other
// CHECK-NEXT: plan.clear
// CHECK-NEXT: func.return
func.func @other(%y: memref<1x1x2x2xf32>) {
  plan.clear into(%y : memref<1x1x2x2xf32>)
  func.return
}

// RUN: prunir-opt %s -p convert-nn-pool-to-loops | filecheck %s

// Rows of several: the two rows of a window become one, between padding of the neutral element; of that, every second element and its neighbour.
// CHECK-LABEL: @max
// CHECK-DAG: %[[least:.*]] = arith.constant dense<0xff800000> : vector<4xf32>
// CHECK-DAG: %[[row:.*]] = memref.alloca() {{.*}} : memref<16xf32>
// CHECK-DAG: %[[most:.*]] = memref.alloca() {{.*}} : memref<2xvector<4xf32>>
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK: vector.store %[[least]], %[[row]]
// CHECK: memref.store %[[least]], %[[most]]
// CHECK: scf.for %[[k:.*]] = %{{.*}} to %[[two]]
// CHECK: %[[v0:.*]] = vector.load %{{.*}} : memref<48xf32>, vector<4xf32>
// CHECK: arith.maximumf %{{.*}}, %[[v0]]
// CHECK: %[[rest:.*]] = vector.create_mask %[[two]] : vector<4xi1>
// CHECK: %[[v1:.*]] = vector.maskedload %{{.*}}, %[[rest]]
// CHECK: arith.maximumf %{{.*}}, %[[v1]]
// CHECK: vector.store %{{.*}}, %[[row]]
// CHECK: vector.maskedstore %[[row]]
// CHECK: %[[left:.*]] = vector.shuffle %{{.*}}, %{{.*}} [0, 2, 4, 6]
// CHECK: %[[right:.*]] = vector.shuffle %{{.*}}, %{{.*}} [0, 2, 4, 6]
// CHECK: %[[larger:.*]] = arith.maximumf %[[left]], %[[right]]
// CHECK: vector.maskedstore %{{.*}}, %{{.*}}, %[[larger]] : memref<12xf32>
func.func @max(%x: memref<1x2x4x6xf32>, %y: memref<1x2x2x3xf32>) {
  nn.max_pool %x into(%y : memref<1x2x2x3xf32>) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x2x4x6xf32>
  func.return
}

// A single row takes its windows one after the other, written out.
// CHECK-LABEL: @row
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[least:.*]] = arith.constant 0xff800000 : f32
// CHECK: scf.for %[[channel:.*]] =
// CHECK: scf.for %[[column:.*]] =
// CHECK-NEXT: memref.store %[[least]], %y[%{{.*}}, %[[channel]], %[[column]]]
// CHECK: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[left:.*]] = arith.muli %[[column]], %[[two]]
// CHECK: %[[right:.*]] = arith.addi %{{.*}}, %[[one]]
// CHECK-NEXT: %[[m0:.*]] = memref.load %y[%{{.*}}, %[[channel]], %[[column]]]
// CHECK-NEXT: %[[x0:.*]] = memref.load %x[%{{.*}}, %[[channel]], %[[left]]]
// CHECK-NEXT: %[[m1:.*]] = arith.maximumf %[[m0]], %[[x0]]
// CHECK-NEXT: %[[x1:.*]] = memref.load %x[%{{.*}}, %[[channel]], %[[right]]]
// CHECK-NEXT: %[[m2:.*]] = arith.maximumf %[[m1]], %[[x1]]
// CHECK-NEXT: memref.store %[[m2]], %y[%{{.*}}, %[[channel]], %[[column]]]
func.func @row(%x: memref<1x2x4xf32>, %y: memref<1x2x2xf32>) {
  nn.max_pool %x into(%y : memref<1x2x2xf32>) {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : memref<1x2x4xf32>
  func.return
}

// Windows at either end of a row take the two elements that exist; those in between need no test.
// CHECK-LABEL: @padded_columns
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[three:.*]] = arith.constant 3 : index
// CHECK: memref.load %y[%[[image:.*]], %[[channel:.*]], %[[zero]]]
// CHECK-NEXT: memref.load %x[%[[image]], %[[channel]], %[[zero]]]
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: memref.load %x[%[[image]], %[[channel]], %[[one]]]
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: memref.store %{{.*}}, %y[%[[image]], %[[channel]], %[[zero]]]
// CHECK-NEXT: memref.load %y[%[[image]], %[[channel]], %[[three]]]
// CHECK-NEXT: memref.load %x[%[[image]], %[[channel]], %[[two]]]
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: memref.load %x[%[[image]], %[[channel]], %[[three]]]
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: memref.store %{{.*}}, %y[%[[image]], %[[channel]], %[[three]]]
// CHECK-NEXT: scf.for %[[column:.*]] = %[[one]] to %[[three]] step %[[one]]
// CHECK-NOT: scf.if
// CHECK: func.return
func.func @padded_columns(%x: memref<1x2x4xf32>, %y: memref<1x2x4xf32>) {
  nn.max_pool %x into(%y : memref<1x2x4xf32>) {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : memref<1x2x4xf32>
  func.return
}

// Rows of a window run from max(1 - row, 0) to min(5 - row, 3): those in the padding above and below are left out.
// CHECK-LABEL: @padded_rows
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[pad:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[kernel:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[size_and_pad:.*]] = arith.constant 5 : index
// CHECK: %[[row:.*]] = arith.remui
// CHECK: %[[missing:.*]] = arith.subi %[[pad]], %[[row]]
// CHECK-NEXT: %[[begin:.*]] = arith.maxsi %[[missing]], %[[zero]]
// CHECK-NEXT: %[[left:.*]] = arith.subi %[[size_and_pad]], %[[row]]
// CHECK-NEXT: %[[room:.*]] = arith.maxsi %[[left]], %[[zero]]
// CHECK-NEXT: %[[end:.*]] = arith.minsi %[[room]], %[[kernel]]
// CHECK-NEXT: scf.for %[[k:.*]] = %[[begin]] to %[[end]]
func.func @padded_rows(%x: memref<1x2x4x4xf32>, %y: memref<1x2x4x4xf32>) {
  nn.max_pool %x into(%y : memref<1x2x4x4xf32>) {kernel_shape = array<i64: 3, 1>, strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 1, 0>, dilations = array<i64: 1, 1>} : memref<1x2x4x4xf32>
  func.return
}

// A long window is a loop of its own.
// CHECK-LABEL: @long_window
// CHECK: %[[kernel:.*]] = arith.constant 9 : index
// CHECK: scf.for %[[k:.*]] = %{{.*}} to %[[kernel]]
// CHECK-NEXT: %[[source:.*]] = arith.addi %[[column:.*]], %[[k]]
// CHECK-NEXT: memref.load %y[%{{.*}}, %{{.*}}, %[[column]]]
// CHECK-NEXT: memref.load %x[%{{.*}}, %{{.*}}, %[[source]]]
func.func @long_window(%x: memref<1x2x16xf32>, %y: memref<1x2x8xf32>) {
  nn.max_pool %x into(%y : memref<1x2x8xf32>) {kernel_shape = array<i64: 9>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : memref<1x2x16xf32>
  func.return
}

// With the padding every window counts 3 elements.
// CHECK-LABEL: @average_with_padding
// CHECK-DAG: %[[count:.*]] = arith.constant 3.000000e+00 : f32
// CHECK-DAG: %[[nothing:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: memref.store %[[nothing]], %y
// CHECK: arith.addf
// CHECK: scf.for %[[whole:.*]] =
// CHECK: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[sum:.*]] = memref.load %y[%[[image:.*]], %[[channel:.*]], %[[column]]]
// CHECK-NEXT: %[[mean:.*]] = arith.divf %[[sum]], %[[count]]
// CHECK-NEXT: memref.store %[[mean]], %y[%[[image]], %[[channel]], %[[column]]]
func.func @average_with_padding(%x: memref<1x2x4xf32>, %y: memref<1x2x4xf32>) {
  nn.avg_pool %x into(%y : memref<1x2x4xf32>) {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, count_include_pad = true} : memref<1x2x4xf32>
  func.return
}

// Without it a window counts those inside: min(max(5 - column, 0), 3) - max(1 - column, 0).
// CHECK-LABEL: @average_inside
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[pad:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[kernel:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[size_and_pad:.*]] = arith.constant 5 : index
// CHECK: %[[missing:.*]] = arith.subi %[[pad]], %[[column:.*]] : index
// CHECK-NEXT: %[[first:.*]] = arith.maxsi %[[missing]], %[[zero]]
// CHECK-NEXT: %[[left:.*]] = arith.subi %[[size_and_pad]], %[[column]]
// CHECK-NEXT: %[[room:.*]] = arith.maxsi %[[left]], %[[zero]]
// CHECK-NEXT: %[[last:.*]] = arith.minsi %[[room]], %[[kernel]]
// CHECK-NEXT: %[[inside:.*]] = arith.subi %[[last]], %[[first]]
// CHECK-NEXT: %[[count:.*]] = arith.maxsi %[[inside]], %[[zero]]
// CHECK-NEXT: %[[sum:.*]] = memref.load %y[%{{.*}}, %{{.*}}, %[[column]]]
// CHECK-NEXT: %[[integer:.*]] = arith.index_cast %[[count]] : index to i64
// CHECK-NEXT: %[[float:.*]] = arith.sitofp %[[integer]] : i64 to f32
// CHECK-NEXT: arith.divf %[[sum]], %[[float]]
func.func @average_inside(%x: memref<1x2x4xf32>, %y: memref<1x2x4xf32>) {
  nn.avg_pool %x into(%y : memref<1x2x4xf32>) {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : memref<1x2x4xf32>
  func.return
}

// What hangs over the padding never counts: the last of two windows has min(max(4 - 2 · column, 0), 3) = 2 elements.
// CHECK-LABEL: @average_overhang
// CHECK-DAG: %[[size:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[kernel:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[stride:.*]] = arith.constant 2 : index
// CHECK: arith.addf
// CHECK: %[[begin:.*]] = arith.muli %[[column:.*]], %[[stride]]
// CHECK-NEXT: %[[left:.*]] = arith.subi %[[size]], %[[begin]]
// CHECK-NEXT: %[[room:.*]] = arith.maxsi %[[left]],
// CHECK-NEXT: %[[count:.*]] = arith.minsi %[[room]], %[[kernel]]
// CHECK: arith.index_cast %[[count]]
func.func @average_overhang(%x: memref<1x2x4xf32>, %y: memref<1x2x2xf32>) {
  nn.avg_pool %x into(%y : memref<1x2x2xf32>) {kernel_shape = array<i64: 3>, strides = array<i64: 2>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, ceil_mode = true, count_include_pad = true} : memref<1x2x4xf32>
  func.return
}

// Values without buffers, and global pools, stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.max_pool
// CHECK-NEXT: nn.global_avg_pool
// CHECK-NEXT: func.return
func.func @no_match(%x: tensor<1x2x4xf32>, %a: memref<1x2x4xf32>, %y: memref<1x2x1xf32>) -> tensor<1x2x2xf32> {
  %r = nn.max_pool %x {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32> -> tensor<1x2x2xf32>
  nn.global_avg_pool %a into(%y : memref<1x2x1xf32>) : memref<1x2x4xf32>
  func.return %r : tensor<1x2x2xf32>
}

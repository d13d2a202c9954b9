// RUN: prunir-opt %s -p convert-plan-depthwise-conv-to-loops | filecheck %s

// Stride 1: three rows of sums, two of them carried from step to step. Each of 6 rows of input is loaded three times, at -1, 0 and 1, for
// all three rows of the kernel. A row of 6 is two vectors of 4, of which the last begins at 2. The first two steps finish nothing.
// CHECK-LABEL: func.func @rows
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[four:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[steps:.*]] = arith.constant 6 : index
// CHECK-DAG: %[[sums:.*]] = memref.alloca() {alignment = 64 : i64} : memref<3x1xvector<4xf32>>
// CHECK: scf.for %[[filter:.*]] = %
// CHECK: memref.load %w[%[[filter]], %[[zero]], %[[zero]]]
// CHECK-NEXT: %[[weight:.*]] = vector.broadcast
// CHECK: memref.load %b[%[[filter]]]
// CHECK-NEXT: %[[bias:.*]] = vector.broadcast
// CHECK: scf.for %[[strip:.*]] = %[[zero]] to %[[two]]
// CHECK-NEXT: %[[begin:.*]] = arith.muli %[[strip]], %[[four]]
// CHECK-NEXT: %[[column:.*]] = arith.minsi %[[begin]], %[[two]]
// CHECK: scf.for %[[step:.*]] = %[[zero]] to %[[steps]]
// CHECK: %[[x:.*]] = vector.load %{{.*}} : memref<128xf32>, vector<4xf32>
// CHECK: vector.load
// CHECK: vector.load
// CHECK-NOT: vector.load
// CHECK: vector.fma %[[weight]], %[[x]], %[[bias]]
// CHECK-COUNT-8: vector.fma
// CHECK-NOT: vector.fma
// CHECK: %[[finished:.*]] = arith.cmpi sge, %[[step]], %[[two]]
// CHECK-NEXT: scf.if %[[finished]]
// CHECK-NEXT: %[[row:.*]] = arith.addi %[[step]], %
// CHECK: arith.maximumf
// CHECK: vector.store
// CHECK-NOT: vector.store
// CHECK: func.return
func.func @rows(%x: memref<1x2x4x6xf32, #plan.planar<[128, 64, 7, 1], lead = 12, zero_halo>>, %w: memref<2x3x3xf32>, %b: memref<2xf32>, %y: memref<1x2x4x6xf32, #plan.planar<[56, 28, 7, 1], lead = 0>>) {
  plan.depthwise_conv %x weights(%w : memref<2x3x3xf32>) bias(%b : memref<2xf32>) into(%y : memref<1x2x4x6xf32, #plan.planar<[56, 28, 7, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, activation = #nn.activation<relu>,
     strides = array<i64: 1, 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x4x6xf32, #plan.planar<[128, 64, 7, 1], lead = 12, zero_halo>>
  func.return
}

// Stride 2: a step takes two rows of input, taken apart into even and odd columns. The third column of the kernel meets the first one's
// elements moved by one. Two filters read each channel; a row of 3 is stored with a mask; the plane, whose halo must be zero, is cleared first.
// CHECK-LABEL: func.func @pairs
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[three:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[nothing:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: scf.for %[[filter:.*]] = %
// CHECK: scf.for
// CHECK: memref.store %[[nothing]]
// CHECK: arith.divui %[[filter]], %[[two]]
// CHECK: scf.for %[[step:.*]] =
// CHECK: %[[pairs:.*]] = vector.load %{{.*}}, vector<8xf32>
// CHECK-NEXT: %[[even:.*]] = vector.shuffle %[[pairs]], %[[pairs]] [0, 2, 4, 6]
// CHECK-NEXT: %[[odd:.*]] = vector.shuffle %[[pairs]], %[[pairs]] [1, 3, 5, 7]
// CHECK: %[[next:.*]] = vector.broadcast
// CHECK-NEXT: %[[moved:.*]] = vector.shuffle %[[even]], %[[next]] [1, 2, 3, 4]
// CHECK: vector.fma %{{.*}}, %[[even]],
// CHECK: vector.fma %{{.*}}, %[[odd]],
// CHECK: vector.fma %{{.*}}, %[[moved]],
// CHECK: vector.shuffle
// CHECK: scf.if
// CHECK: vector.create_mask %[[three]]
// CHECK-NEXT: vector.maskedload %{{.*}} : memref<36xf32>
// CHECK: vector.create_mask %[[three]]
// CHECK: vector.maskedstore %{{.*}} : memref<96xf32>
func.func @pairs(%x: memref<1x1x6x6xf32, #plan.planar<[96, 96, 7, 1], lead = 12, zero_halo>>, %w: memref<2x3x3xf32>, %b: memref<2xf32>, %r: memref<1x2x3x3xf32, #plan.planar<[36, 18, 6, 1], lead = 0>>, %y: memref<1x2x3x3xf32, #plan.planar<[96, 48, 6, 1], lead = 8, zero_halo>>) {
  plan.depthwise_conv %x weights(%w : memref<2x3x3xf32>) bias(%b : memref<2xf32>) residual(%r : memref<1x2x3x3xf32, #plan.planar<[36, 18, 6, 1], lead = 0>>)
    into(%y : memref<1x2x3x3xf32, #plan.planar<[96, 48, 6, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>,
     strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x1x6x6xf32, #plan.planar<[96, 96, 7, 1], lead = 12, zero_halo>>
  func.return
}

// CHECK-LABEL: func.func @other
// CHECK-NEXT: plan.clear
// CHECK-NEXT: func.return
func.func @other(%y: memref<1x1x2x2xf32>) {
  plan.clear into(%y : memref<1x1x2x2xf32>)
  func.return
}

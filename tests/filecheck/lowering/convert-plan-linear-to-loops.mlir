// RUN: prunir-opt %s -p convert-plan-linear-to-loops | filecheck %s

// Two blocks of two vectors of 4 outputs: the weights of a channel stream by, each vector has an accumulator, four times so that enough sums
// hide latency; the second block begins at output 10 - 8 = 2, so that it is full.
// CHECK-LABEL: func.func @overlapping_blocks
// CHECK-DAG: %[[block_size:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[channels:.*]] = arith.constant 64 : index
// CHECK-DAG: %[[apart:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[last_first:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[sums:.*]] = memref.alloca() {alignment = 64 : i64} : memref<4x1x2xvector<4xf32>>
// CHECK: scf.for %[[block:.*]] = %
// CHECK: scf.for %[[c:.*]] = %{{.*}} to %[[channels]] step %[[apart]]
// CHECK: scf.for %[[place:.*]] = %{{.*}} to %[[apart]]
// CHECK: %[[channel:.*]] = arith.addi %[[c]], %[[place]]
// CHECK: %[[weights0:.*]] = vector.load {{.*}} : memref<1024xf32>, vector<4xf32>
// CHECK: %[[weights1:.*]] = vector.load {{.*}} : memref<1024xf32>, vector<4xf32>
// CHECK: %[[x:.*]] = memref.load %x[%{{.*}}, %[[channel]]]
// CHECK: %[[splat:.*]] = vector.broadcast %[[x]] : f32 to vector<4xf32>
// CHECK: vector.fma %[[splat]], %[[weights0]], %
// CHECK: vector.fma %[[splat]], %[[weights1]], %
// CHECK: %[[begin:.*]] = arith.muli %[[block]], %[[block_size]]
// CHECK: %[[first:.*]] = arith.minsi %[[begin]], %[[last_first]]
// CHECK: memref.load %[[sums]]
// CHECK: %[[bias:.*]] = vector.load {{.*}} : memref<16xf32>, vector<4xf32>
// CHECK: %[[y:.*]] = arith.addf %{{.*}}, %[[bias]]
// CHECK: vector.store %[[y]], %{{.*}}[%[[first]]] : memref<10xf32>
func.func @overlapping_blocks(%x: memref<1x64xf32>, %w: memref<2x64x8xf32>, %b: memref<2x8xf32>, %y: memref<1x10xf32>) {
  plan.linear %x weights(%w : memref<2x64x8xf32>) bias(%b : memref<2x8xf32>) into(%y : memref<1x10xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 2, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// A single block that is not full touches only what exists: 10 of 16 lanes. Three rows, two at a time, share each vector of
// weights; the last two begin at row 1. Then residual, activation.
// CHECK-LABEL: func.func @short_block
// CHECK-DAG: %[[outputs:.*]] = arith.constant 10 : index
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[last:.*]] = arith.constant 1 : index
// CHECK: %[[begin:.*]] = arith.muli %{{.*}}, %[[two]]
// CHECK: %[[row:.*]] = arith.minsi %[[begin]], %[[last]]
// CHECK: %[[weights:.*]] = vector.load
// CHECK: scf.for %[[r:.*]] = %{{.*}} to %[[two]]
// CHECK: %[[own:.*]] = arith.addi %[[row]], %[[r]]
// CHECK: memref.load %x[%[[own]], %
// CHECK: vector.fma %{{.*}}, %[[weights]], %
// CHECK: %[[exist:.*]] = vector.create_mask %[[outputs]] : vector<16xi1>
// CHECK: %[[residual:.*]] = vector.maskedload %{{.*}}, %[[exist]]
// CHECK: %[[sum:.*]] = arith.addf %{{.*}}, %[[residual]]
// CHECK: %[[y:.*]] = arith.maximumf %[[sum]]
// CHECK: %[[exist:.*]] = vector.create_mask %[[outputs]] : vector<16xi1>
// CHECK: vector.maskedstore %{{.*}}, %[[exist]], %[[y]]
func.func @short_block(%x: memref<3x64xf32>, %w: memref<1x64x16xf32>, %b: memref<1x16xf32>, %r: memref<3x10xf32>, %y: memref<3x10xf32>) {
  plan.linear %x weights(%w : memref<1x64x16xf32>) bias(%b : memref<1x16xf32>) residual(%r : memref<3x10xf32>) into(%y : memref<3x10xf32>)
    {schedule = #plan.schedule<linear, filters = 2, tile = 1, lanes = 16, order = tile>, activation = #nn.activation<relu>} : memref<3x64xf32>
  func.return
}

// Two vectors of which the second does not exist: one store.
// CHECK-LABEL: func.func @missing_vector
// CHECK: vector.maskedstore
// CHECK-NOT: vector.{{.*}}store
// CHECK: func.return
func.func @missing_vector(%x: memref<1x4xf32>, %w: memref<1x4x8xf32>, %b: memref<1x8xf32>, %y: memref<1x3xf32>) {
  plan.linear %x weights(%w : memref<1x4x8xf32>) bias(%b : memref<1x8xf32>) into(%y : memref<1x3xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 2, lanes = 4, order = tile>} : memref<1x4xf32>
  func.return
}

// A layer that was not planned has other loops.
// CHECK-LABEL: func.func @not_planned
// CHECK-NEXT: nn.gemm
// CHECK-NEXT: func.return
func.func @not_planned(%x: memref<1x4xf32>, %w: memref<4x10xf32>, %y: memref<1x10xf32>) {
  nn.gemm %x, %w into(%y : memref<1x10xf32>) : memref<1x4xf32>, memref<4x10xf32>
  func.return
}

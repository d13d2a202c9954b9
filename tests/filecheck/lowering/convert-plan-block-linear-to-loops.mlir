// RUN: prunir-opt %s -p convert-plan-block-linear-to-loops | filecheck %s

// A block has two vectors of 4 outputs, too few sums to hide latency: four columns at a time are summed apart, the columns that are
// left one by one. The last block lacks 6 of its outputs.
// CHECK-LABEL: func.func @columns
// CHECK-DAG: %[[group:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[outputs:.*]] = arith.constant 10 : index
// CHECK-DAG: %[[apart:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[sums:.*]] = memref.alloca() {alignment = 64 : i64} : memref<4x1x2xvector<4xf32>>
// CHECK: scf.for %[[block:.*]] = %
// CHECK: memref.load %o[%[[block]]]
// CHECK: %[[next:.*]] = arith.addi %[[block]], %
// CHECK: memref.load %o[%[[next]]]
// CHECK: %[[count:.*]] = arith.subi
// CHECK: %[[rounds:.*]] = arith.divui %[[count]], %[[apart]]
// CHECK: %[[whole:.*]] = arith.muli %[[rounds]], %[[apart]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[whole]] step %[[apart]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[apart]]
// CHECK: %[[number:.*]] = memref.load %i
// CHECK: %[[column:.*]] = arith.index_cast %[[number]]
// CHECK: %[[weights0:.*]] = vector.load {{.*}} : memref<192xf32>, vector<4xf32>
// CHECK: %[[weights1:.*]] = vector.load {{.*}} : memref<192xf32>, vector<4xf32>
// CHECK: %[[x:.*]] = memref.load %x[%{{.*}}, %[[column]]]
// CHECK: %[[splat:.*]] = vector.broadcast %[[x]] : f32 to vector<4xf32>
// CHECK: vector.fma %[[splat]], %[[weights0]], %
// CHECK: vector.fma %[[splat]], %[[weights1]], %
// CHECK: scf.for %{{.*}} = %[[whole]] to %[[count]]
// CHECK: vector.fma
// CHECK: %[[first:.*]] = arith.muli %[[block]], %[[group]]
// CHECK: vector.load {{.*}}[%[[first]]] : memref<16xf32>, vector<4xf32>
// CHECK: %[[exist:.*]] = arith.subi %[[outputs]], %[[first]]
// CHECK: %[[y:.*]] = arith.maximumf
// CHECK: %[[mask:.*]] = vector.create_mask %[[exist]] : vector<4xi1>
// CHECK: vector.maskedstore %{{.*}}[%[[first]]], %[[mask]], %[[y]]
func.func @columns(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x8xf32>, %b: memref<2x8xf32>, %y: memref<1x10xf32>) {
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x8xf32>) bias(%b : memref<2x8xf32>) into(%y : memref<1x10xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 2, lanes = 4, order = tile>, activation = #nn.activation<relu>} : memref<1x64xf32>
  func.return
}

// 5 rows, 3 at a time, the second time from row 2 on; each loads its own input, all share the weights. Whole blocks are stored whole.
// CHECK-LABEL: func.func @rows
// CHECK-DAG: %[[three:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[last:.*]] = arith.constant 2 : index
// CHECK: %[[begin:.*]] = arith.muli %{{.*}}, %[[three]]
// CHECK: %[[row:.*]] = arith.minsi %[[begin]], %[[last]]
// CHECK: %[[weights:.*]] = vector.load {{.*}} : memref<384xf32>, vector<16xf32>
// CHECK: scf.for %[[r:.*]] = %{{.*}} to %[[three]]
// CHECK: %[[own:.*]] = arith.addi %[[row]], %[[r]]
// CHECK: memref.load %x[%[[own]], %
// CHECK: vector.fma %{{.*}}, %[[weights]], %
// CHECK-NOT: vector.maskedstore
// CHECK: vector.store
// CHECK: func.return
func.func @rows(%x: memref<5x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x16xf32>, %b: memref<2x16xf32>, %y: memref<5x32xf32>) {
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x16xf32>) bias(%b : memref<2x16xf32>) into(%y : memref<5x32xf32>)
    {schedule = #plan.schedule<blocks, filters = 3, tile = 1, lanes = 16, order = tile>} : memref<5x64xf32>
  func.return
}

// Another operation stays.
// CHECK-LABEL: func.func @dense
// CHECK-NEXT: plan.linear
// CHECK-NEXT: func.return
func.func @dense(%x: memref<1x64xf32>, %w: memref<1x64x16xf32>, %b: memref<1x16xf32>, %y: memref<1x16xf32>) {
  plan.linear %x weights(%w : memref<1x64x16xf32>) bias(%b : memref<1x16xf32>) into(%y : memref<1x16xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 16, order = tile>} : memref<1x64xf32>
  func.return
}

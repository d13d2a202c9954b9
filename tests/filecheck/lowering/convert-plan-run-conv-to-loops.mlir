// RUN: prunir-opt %s -p convert-plan-run-conv-to-loops --split-input-file | filecheck %s

// 12 filters are 3 blocks, of 5, 5 and 2; 5 tiles of one vector stand outside.
// CHECK-LABEL: func.func @blocks
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[block_size:.*]] = arith.constant 5 : index
// CHECK-DAG: %[[blocks:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[filters:.*]] = arith.constant 12 : index
// CHECK-DAG: %[[sums:.*]] = memref.alloca() {alignment = 64 : i64} : memref<5x1xvector<4xf32>>
// CHECK: scf.for %[[work:.*]] = %
// CHECK: %[[block:.*]] = arith.remui %[[work]], %[[blocks]]
// CHECK: %[[begin:.*]] = arith.muli %[[block]], %[[block_size]]
// CHECK: %[[left:.*]] = arith.subi %[[filters]], %[[begin]]
// CHECK: %[[count:.*]] = arith.minsi %[[block_size]], %[[left]]

// Sums begin with the bias.
// CHECK: scf.for %[[slot:.*]] = %[[zero]] to %[[count]]
// CHECK: %[[first:.*]] = arith.addi %[[begin]], %[[slot]]
// CHECK: %[[scalar:.*]] = memref.load %b[%[[first]]]
// CHECK-NEXT: %[[bias:.*]] = vector.broadcast %[[scalar]]
// CHECK-NEXT: memref.store %[[bias]], %[[sums]][%[[slot]], %[[zero]]]

// A run loads its two inputs once.
// CHECK: %[[first_run:.*]] = memref.load %k[%[[block]]]
// CHECK: scf.for %[[run:.*]] = %
// CHECK: %[[x0:.*]] = vector.load {{.*}} : memref<80xf32>, vector<4xf32>
// CHECK: %[[x1:.*]] = vector.load {{.*}} : memref<80xf32>, vector<4xf32>

// Each of its kernels adds them, weighted, to the sums of its filter.
// CHECK: scf.for %[[kernel:.*]] = %
// CHECK: %[[number:.*]] = memref.load %f[%[[kernel]]]
// CHECK: %[[filter:.*]] = arith.index_cast %[[number]]
// CHECK: %[[slot:.*]] = arith.subi %[[filter]], %[[begin]]
// CHECK: %[[w0:.*]] = vector.broadcast
// CHECK: %[[w1:.*]] = vector.broadcast
// CHECK: %[[old:.*]] = memref.load %[[sums]][%[[slot]], %[[zero]]]
// CHECK: %[[half:.*]] = vector.fma %[[w0]], %[[x0]], %[[old]]
// CHECK: %[[new:.*]] = vector.fma %[[w1]], %[[x1]], %[[half]]
// CHECK: memref.store %[[new]], %[[sums]][%[[slot]], %[[zero]]]

// Then the block's filters are written, without anything about a halo.
// CHECK: scf.for %{{.*}} = %[[zero]] to %[[count]]
// CHECK-NOT: arith.andi
// CHECK: vector.store
// CHECK-NOT: vector.store
func.func @blocks(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %k: memref<4xi32>, %r: memref<6x4xi32>,
    %f: memref<20xi32>, %w: memref<40xf32>, %b: memref<12xf32>, %y: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) {
  plan.run_conv %x blocks(%k : memref<4xi32>) runs(%r : memref<6x4xi32>) filters(%f : memref<20xi32>) weights(%w : memref<40xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<run, filters = 5, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// Sums of two vectors take residual and activation; the mask clears the halo between rows, the first tile the rest of it.
// CHECK-LABEL: func.func @epilogue
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[lead:.*]] = arith.constant -8 : index
// CHECK-DAG: %[[zeros:.*]] = arith.constant dense<0.000000e+00> : vector<4xf32>
// CHECK-COUNT-4: vector.fma
// CHECK: %[[residual:.*]] = vector.load {{.*}} : memref<240xf32>, vector<4xf32>
// CHECK: %[[sum:.*]] = arith.addf %{{.*}}, %[[residual]]
// CHECK: %[[active:.*]] = arith.maximumf %[[sum]], %[[zeros]]
// CHECK: %[[mask:.*]] = vector.load %m
// CHECK: %[[bits:.*]] = arith.bitcast %[[active]]
// CHECK: %[[kept:.*]] = arith.andi %[[bits]], %[[mask]]
// CHECK: %[[y:.*]] = arith.bitcast %[[kept]]
// CHECK: vector.store %[[y]], %{{.*}} : memref<384xf32>
// CHECK: scf.if
// CHECK: scf.for %{{.*}} = %[[lead]] to %[[zero]]
// CHECK: vector.store %[[zeros]]
// CHECK: vector.store %[[zeros]]
func.func @epilogue(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %k: memref<2xi32>, %r: memref<6x4xi32>,
    %f: memref<20xi32>, %w: memref<40xf32>, %b: memref<12xf32>, %s: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>,
    %m: memref<20xi32>, %y: memref<1x12x4x4xf32, #plan.planar<[384, 32, 5, 1], lead = 8, zero_halo>>) {
  plan.run_conv %x blocks(%k : memref<2xi32>) runs(%r : memref<6x4xi32>) filters(%f : memref<20xi32>) weights(%w : memref<40xf32>)
    bias(%b : memref<12xf32>) residual(%s : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) mask(%m : memref<20xi32>)
    into(%y : memref<1x12x4x4xf32, #plan.planar<[384, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<run, filters = 12, tile = 2, lanes = 4, order = tile>, activation = #nn.activation<relu>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// CHECK-LABEL: func.func @other
// CHECK-NEXT: plan.clear
// CHECK-NEXT: func.return
func.func @other(%y: memref<1x1x2x2xf32>) {
  plan.clear into(%y : memref<1x1x2x2xf32>)
  func.return
}

// -----

// 2 planes of 40 elements are far larger than the second cache: a run asks for what the next tile reads where this one reads its last entry,
// but for nothing behind the buffer.
// CHECK-LABEL: func.func @far
// CHECK-DAG: %[[width:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[last:.*]] = arith.constant 76 : index
// CHECK: vector.load %{{.*}}[%{{.*}}]
// CHECK: vector.load %{{.*}}[%[[entry:.*]]] : memref<80xf32>
// CHECK: %[[next:.*]] = arith.addi %[[entry]], %[[width]]
// CHECK: %[[line:.*]] = arith.minsi %[[next]], %[[last]]
// CHECK: plan.prefetch %{{.*}}[%[[line]]] : memref<80xf32>
// CHECK: vector.fma
module attributes {plan.target = #plan.target<lanes = 4, registers = 16, l1 = 32, l2 = 39>} {
func.func @far(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %k: memref<4xi32>, %r: memref<6x4xi32>,
    %f: memref<20xi32>, %w: memref<40xf32>, %b: memref<12xf32>, %y: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) {
  plan.run_conv %x blocks(%k : memref<4xi32>) runs(%r : memref<6x4xi32>) filters(%f : memref<20xi32>) weights(%w : memref<40xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<run, filters = 5, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}
}

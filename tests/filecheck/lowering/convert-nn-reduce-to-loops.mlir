// RUN: prunir-opt %s -p convert-nn-reduce-to-loops | filecheck %s

// Sums along rows are taken in vectors, whose lanes are added last. Rows are split among the threads.
// CHECK-LABEL: @sum
// CHECK: %[[nothing:.*]] = arith.constant dense<0.000000e+00> : vector<4xf32>
// CHECK: %[[total:.*]] = memref.alloca() {{.*}} : memref<1xvector<4xf32>>
// CHECK: plan.thread_id
// CHECK: scf.for %[[i:.*]] =
// CHECK: memref.store %[[nothing]], %[[total]]
// CHECK: scf.for %[[j:.*]] =
// CHECK: %[[x:.*]] = vector.load %{{.*}} : memref<128xf32>, vector<4xf32>
// CHECK-NEXT: %[[old:.*]] = memref.load %[[total]]
// CHECK-NEXT: %[[new:.*]] = arith.addf %[[old]], %[[x]]
// CHECK-NEXT: memref.store %[[new]], %[[total]]
// CHECK: %[[lanes:.*]] = memref.load %[[total]]
// CHECK-NEXT: %[[sum:.*]] = vector.reduction <add>, %[[lanes]] fastmath<reassoc>
// CHECK-NEXT: memref.store %[[sum]], %y[%[[i]]]
func.func @sum(%x: memref<8x16xf32>, %y: memref<8xf32>) {
  nn.reduce_sum %x into(%y : memref<8xf32>) {axes = array<i64: 1>} : memref<8x16xf32>
  func.return
}

// Rows that stand apart are summed one by one; of the last vector of each, only what exists.
// CHECK-LABEL: @rows_apart
// CHECK-DAG: %[[exist:.*]] = arith.constant 2 : index
// CHECK: %[[mask:.*]] = vector.create_mask %[[exist]]
// CHECK-NEXT: vector.maskedload %{{.*}}, %[[mask]]
func.func @rows_apart(%x: memref<1x8x2x6xf32, #plan.planar<[128, 16, 7, 1], lead = 0>>, %y: memref<1x8x1x1xf32>) {
  nn.global_avg_pool %x into(%y : memref<1x8x1x1xf32>) : memref<1x8x2x6xf32, #plan.planar<[128, 16, 7, 1], lead = 0>>
  func.return
}

// Over other dimensions, element by element. LLVM may add in any order.
// CHECK-LABEL: @columns
// CHECK: %[[total:.*]] = memref.alloca() {{.*}} : memref<1xf32>
// CHECK: scf.for %[[j:.*]] =
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[i]], %[[j]]]
// CHECK-NEXT: %[[old:.*]] = memref.load %[[total]]
// CHECK-NEXT: arith.addf %[[old]], %[[x]] fastmath<reassoc>
func.func @columns(%x: memref<8x16xf32>, %y: memref<16xf32>) {
  nn.reduce_sum %x into(%y : memref<16xf32>) {axes = array<i64: 0>} : memref<8x16xf32>
  func.return
}

// Reduced dimensions that are kept have index 0.
// CHECK-LABEL: @max
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[least:.*]] = arith.constant 0xff800000 : f32
// CHECK: scf.for %[[j:.*]] =
// CHECK-NEXT: memref.store %[[least]], %[[total:.*]][%[[zero]]]
// CHECK-NEXT: scf.for %[[i:.*]] =
// CHECK-NEXT: memref.load %x[%[[i]], %[[j]]]
// CHECK: arith.maximumf
// CHECK: memref.store %{{.*}}, %y[%[[zero]], %[[j]]]
func.func @max(%x: memref<8x16xf32>, %y: memref<1x16xf32>) {
  nn.reduce_max %x into(%y : memref<1x16xf32>) {axes = array<i64: 0>, keepdims = true} : memref<8x16xf32>
  func.return
}

// A mean is a sum, divided by the number of elements.
// CHECK-LABEL: @global_average
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[count:.*]] = arith.constant 1.200000e+01 : f32
// CHECK: %[[total:.*]] = vector.reduction <add>
// CHECK-NEXT: %[[mean:.*]] = arith.divf %[[total]], %[[count]]
// CHECK-NEXT: memref.store %[[mean]], %y[%[[zero]], %{{.*}}, %[[zero]], %[[zero]]]
func.func @global_average(%x: memref<1x8x3x4xf32>, %y: memref<1x8x1x1xf32>) {
  nn.global_avg_pool %x into(%y : memref<1x8x1x1xf32>) : memref<1x8x3x4xf32>
  func.return
}

// The largest element is subtracted, so no exponential overflows; the result holds them until their sum is known.
// CHECK-LABEL: @softmax
// CHECK: arith.maximumf
// CHECK: %[[largest:.*]] = memref.load
// CHECK: scf.for %[[j:.*]] =
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[i:.*]], %[[j]]]
// CHECK-NEXT: %[[below:.*]] = arith.subf %[[x]], %[[largest]]
// CHECK-NEXT: %[[exponential:.*]] = math.exp %[[below]]
// CHECK-NEXT: memref.store %[[exponential]], %y[%[[i]], %[[j]]]
// CHECK: scf.for %[[j:.*]] =
// CHECK-NEXT: memref.load %y[%[[i]], %[[j]]]
// CHECK: arith.addf
// CHECK: %[[sum:.*]] = memref.load
// CHECK-NEXT: scf.for %[[j:.*]] =
// CHECK-NEXT: %[[e:.*]] = memref.load %y[%[[i]], %[[j]]]
// CHECK-NEXT: %[[share:.*]] = arith.divf %[[e]], %[[sum]]
// CHECK-NEXT: memref.store %[[share]], %y[%[[i]], %[[j]]]
func.func @softmax(%x: memref<2x10xf32>, %y: memref<2x10xf32>) {
  nn.softmax %x into(%y : memref<2x10xf32>) {axis = 1 : i64} : memref<2x10xf32>
  func.return
}

// Of 4 neighbouring channels, 1 before and 2 behind, those that exist: max(c - 1, 0) to min(c + 3, 8).
// CHECK-LABEL: @lrn
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[before:.*]] = arith.constant -1 : index
// CHECK-DAG: %[[behind:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[channels:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[scale:.*]] = arith.constant 5.000000e-01 : f32
// CHECK-DAG: %[[beta:.*]] = arith.constant 7.500000e-01 : f32
// CHECK: %[[begin:.*]] = arith.addi %[[channel:.*]], %[[before]]
// CHECK-NEXT: %[[first:.*]] = arith.maxsi %[[begin]], %[[zero]]
// CHECK-NEXT: %[[end:.*]] = arith.addi %[[channel]], %[[behind]]
// CHECK-NEXT: %[[last:.*]] = arith.minsi %[[end]], %[[channels]]
// CHECK-NEXT: scf.for %[[c:.*]] = %[[first]] to %[[last]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%{{.*}}, %[[c]], %{{.*}}]
// CHECK: arith.mulf %[[x]], %[[x]]
// CHECK: arith.mulf %{{.*}}, %[[scale]]
// CHECK: %[[power:.*]] = math.powf %{{.*}}, %[[beta]]
// CHECK: arith.divf %{{.*}}, %[[power]]
func.func @lrn(%x: memref<1x8x4xf32>, %y: memref<1x8x4xf32>) {
  nn.lrn %x into(%y : memref<1x8x4xf32>) {size = 4 : i64, alpha = 2.0 : f32, beta = 0.75 : f32, bias = 1.0 : f32} : memref<1x8x4xf32>
  func.return
}

// Values without buffers, and what reduces nothing, stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.reduce_sum
// CHECK-NEXT: nn.relu
// CHECK-NEXT: func.return
func.func @no_match(%x: tensor<2x4xf32>, %a: memref<4xf32>, %y: memref<4xf32>) -> tensor<2xf32> {
  %r = nn.reduce_sum %x {axes = array<i64: 1>} : tensor<2x4xf32> -> tensor<2xf32>
  nn.relu %a into(%y : memref<4xf32>) : memref<4xf32>
  func.return %r : tensor<2xf32>
}

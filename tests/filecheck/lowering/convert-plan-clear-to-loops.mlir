// RUN: prunir-opt %s -p convert-plan-clear-to-loops | filecheck %s

// Every element of the buffer, halo included; the six planes of 16 are split among the threads.
// CHECK-LABEL: func.func @halo
// CHECK-DAG: %[[plane_size:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[planes:.*]] = arith.constant 6 : index
// CHECK-DAG: %[[zero:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[row:.*]] = plan.alias %y : {{.*}} to memref<96xf32>
// CHECK: %[[thread:.*]] = plan.thread_id
// CHECK: arith.muli %[[thread]], %[[planes]]
// CHECK: scf.for %[[plane:.*]] = %
// CHECK: scf.for %[[i:.*]] = %{{.*}} to %[[plane_size]] step
// CHECK: %[[first:.*]] = arith.muli %[[plane]], %[[plane_size]]
// CHECK: %[[at:.*]] = arith.addi %[[first]], %[[i]]
// CHECK: memref.store %[[zero]], %[[row]][%[[at]]] : memref<96xf32>
func.func @halo(%y: memref<2x3x2x2xf32, #plan.planar<[48, 16, 3, 1], lead = 4, zero_halo>>) {
  plan.clear into(%y : memref<2x3x2x2xf32, #plan.planar<[48, 16, 3, 1], lead = 4, zero_halo>>)
  func.return
}

// A loop is written only where a buffer is cleared.
// CHECK-LABEL: func.func @other
// CHECK-NEXT: nn.relu %x into(%y : memref<1x2x4xf32>)
// CHECK-NEXT: func.return
func.func @other(%x: memref<1x2x4xf32>, %y: memref<1x2x4xf32>) {
  nn.relu %x into(%y : memref<1x2x4xf32>) : memref<1x2x4xf32>
  func.return
}

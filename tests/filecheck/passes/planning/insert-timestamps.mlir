// RUN: prunir-opt %s -p 'insert-timestamps{threads=2}' --split-input-file --verify-diagnostics | filecheck %s

// Every layer stands between two times, behind the barrier it waits at; the buffer of times lies behind the old arena.
// CHECK-LABEL: @layers
// CHECK-SAME: %arena: memref<192xi8>
// CHECK: %[[times:.*]] = plan.view %arena {offset = 64 : i64} : memref<192xi8> to memref<2x8xi64>
// CHECK: plan.timestamp into(%[[times]] : memref<2x8xi64>) {slot = 0 : i64}
// CHECK-NEXT: nn.relu
// CHECK-NEXT: plan.timestamp into(%[[times]] : memref<2x8xi64>) {slot = 1 : i64}
// CHECK-NEXT: plan.barrier
// CHECK-NEXT: plan.timestamp into(%[[times]] : memref<2x8xi64>) {slot = 2 : i64}
// CHECK-NEXT: nn.tanh
// CHECK-NEXT: plan.timestamp into(%[[times]] : memref<2x8xi64>) {slot = 3 : i64}
func.func @layers(%arena: memref<64xi8>, %x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  plan.barrier
  nn.tanh %t into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// What is not the program of a network is left alone.
// CHECK-LABEL: @kernel
// CHECK-NOT: plan.timestamp
func.func private @kernel(%x: memref<4xf32>, %y: memref<4xf32>) {
  nn.relu %x into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// -----

// expected-error @below {{'main' has no arena; plan-memory must run first}}
func.func @main(%x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  nn.relu %x into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// RUN: prunir-opt %s -p convert-plan-to-func --split-input-file --verify-diagnostics | filecheck %s

// CHECK: func.func private @prunir_barrier(memref<64xi8>, index)

// A kernel gets its thread's number and the number of threads; attributes of its arguments stay.
// CHECK-LABEL: func.func private @kernel
// CHECK-SAME: (%x: memref<4xf32> {llvm.noalias}, %[[thread:.*]]: index, %[[threads:.*]]: index)
// CHECK-NEXT: "test.op"(%[[thread]], %[[threads]])
func.func private @kernel(%x: memref<4xf32> {llvm.noalias}) {
  %thread = plan.thread_id : index
  %threads = plan.thread_count : index
  "test.op"(%thread, %threads) : (index, index) -> ()
  func.return
}

// The program hands them on, and waits at the barrier of its third argument.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %barrier: memref<64xi8>, %x: memref<4xf32>, %[[thread:.*]]: index, %[[threads:.*]]: index) attributes {plan.entry}
// CHECK-NEXT: func.call @kernel(%x, %[[thread]], %[[threads]]) : (memref<4xf32>, index, index) -> ()
// CHECK-NEXT: func.call @prunir_barrier(%barrier, %[[threads]]) : (memref<64xi8>, index) -> ()
// CHECK-NEXT: func.call @kernel
func.func @main(%arena: memref<64xi8>, %blob: memref<64xi8>, %barrier: memref<64xi8>, %x: memref<4xf32>) attributes {plan.entry} {
  func.call @kernel(%x) : (memref<4xf32>) -> ()
  plan.barrier
  func.call @kernel(%x) : (memref<4xf32>) -> ()
  func.return
}

// -----

// A time goes into the thread's row.
// CHECK: func.func private @prunir_now() -> i64
// CHECK-LABEL: func.func @timed
// CHECK-SAME: (%times: memref<2x8xi64>, %[[thread:.*]]: index, %{{.*}}: index) attributes {plan.entry}
// CHECK: %[[now:.*]] = func.call @prunir_now() : () -> i64
// CHECK-NEXT: %[[slot:.*]] = arith.constant 3 : index
// CHECK-NEXT: memref.store %[[now]], %times[%[[thread]], %[[slot]]] : memref<2x8xi64>
func.func @timed(%times: memref<2x8xi64>) attributes {plan.entry} {
  plan.timestamp into(%times : memref<2x8xi64>) {slot = 3 : i64}
  func.return
}

// -----

// A module without an entry is no planned program.
// CHECK-NOT: @prunir_barrier
// CHECK-LABEL: func.func @other
// CHECK-SAME: (%x: memref<4xf32>) {
func.func @other(%x: memref<4xf32>) {
  func.return
}

// -----

// A barrier's state is memory of the entry, so a kernel has none.
func.func private @kernel(%x: memref<4xf32>) {
  // expected-error @below {{'plan.barrier' stands where no barrier's state is at hand; plan-memory must run first}}
  plan.barrier
  func.return
}

func.func @main(%arena: memref<64xi8>, %blob: memref<64xi8>, %barrier: memref<64xi8>) attributes {plan.entry} {
  func.return
}

// -----

func.func @memory_not_planned(%x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  // expected-error @below {{'plan.barrier' stands where no barrier's state is at hand; plan-memory must run first}}
  plan.barrier
  func.return
}

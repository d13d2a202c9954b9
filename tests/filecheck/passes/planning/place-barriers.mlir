// RUN: prunir-opt %s -p place-barriers --split-input-file --verify-diagnostics | filecheck %s

// A layer waits for what it reads.
// CHECK-LABEL: @read_after_write
// CHECK: nn.relu
// CHECK-NEXT: plan.barrier
// CHECK-NEXT: nn.tanh
func.func @read_after_write(%arena: memref<64xi8>, %x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  nn.tanh %t into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// And before it overwrites what another still reads, here in memory that two buffers share.
// CHECK-LABEL: @write_after_read
// CHECK: nn.relu
// CHECK: plan.barrier
// CHECK-NEXT: nn.tanh
func.func @write_after_read(%arena: memref<64xi8>, %x: memref<2xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<4xf32>
  %u = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<2xf32>
  nn.relu %t into(%y : memref<4xf32>) : memref<4xf32>
  nn.tanh %x into(%u : memref<2xf32>) : memref<2xf32>
  func.return
}

// An alias is the memory of its source.
// CHECK-LABEL: @alias
// CHECK: plan.barrier
// CHECK-NEXT: nn.tanh
func.func @alias(%arena: memref<64xi8>, %x: memref<4xf32>, %y: memref<2x2xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  %square = plan.alias %t : memref<4xf32> to memref<2x2xf32>
  nn.tanh %square into(%y : memref<2x2xf32>) : memref<2x2xf32>
  func.return
}

// A barrier that stands there already is enough.
// CHECK-LABEL: @waits_already
// CHECK: nn.relu
// CHECK-NEXT: plan.barrier
// CHECK-NEXT: nn.tanh
func.func @waits_already(%arena: memref<64xi8>, %x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  plan.barrier
  nn.tanh %t into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// Layers that touch different memory, or only read the same, do not wait.
// CHECK-LABEL: @independent
// CHECK-NOT: plan.barrier
func.func @independent(%arena: memref<128xi8>, %x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<128xi8> to memref<4xf32>
  %u = plan.view %arena {offset = 64 : i64} : memref<128xi8> to memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  nn.tanh %x into(%u : memref<4xf32>) : memref<4xf32>
  nn.tanh %x into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// -----

// Invalid: which buffers share memory is not known.
func.func @unplanned(%x: memref<4xf32>) attributes {plan.entry} {
  // expected-error @below {{the buffer of 'memref.alloc' has no place yet; plan-memory must run first}}
  %t = memref.alloc() : memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  func.return
}

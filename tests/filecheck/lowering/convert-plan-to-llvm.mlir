// RUN: prunir-opt %s -p convert-plan-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// Buffers are constant offsets from the begin of arena and blob; offset 0 and an alias need no operation.
// CHECK-LABEL: func.func @buffers
// CHECK-DAG: %[[arena:.*]] = builtin.unrealized_conversion_cast %arena : memref<256xi8> to !llvm.ptr
// CHECK-DAG: %[[blob:.*]] = builtin.unrealized_conversion_cast %blob : memref<128xi8> to !llvm.ptr
// CHECK: %first = builtin.unrealized_conversion_cast %[[arena]]
// CHECK: %[[view:.*]] = llvm.getelementptr inbounds %[[arena]][128] : (!llvm.ptr) -> !llvm.ptr, i8
// CHECK: %row = builtin.unrealized_conversion_cast %[[view]]
// CHECK: %[[weight:.*]] = llvm.getelementptr inbounds %[[blob]][64] : (!llvm.ptr) -> !llvm.ptr, i8
// CHECK-NOT: plan.
// CHECK: func.return
func.func @buffers(%arena: memref<256xi8>, %blob: memref<128xi8>) {
  %view = plan.view %arena {offset = 128 : i64} : memref<256xi8> to memref<1x4xf32>
  %first = plan.view %arena {offset = 0 : i64} : memref<256xi8> to memref<1x4xf32>
  %weight = plan.weight in(%blob : memref<128xi8>) {value = dense<1.0> : tensor<4xf32>, offset = 64 : i64} : memref<4xf32>
  %row = plan.alias %view : memref<1x4xf32> to memref<4xf32>
  "test.op"(%view, %first, %weight, %row) : (memref<1x4xf32>, memref<1x4xf32>, memref<4xf32>, memref<4xf32>) -> ()
  func.return
}

// To read or to write, into the nearest cache, data.
// CHECK-LABEL: func.func @prefetch
// CHECK: %[[address:.*]] = llvm.getelementptr inbounds %{{.*}}[%{{.*}}] : (!llvm.ptr, i64) -> !llvm.ptr, f32
// CHECK: %[[read:.*]] = llvm.mlir.constant(0 : i32)
// CHECK: llvm.call_intrinsic "llvm.prefetch.p0"(%[[address]], %[[read]], %{{.*}}, %{{.*}})
// CHECK: %[[write:.*]] = llvm.mlir.constant(1 : i32)
// CHECK: llvm.call_intrinsic "llvm.prefetch.p0"(%{{.*}}, %[[write]], %{{.*}}, %{{.*}})
func.func @prefetch(%row: memref<64xf32>, %i: index) {
  plan.prefetch %row[%i] : memref<64xf32>
  plan.prefetch %row[%i] {for_write} : memref<64xf32>
  func.return
}

// CHECK-LABEL: func.func @other
// CHECK-NEXT: func.return %x : memref<4xf32>
func.func @other(%x: memref<4xf32>) -> memref<4xf32> {
  func.return %x : memref<4xf32>
}

// -----

func.func @not_in_the_blob() {
  // expected-error @below {{cannot lower 'plan.weight' to llvm: it has no place in the blob; plan-memory must run first}}
  %w = plan.weight {value = dense<1.0> : tensor<4xf32>} : memref<4xf32>
  func.return
}

// RUN: prunir-opt %s -p convert-func-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// Memref arguments are bare pointers, attributes stay, private functions are internal.
// CHECK-LABEL: llvm.func internal @kernel
// CHECK-SAME:  (%x: !llvm.ptr {llvm.noalias}, %i: i64) -> f32
func.func private @kernel(%x: memref<4x8xf32> {llvm.noalias}, %i: index) -> f32 {
  // CHECK-NEXT: [[I:%.*]] = builtin.unrealized_conversion_cast %i : i64 to index
  // CHECK-NEXT: [[X:%.*]] = builtin.unrealized_conversion_cast %x : !llvm.ptr to memref<4x8xf32>
  // CHECK-NEXT: [[V:%.*]] = memref.load [[X]][[[I]], [[I]]]
  // CHECK-NEXT: llvm.return [[V]] : f32
  %v = memref.load %x[%i, %i] : memref<4x8xf32>
  func.return %v : f32
}

// Values that are passed on need no casts.
// CHECK-LABEL: llvm.func @call
func.func @call(%x: memref<4x8xf32>, %i: index) -> f32 {
  // CHECK-NEXT: [[V:%.*]] = llvm.call @kernel(%x{{.*}}, %i{{.*}}) : (!llvm.ptr, i64) -> f32
  // CHECK-NEXT: llvm.return [[V]] : f32
  %v = func.call @kernel(%x, %i) : (memref<4x8xf32>, index) -> f32
  func.return %v : f32
}

// CHECK: llvm.func @prunir_barrier(!llvm.ptr, i64)
func.func private @prunir_barrier(memref<64xi8>, index)

// CHECK-LABEL: llvm.func @attributes
// CHECK-SAME: attributes {plan.entry, no_inline}
func.func @attributes() attributes {no_inline, plan.entry} {
  func.return
}

// -----

// Other dialects are left alone.
// CHECK-LABEL: "test.op"
"test.op"() : () -> ()

// -----

// expected-error @below {{returns 2 values, llvm functions at most one}}
func.func @two_results(%x: f32) -> (f32, f32) {
  func.return %x, %x : f32, f32
}

// -----

// expected-error @below {{argument attribute 'llvm.writeonly' would be lost in the translation to LLVM IR}}
func.func @lost_attribute(%x: memref<4xf32> {llvm.writeonly}) {
  func.return
}

// -----

// expected-error @below {{type memref<?xf32> has no llvm counterpart: shapes must be static}}
func.func @dynamic(%x: memref<?xf32>) {
  func.return
}

// -----

// expected-error @below {{type tensor<4xf32> has no llvm counterpart}}
func.func @tensor(%x: tensor<4xf32>) {
  func.return
}

// RUN: prunir-opt %s -p generate-entry-point --split-input-file --verify-diagnostics | filecheck %s

// CHECK: llvm.func internal @main(%arena: !llvm.ptr, %x: !llvm.ptr, %tid: i64, %nt: i64) attributes {plan.entry}
llvm.func @main(%arena: !llvm.ptr, %x: !llvm.ptr, %tid: i64, %nt: i64) attributes {plan.entry} {
  llvm.return
}
// CHECK:      llvm.func @prunir_run([[CTX:%.*]]: !llvm.ptr {{.*}}, [[TID:%.*]]: i64, [[NT:%.*]]: i64)
// CHECK-NEXT: [[SLOT0:%.*]] = llvm.getelementptr inbounds [[CTX]][0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
// CHECK-NEXT: [[ARENA:%.*]] = llvm.load [[SLOT0]] {alignment = 8 : i64} : !llvm.ptr -> !llvm.ptr
// CHECK-NEXT: [[SLOT1:%.*]] = llvm.getelementptr inbounds [[CTX]][1]
// CHECK-NEXT: [[X:%.*]] = llvm.load [[SLOT1]]
// CHECK-NEXT: [[STATE:%.*]] = llvm.call @prunir_flush_subnormals() : () -> i64
// CHECK-NEXT: llvm.call @main([[ARENA]], [[X]], [[TID]], [[NT]]) : (!llvm.ptr, !llvm.ptr, i64, i64) -> ()
// CHECK-NEXT: llvm.call @prunir_restore_subnormals([[STATE]]) : (i64) -> ()
// CHECK-NEXT: llvm.return

// -----

// expected-error @unknown {{expected one function with 'plan.entry', found 0}}
llvm.func @not_marked(%tid: i64, %nt: i64) {
  llvm.return
}

// -----

// expected-error @below {{'func.func' with 'plan.entry' is not converted to llvm yet}}
func.func @too_early(%tid: index, %nt: index) attributes {plan.entry} {
  func.return
}

// -----

// expected-error @below {{entry function 'main' must take pointers, then two i64}}
llvm.func @main(%x: f32, %tid: i64, %nt: i64) attributes {plan.entry} {
  llvm.return
}

// -----

// expected-error @below {{entry function 'main' must not take 'llvm.noalias' pointers}}
llvm.func @main(%arena: !llvm.ptr {llvm.noalias}, %tid: i64, %nt: i64) attributes {plan.entry} {
  llvm.return
}

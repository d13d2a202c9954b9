// RUN: prunir-opt %s -p share-kernels --split-input-file | filecheck %s

// Functions that differ in the number of work items only become one that is told.
// CHECK-LABEL: llvm.func internal @a(%x: !llvm.ptr, %tid: i64, %nt: i64, %n: i64)
// CHECK-NEXT:    %0 = llvm.mul %tid, %n : i64
// CHECK-NEXT:    %1 = llvm.udiv %0, %nt : i64
// CHECK-NEXT:    %c = llvm.mlir.constant(7) : i64
// CHECK-NEXT:    llvm.mul %1, %c : i64
llvm.func internal @a(%x: !llvm.ptr, %tid: i64, %nt: i64) {
  %n = llvm.mlir.constant(24) : i64
  %0 = llvm.mul %tid, %n : i64
  %1 = llvm.udiv %0, %nt : i64
  %c = llvm.mlir.constant(7) : i64
  %2 = llvm.mul %1, %c : i64
  llvm.store %2, %x : i64, !llvm.ptr
  llvm.return
}
// CHECK-NOT: @b
llvm.func internal @b(%x: !llvm.ptr, %tid: i64, %nt: i64) {
  %n = llvm.mlir.constant(36) : i64
  %0 = llvm.mul %tid, %n : i64
  %1 = llvm.udiv %0, %nt : i64
  %c = llvm.mlir.constant(7) : i64
  %2 = llvm.mul %1, %c : i64
  llvm.store %2, %x : i64, !llvm.ptr
  llvm.return
}
// Other constants make other code.
// CHECK: llvm.func internal @stride(%{{[^,]*}}, %{{[^,]*}}, %{{[^,]*}}) {
llvm.func internal @stride(%x: !llvm.ptr, %tid: i64, %nt: i64) {
  %n = llvm.mlir.constant(24) : i64
  %0 = llvm.mul %tid, %n : i64
  %1 = llvm.udiv %0, %nt : i64
  %c = llvm.mlir.constant(8) : i64
  %2 = llvm.mul %1, %c : i64
  llvm.store %2, %x : i64, !llvm.ptr
  llvm.return
}
// CHECK-LABEL: llvm.func @main
llvm.func @main(%x: !llvm.ptr, %tid: i64, %nt: i64) {
  // CHECK-NEXT: [[A:%.*]] = llvm.mlir.constant(24) : i64
  // CHECK-NEXT: llvm.call @a(%{{.*}}, %{{.*}}, %{{.*}}, [[A]]) : (!llvm.ptr, i64, i64, i64) -> ()
  llvm.call @a(%x, %tid, %nt) : (!llvm.ptr, i64, i64) -> ()
  // CHECK-NEXT: [[B:%.*]] = llvm.mlir.constant(36) : i64
  // CHECK-NEXT: llvm.call @a(%{{.*}}, %{{.*}}, %{{.*}}, [[B]]) : (!llvm.ptr, i64, i64, i64) -> ()
  llvm.call @b(%x, %tid, %nt) : (!llvm.ptr, i64, i64) -> ()
  // CHECK-NEXT: llvm.call @stride(%{{.*}}, %{{.*}}, %{{.*}}) : (!llvm.ptr, i64, i64) -> ()
  llvm.call @stride(%x, %tid, %nt) : (!llvm.ptr, i64, i64) -> ()
  llvm.return
}

// -----

// Equal code with branches; the order of operands, the targets of branches and the signature count.
// CHECK-COUNT-4: llvm.func internal
// CHECK-NOT:     llvm.func internal
// CHECK-LABEL:   llvm.func @main
llvm.func internal @a(%p: !llvm.ptr, %c: i1, %v: i64, %w: i64) {
  llvm.cond_br %c, ^then, ^else
^then:
  %s = llvm.sub %v, %w : i64
  llvm.return
^else:
  llvm.return
}
llvm.func internal @equal(%p: !llvm.ptr, %c: i1, %v: i64, %w: i64) {
  llvm.cond_br %c, ^then, ^else
^then:
  %s = llvm.sub %v, %w : i64
  llvm.return
^else:
  llvm.return
}
llvm.func internal @other_operands(%p: !llvm.ptr, %c: i1, %v: i64, %w: i64) {
  llvm.cond_br %c, ^then, ^else
^then:
  %s = llvm.sub %w, %v : i64
  llvm.return
^else:
  llvm.return
}
llvm.func internal @other_targets(%p: !llvm.ptr, %c: i1, %v: i64, %w: i64) {
  llvm.cond_br %c, ^else, ^then
^then:
  %s = llvm.sub %v, %w : i64
  llvm.return
^else:
  llvm.return
}
llvm.func internal @other_signature(%p: !llvm.ptr {llvm.noalias}, %c: i1, %v: i64, %w: i64) {
  llvm.cond_br %c, ^then, ^else
^then:
  %s = llvm.sub %v, %w : i64
  llvm.return
^else:
  llvm.return
}
llvm.func @main(%p: !llvm.ptr, %c: i1, %v: i64) {
  // CHECK:      llvm.call @a(
  // CHECK-NEXT: llvm.call @a(
  // CHECK-NEXT: llvm.call @other_operands(
  // CHECK-NEXT: llvm.call @other_targets(
  // CHECK-NEXT: llvm.call @other_signature(
  llvm.call @a(%p, %c, %v, %v) : (!llvm.ptr, i1, i64, i64) -> ()
  llvm.call @equal(%p, %c, %v, %v) : (!llvm.ptr, i1, i64, i64) -> ()
  llvm.call @other_operands(%p, %c, %v, %v) : (!llvm.ptr, i1, i64, i64) -> ()
  llvm.call @other_targets(%p, %c, %v, %v) : (!llvm.ptr, i1, i64, i64) -> ()
  llvm.call @other_signature(%p, %c, %v, %v) : (!llvm.ptr, i1, i64, i64) -> ()
  llvm.return
}

// -----

// What others can see stays.
// CHECK: llvm.func @a
// CHECK: llvm.func @b
llvm.func @a(%p: !llvm.ptr) {
  llvm.return
}
llvm.func @b(%p: !llvm.ptr) {
  llvm.return
}

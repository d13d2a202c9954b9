// RUN: prunir-opt %s -p convert-memref-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// Offset and strides come from the type; what is constant is folded into one number.
// CHECK-LABEL: @strided
func.func @strided(%m: memref<4x8xf32, strided<[10, 1], offset: 3>>, %i: index) -> f32 {
  // CHECK-DAG:  [[M:%.*]] = builtin.unrealized_conversion_cast %m
  // CHECK-DAG:  [[I:%.*]] = builtin.unrealized_conversion_cast %i
  // CHECK:      [[PITCH:%.*]] = llvm.mlir.constant(10) : i64
  // CHECK-NEXT: [[ROW:%.*]] = llvm.mul [[I]], [[PITCH]] overflow<nsw> : i64
  // CHECK-NEXT: [[REST:%.*]] = llvm.mlir.constant(5) : i64
  // CHECK-NEXT: [[INDEX:%.*]] = llvm.add [[ROW]], [[REST]] overflow<nsw> : i64
  // CHECK-NEXT: [[PLACE:%.*]] = llvm.getelementptr inbounds [[M]][[[INDEX]]] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  // CHECK-NEXT: llvm.load [[PLACE]] {alignment = 4 : i64} : !llvm.ptr -> f32
  %two = arith.constant 2 : index
  %v = memref.load %m[%i, %two] : memref<4x8xf32, strided<[10, 1], offset: 3>>
  func.return %v : f32
}

// CHECK-LABEL: @constant_place
func.func @constant_place(%m: memref<4x8xf64>, %x: f64) {
  // CHECK: [[PLACE:%.*]] = llvm.getelementptr inbounds %{{.*}}[17] : (!llvm.ptr) -> !llvm.ptr, f64
  // CHECK-NEXT: llvm.store %x, [[PLACE]] {alignment = 8 : i64} : f64, !llvm.ptr
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  memref.store %x, %m[%two, %one] : memref<4x8xf64>
  func.return
}

// The begin of the buffer needs no arithmetic.
// CHECK-LABEL: @begin
func.func @begin(%m: memref<4xi8>) -> i8 {
  // CHECK-NOT: getelementptr
  // CHECK: llvm.load %{{.*}} {alignment = 1 : i64} : !llvm.ptr -> i8
  %zero = arith.constant 0 : index
  %v = memref.load %m[%zero] : memref<4xi8>
  func.return %v : i8
}

// Any layout with static strides will do; vector elements are aligned like their lanes.
// CHECK-LABEL: @planar
func.func @planar(%m: memref<1x2x3x4xf32, #plan.planar<[80, 40, 8, 1], lead = 16>>, %a: memref<3xvector<4xf32>>) {
  // CHECK: llvm.getelementptr inbounds %{{.*}}[73] : (!llvm.ptr) -> !llvm.ptr, f32
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %v = memref.load %m[%zero, %one, %two, %one] : memref<1x2x3x4xf32, #plan.planar<[80, 40, 8, 1], lead = 16>>
  // CHECK: [[PLACE:%.*]] = llvm.getelementptr inbounds %{{.*}}[2] : (!llvm.ptr) -> !llvm.ptr, vector<4xf32>
  // CHECK-NEXT: llvm.load [[PLACE]] {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
  %w = memref.load %a[%two] : memref<3xvector<4xf32>>
  func.return
}

// Stack buffers move to the entry block.
// CHECK-LABEL: @stack
func.func @stack(%n: index) {
  // CHECK-NEXT: [[SIZE:%.*]] = llvm.mlir.constant(6) : i64
  // CHECK-NEXT: [[B:%.*]] = llvm.alloca [[SIZE]] x vector<4xf32> {alignment = 64 : i64} : (i64) -> !llvm.ptr
  // CHECK-NEXT: %b = llvm.bitcast [[B]] : !llvm.ptr to !llvm.ptr
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  scf.for %i = %zero to %n step %one {
    %b = memref.alloca() : memref<2x3xvector<4xf32>>
    %v = memref.load %b[%zero, %zero] : memref<2x3xvector<4xf32>>
  }
  func.return
}

// A static offset stays in the type, a dynamic one moves the pointer.
// CHECK-LABEL: @views
func.func @views(%m: memref<8x10xf32>, %i: index) {
  // CHECK: [[M:%.*]] = builtin.unrealized_conversion_cast %m
  // CHECK-NOT: getelementptr [[M]][11]
  %a = memref.subview %m[1, 1][4, 4][1, 2] : memref<8x10xf32> to memref<4x4xf32, strided<[10, 2], offset: 11>>
  // CHECK: llvm.getelementptr inbounds [[M]][13]
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %v = memref.load %a[%zero, %one] : memref<4x4xf32, strided<[10, 2], offset: 11>>
  // CHECK: [[MOVED:%.*]] = llvm.getelementptr inbounds [[M]][%{{.*}}] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %b = memref.subview %m[%i, 0][4, 4][1, 1] : memref<8x10xf32> to memref<4x4xf32, strided<[10, 1], offset: ?>>
  // CHECK: llvm.getelementptr inbounds [[MOVED]][10]
  %w = memref.load %b[%one, %zero] : memref<4x4xf32, strided<[10, 1], offset: ?>>
  func.return
}

// CHECK-LABEL: @bytes
func.func @bytes(%m: memref<1024xi8>) -> memref<4xf32> {
  // CHECK: llvm.getelementptr inbounds %{{.*}}[256] : (!llvm.ptr) -> !llvm.ptr, i8
  %at = arith.constant 256 : index
  %v = memref.view %m[%at][] : memref<1024xi8> to memref<4xf32>
  func.return %v : memref<4xf32>
}

// Nothing of memref, no change.
// CHECK-LABEL: @other
// CHECK-NEXT: func.return %m : memref<4xf32>
func.func @other(%m: memref<4xf32>) -> memref<4xf32> {
  func.return %m : memref<4xf32>
}

// -----

func.func @heap() {
  // expected-error @below {{cannot lower 'memref.alloc' to llvm: compiled code does not allocate}}
  %m = memref.alloc() : memref<4xf32>
  func.return
}

// -----

func.func @nontemporal(%m: memref<4xf32>, %i: index) -> f32 {
  // expected-error @below {{'nontemporal' would be lost in the translation to LLVM IR}}
  %v = memref.load %m[%i] {nontemporal = true} : memref<4xf32>
  func.return %v : f32
}

// -----

func.func @dynamic_strides(%m: memref<4x4xf32, strided<[?, 1]>>, %i: index) -> f32 {
  // expected-error @below {{has no static strides}}
  %v = memref.load %m[%i, %i] : memref<4x4xf32, strided<[?, 1]>>
  func.return %v : f32
}

// -----

func.func @lost_begin(%m: memref<4xf32, strided<[1], offset: ?>>) {
  // expected-error @below {{its offset is dynamic}}
  %v = memref.reinterpret_cast %m to offset: [0], sizes: [2], strides: [1] : memref<4xf32, strided<[1], offset: ?>> to memref<2xf32>
  func.return
}

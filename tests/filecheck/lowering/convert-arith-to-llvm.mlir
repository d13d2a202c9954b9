// RUN: prunir-opt %s -p convert-arith-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// index becomes i64; inside the dialect no casts are needed.
// CHECK-LABEL: @index
func.func @index(%i: index, %j: index) -> index {
  // CHECK-DAG:  [[I:%.*]] = builtin.unrealized_conversion_cast %i : index to i64
  // CHECK-DAG:  [[J:%.*]] = builtin.unrealized_conversion_cast %j : index to i64
  // CHECK:      %five = llvm.mlir.constant(5) : i64
  // CHECK-NEXT: [[A:%.*]] = llvm.add [[I]], %five overflow<nsw> : i64
  // CHECK-NEXT: [[B:%.*]] = llvm.mul [[A]], [[J]] : i64
  // CHECK-NEXT: [[C:%.*]] = builtin.unrealized_conversion_cast [[B]] : i64 to index
  // CHECK-NEXT: func.return [[C]] : index
  %five = arith.constant 5 : index
  %0 = arith.addi %i, %five overflow<nsw> : index
  %1 = arith.muli %0, %j : index
  func.return %1 : index
}

// CHECK-LABEL: @floats
func.func @floats(%x: vector<4xf32>, %y: vector<4xf32>) -> vector<4xf32> {
  // CHECK-NEXT: [[A:%.*]] = llvm.fadd %x, %y {fastmathFlags = #llvm.fastmath<fast>} : vector<4xf32>
  // CHECK-NEXT: [[B:%.*]] = llvm.fneg [[A]] : vector<4xf32>
  // CHECK-NEXT: [[C:%.*]] = llvm.call_intrinsic "llvm.maximum.v4f32"([[B]], %y)
  // CHECK-NEXT: [[D:%.*]] = llvm.mlir.constant(dense<5.000000e-01> : vector<4xf32>) : vector<4xf32>
  // CHECK-NEXT: [[E:%.*]] = llvm.fdiv [[C]], [[D]] : vector<4xf32>
  // CHECK-NEXT: func.return [[E]]
  %0 = arith.addf %x, %y fastmath<fast> : vector<4xf32>
  %1 = arith.negf %0 : vector<4xf32>
  %2 = arith.maximumf %1, %y : vector<4xf32>
  %half = arith.constant dense<0.5> : vector<4xf32>
  %3 = arith.divf %2, %half : vector<4xf32>
  func.return %3 : vector<4xf32>
}

// Against 0.0, a maximum that is one instruction on x86, and an addition that makes its -0.0 a 0.0.
// CHECK-LABEL: @rectify
func.func @rectify(%x: vector<4xf32>, %a: f32) -> (vector<4xf32>, f32) {
  // CHECK: [[LOW:%.*]] = llvm.mlir.constant(dense<-0.000000e+00> : vector<4xf32>) : vector<4xf32>
  // CHECK-NEXT: [[Y:%.*]] = llvm.call_intrinsic "llvm.maximum.v4f32"(%x, [[LOW]])
  // CHECK-NEXT: llvm.fadd [[Y]], %zeros : vector<4xf32>
  // CHECK: llvm.call_intrinsic "llvm.maximum.f32"(%a, %low)
  // CHECK-NOT: llvm.fadd
  %zeros = arith.constant dense<0.0> : vector<4xf32>
  %0 = arith.maximumf %x, %zeros : vector<4xf32>
  %low = arith.constant -0.0 : f32
  %1 = arith.maximumf %a, %low : f32
  func.return %0, %1 : vector<4xf32>, f32
}

// CHECK-LABEL: @compare
func.func @compare(%i: i32, %x: f32, %y: f32) -> f32 {
  // CHECK-NEXT: [[A:%.*]] = llvm.icmp "ult" %i, %i : i32
  // CHECK-NEXT: [[B:%.*]] = llvm.fcmp "ole" %x, %y : f32
  // CHECK-NEXT: [[T:%.*]] = llvm.mlir.constant(true) : i1
  // CHECK-NEXT: [[C:%.*]] = llvm.and [[A]], [[B]] : i1
  // CHECK-NEXT: [[D:%.*]] = llvm.and [[C]], [[T]] : i1
  // CHECK-NEXT: llvm.select [[D]], %x, %y : i1, f32
  %0 = arith.cmpi ult, %i, %i : i32
  %1 = arith.cmpf ole, %x, %y : f32
  %2 = arith.cmpf true, %x, %y : f32
  %3 = arith.andi %0, %1 : i1
  %4 = arith.andi %3, %2 : i1
  %5 = arith.select %4, %x, %y : f32
  func.return %5 : f32
}

// CHECK-LABEL: @casts
func.func @casts(%x: f32, %i: i32, %j: i64, %b: i8) {
  // CHECK: llvm.call_intrinsic "llvm.fptosi.sat.i32.f32"(%x) : (f32) -> i32
  %0 = arith.fptosi %x : f32 to i32
  // CHECK: [[WIDE:%.*]] = llvm.zext %b : i8 to i64
  // CHECK: llvm.sitofp [[WIDE]] : i64 to f32
  %1 = arith.uitofp %b : i8 to f32
  // CHECK: llvm.sext %i : i32 to i64
  %2 = arith.index_cast %i : i32 to index
  // An index has 64 bits already.
  // CHECK-NEXT: llvm.bitcast %i : i32 to f32
  %3 = arith.index_cast %j : i64 to index
  %4 = arith.bitcast %i : i32 to f32
  func.return
}

// Rounding down: one less where the remainder's sign differs from the divisor's.
// CHECK-LABEL: @floor_division
func.func @floor_division(%a: i32, %b: i32) -> i32 {
  // CHECK-NEXT: [[Q:%.*]] = llvm.sdiv %a, %b : i32
  // CHECK-NEXT: [[R:%.*]] = llvm.srem %a, %b : i32
  // CHECK-NEXT: [[X:%.*]] = llvm.xor [[R]], %b : i32
  // CHECK:      [[OPPOSITE:%.*]] = llvm.icmp "slt" [[X]]
  // CHECK:      [[INEXACT:%.*]] = llvm.icmp "ne" [[R]]
  // CHECK:      [[LESS:%.*]] = llvm.add [[Q]]
  // CHECK-NEXT: [[BOTH:%.*]] = llvm.and [[INEXACT]], [[OPPOSITE]] : i1
  // CHECK-NEXT: llvm.select [[BOTH]], [[LESS]], [[Q]] : i1, i32
  %0 = arith.floordivsi %a, %b : i32
  func.return %0 : i32
}

// Nothing of arith, no change.
// CHECK-LABEL: @other
// CHECK-NEXT: math.sqrt %x : f32
func.func @other(%x: f32) -> f32 {
  %0 = math.sqrt %x : f32
  func.return %0 : f32
}

// -----

func.func @tensor(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot lower 'arith.addf' to llvm: type tensor<4xf32> has no llvm counterpart}}
  %0 = arith.addf %x, %x : tensor<4xf32>
  func.return %0 : tensor<4xf32>
}

// -----

func.func @matrix(%x: vector<4x4xf32>) -> vector<4x4xf32> {
  // expected-error @below {{type vector<4x4xf32> has no llvm counterpart: only 1-D vectors of fixed length}}
  %0 = arith.addf %x, %x : vector<4x4xf32>
  func.return %0 : vector<4x4xf32>
}

// -----

func.func @extended(%x: i32) -> i32 {
  // expected-error @below {{cannot lower 'arith.mului_extended' to llvm: the llvm dialect has no counterpart}}
  %low, %high = arith.mului_extended %x, %x : i32
  func.return %high : i32
}

// -----

func.func @library_function(%x: f64) -> f16 {
  // expected-error @below {{f64 to f16 needs a library function}}
  %0 = arith.truncf %x : f64 to f16
  func.return %0 : f16
}

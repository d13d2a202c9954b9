// RUN: prunir-opt %s -p convert-math-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @vectors
func.func @vectors(%x: vector<8xf32>) -> vector<8xf32> {
  // CHECK-NEXT: [[A:%.*]] = llvm.call_intrinsic "llvm.sqrt.v8f32"(%x) : (vector<8xf32>) -> vector<8xf32>
  // CHECK-NEXT: [[B:%.*]] = llvm.call_intrinsic "llvm.fma.v8f32"([[A]], %x, %x)
  // CHECK-NEXT: [[C:%.*]] = llvm.call_intrinsic "llvm.floor.v8f32"([[B]])
  // CHECK-NEXT: func.return [[C]]
  %0 = math.sqrt %x : vector<8xf32>
  %1 = math.fma %0, %x, %x : vector<8xf32>
  %2 = math.floor %1 : vector<8xf32>
  func.return %2 : vector<8xf32>
}

// CHECK-LABEL: @rsqrt
func.func @rsqrt(%x: f32) -> f32 {
  // CHECK-NEXT: [[ROOT:%.*]] = llvm.call_intrinsic "llvm.sqrt.f32"(%x)
  // CHECK-NEXT: [[ONE:%.*]] = llvm.mlir.constant(1.000000e+00 : f32) : f32
  // CHECK-NEXT: llvm.fdiv [[ONE]], [[ROOT]] : f32
  %0 = math.rsqrt %x : f32
  func.return %0 : f32
}

// On scalars the C library serves.
// CHECK-LABEL: @library
// CHECK-NEXT: llvm.call_intrinsic "llvm.exp.f64"(%x) : (f64) -> f64
func.func @library(%x: f64) -> f64 {
  %0 = math.exp %x : f64
  func.return %0 : f64
}

// Nothing of math, no change.
// CHECK-LABEL: @other
// CHECK-NEXT: arith.addf %x, %x : f32
func.func @other(%x: f32) -> f32 {
  %0 = arith.addf %x, %x : f32
  func.return %0 : f32
}

// -----

func.func @exp(%x: vector<8xf32>) -> vector<8xf32> {
  // expected-error @below {{cannot lower 'math.exp' to llvm: on a vector it would become one library call a lane; run expand-math before}}
  %0 = math.exp %x : vector<8xf32>
  func.return %0 : vector<8xf32>
}

// -----

func.func @erf(%x: f32) -> f32 {
  // expected-error @below {{cannot lower 'math.erf' to llvm: LLVM has no intrinsic for it; run expand-math before}}
  %0 = math.erf %x : f32
  func.return %0 : f32
}

// -----

func.func @half(%x: f16) -> f16 {
  // expected-error @below {{an f16 fma needs a library function}}
  %0 = math.fma %x, %x, %x : f16
  func.return %0 : f16
}

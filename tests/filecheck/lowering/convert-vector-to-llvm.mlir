// RUN: prunir-opt %s -p convert-vector-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// Vectors in memory are aligned like one element.
// CHECK-LABEL: @memory
func.func @memory(%m: memref<4x32xf32>, %i: index) {
  // CHECK-DAG:  [[M:%.*]] = builtin.unrealized_conversion_cast %m
  // CHECK-DAG:  [[I:%.*]] = builtin.unrealized_conversion_cast %i
  // CHECK:      [[PLACE:%.*]] = llvm.getelementptr inbounds [[M]][%{{.*}}] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  // CHECK-NEXT: %v = llvm.load [[PLACE]] {alignment = 4 : i64} : !llvm.ptr -> vector<16xf32>
  // CHECK:      llvm.store %v, %{{.*}} {alignment = 4 : i64} : vector<16xf32>, !llvm.ptr
  %v = vector.load %m[%i, %i] : memref<4x32xf32>, vector<16xf32>
  vector.store %v, %m[%i, %i] : memref<4x32xf32>, vector<16xf32>
  func.return
}

// CHECK-LABEL: @fma
// CHECK-NEXT: llvm.intr.fma(%x, %y, %z) : (vector<16xf32>, vector<16xf32>, vector<16xf32>) -> vector<16xf32>
func.func @fma(%x: vector<16xf32>, %y: vector<16xf32>, %z: vector<16xf32>) -> vector<16xf32> {
  %v = vector.fma %x, %y, %z : vector<16xf32>
  func.return %v : vector<16xf32>
}

// CHECK-LABEL: @broadcast
func.func @broadcast(%x: f32) -> vector<4xf32> {
  // CHECK-NEXT: [[UNDEF:%.*]] = llvm.mlir.undef : vector<4xf32>
  // CHECK-NEXT: [[LANE:%.*]] = llvm.mlir.constant(0) : i64
  // CHECK-NEXT: [[FIRST:%.*]] = llvm.insertelement %x, [[UNDEF]][[[LANE]] : i64] : vector<4xf32>
  // CHECK-NEXT: llvm.shufflevector [[FIRST]], [[UNDEF]] [0, 0, 0, 0] : vector<4xf32>
  %v = vector.broadcast %x : f32 to vector<4xf32>
  func.return %v : vector<4xf32>
}

// CHECK-LABEL: @broadcast_constant
func.func @broadcast_constant() -> vector<4xf32> {
  // CHECK: %v = llvm.mlir.constant(dense<2.500000e-01> : vector<4xf32>) : vector<4xf32>
  %x = llvm.mlir.constant(0.25 : f32) : f32
  %v = vector.broadcast %x : f32 to vector<4xf32>
  func.return %v : vector<4xf32>
}

// CHECK-LABEL: @masks
func.func @masks(%m: memref<32xf32>, %i: index, %n: index, %x: vector<4xf32>) {
  // A constant count is a constant mask.
  // CHECK: %three = llvm.mlir.constant(dense<[true, true, true, false]> : vector<4xi1>) : vector<4xi1>
  %c3 = arith.constant 3 : index
  %three = vector.create_mask %c3 : vector<4xi1>
  // CHECK: llvm.call_intrinsic "llvm.masked.store.v4f32.p0"(%x, %{{.*}}, %{{.*}}, %three)
  vector.maskedstore %m[%i], %three, %x : memref<32xf32>, vector<4xi1>, vector<4xf32>
  // CHECK: llvm.call_intrinsic "llvm.smax.i64"
  // CHECK: llvm.call_intrinsic "llvm.smin.i64"
  // CHECK: [[NUMBERS:%.*]] = llvm.mlir.constant(dense<[0, 1, 2, 3]> : vector<4xi32>) : vector<4xi32>
  // CHECK: %some = llvm.icmp "slt" [[NUMBERS]], %{{.*}} : vector<4xi32>
  %some = vector.create_mask %n : vector<4xi1>
  // CHECK: llvm.call_intrinsic "llvm.masked.load.v4f32.p0"(%{{.*}}, %{{.*}}, %some, %x)
  %v = vector.maskedload %m[%i], %some, %x : memref<32xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  func.return
}

// The llvm dialect has no extractelement.
// CHECK-LABEL: @extract
func.func @extract(%x: vector<4xf32>) -> f32 {
  // CHECK-NEXT: [[ONE:%.*]] = llvm.shufflevector %x, %x [2] : vector<4xf32>
  // CHECK-NEXT: llvm.bitcast [[ONE]] : vector<1xf32> to f32
  %v = vector.extract %x[2] : f32 from vector<4xf32>
  func.return %v : f32
}

// CHECK-LABEL: @shuffle_of_unequal
func.func @shuffle_of_unequal(%x: vector<2xf32>, %y: vector<4xf32>) -> vector<4xf32> {
  // CHECK-NEXT: [[WIDE:%.*]] = llvm.shufflevector %x, %x [0, 1, 1, 1] : vector<2xf32>
  // CHECK-NEXT: llvm.shufflevector [[WIDE]], %y [0, 4, 1, 7] : vector<4xf32>
  %v = vector.shuffle %x, %y [0, 2, 1, 5] : vector<2xf32>, vector<4xf32>
  func.return %v : vector<4xf32>
}

// Sums keep their order, unless told otherwise.
// CHECK-LABEL: @sums
func.func @sums(%x: vector<4xf32>) {
  // CHECK-NEXT: [[ZERO:%.*]] = llvm.mlir.constant(-0.000000e+00 : f32) : f32
  // CHECK-NEXT: "llvm.intr.vector.reduce.fadd"([[ZERO]], %x)
  %v = "vector.reduction"(%x) <{kind = #vector.kind<add>, fastmath = #arith.fastmath<none>}> : (vector<4xf32>) -> f32
  // CHECK-NEXT: llvm.shufflevector %x, %x [0, 1] : vector<4xf32>
  // CHECK-NEXT: llvm.shufflevector %x, %x [2, 3] : vector<4xf32>
  // CHECK-NEXT: llvm.fadd %{{.*}}, %{{.*}} : vector<2xf32>
  %w = "vector.reduction"(%x) <{kind = #vector.kind<add>, fastmath = #arith.fastmath<reassoc>}> : (vector<4xf32>) -> f32
  func.return
}

// Nothing of vector, no change.
// CHECK-LABEL: @other
// CHECK-NEXT: arith.addf %x, %x : vector<4xf32>
func.func @other(%x: vector<4xf32>) -> vector<4xf32> {
  %v = arith.addf %x, %x : vector<4xf32>
  func.return %v : vector<4xf32>
}

// -----

func.func @columns(%m: memref<4x32xf32, strided<[1, 4]>>, %i: index) -> vector<4xf32> {
  // expected-error @below {{are 4 apart}}
  %v = vector.load %m[%i, %i] : memref<4x32xf32, strided<[1, 4]>>, vector<4xf32>
  func.return %v : vector<4xf32>
}

// -----

func.func @bits(%m: memref<32xi1>, %i: index) -> vector<8xi1> {
  // expected-error @below {{vector<8xi1> is bit-packed in llvm}}
  %v = vector.load %m[%i] : memref<32xi1>, vector<8xi1>
  func.return %v : vector<8xi1>
}

// -----

func.func @computed_lane(%x: vector<4xf32>, %i: index) -> f32 {
  // expected-error @below {{only a static lane of a 1-D vector can be extracted}}
  %v = vector.extract %x[%i] : f32 from vector<4xf32>
  func.return %v : f32
}

// -----

func.func @odd(%x: vector<6xf32>) -> f32 {
  // expected-error @below {{lanes are not a power of two}}
  %v = "vector.reduction"(%x) <{kind = #vector.kind<maximumf>, fastmath = #arith.fastmath<none>}> : (vector<6xf32>) -> f32
  func.return %v : f32
}

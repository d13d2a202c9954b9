// RUN: prunir-opt %s -p expand-math | filecheck %s

// CHECK-LABEL: @exp
func.func @exp(%x: vector<16xf32>) -> vector<16xf32> {
  // CHECK-NOT: math.exp
  // Both ends are clamped, NaN passes.
  // CHECK: [[LOW:%.*]] = arith.maximumf %x, %{{.*}} : vector<16xf32>
  // CHECK: [[X:%.*]] = arith.minimumf [[LOW]], %{{.*}} : vector<16xf32>
  // x = n ln 2 + r
  // CHECK: [[SUM:%.*]] = math.fma [[X]], %{{.*}}, %{{.*}} : vector<16xf32>
  // CHECK: [[BITS:%.*]] = arith.bitcast [[SUM]] : vector<16xf32> to vector<16xi32>
  // The power of two comes in two factors.
  // CHECK: arith.shli %{{.*}}, %{{.*}} : vector<16xi32>
  // CHECK: [[HALF:%.*]] = arith.mulf %{{.*}}, %{{.*}} : vector<16xf32>
  // CHECK: arith.shli %{{.*}}, %{{.*}} : vector<16xi32>
  // CHECK: [[Y:%.*]] = arith.mulf [[HALF]], %{{.*}} : vector<16xf32>
  // CHECK: func.return [[Y]]
  %y = math.exp %x : vector<16xf32>
  func.return %y : vector<16xf32>
}

// The same on scalars.
// CHECK-LABEL: @tanh
func.func @tanh(%x: f32) -> f32 {
  // CHECK-NOT: math.tanh
  // CHECK: arith.bitcast %x : f32 to i32
  // CHECK: arith.shli
  // CHECK: [[E:%.*]] = math.fma %{{.*}}, %{{.*}}, %{{.*}} : f32
  // CHECK: [[BELOW:%.*]] = arith.addf [[E]], %{{.*}} : f32
  // CHECK: arith.divf [[E]], [[BELOW]] : f32
  // CHECK: func.return
  %y = math.tanh %x : f32
  func.return %y : f32
}

// CHECK-LABEL: @others
func.func @others(%x: vector<4xf32>) -> vector<4xf32> {
  // CHECK-NOT: math.erf
  // CHECK-NOT: math.log
  // CHECK: func.return
  %a = math.erf %x : vector<4xf32>
  %b = math.log %a : vector<4xf32>
  %c = math.log1p %b : vector<4xf32>
  func.return %c : vector<4xf32>
}

// Other types and functions stay.
// CHECK-LABEL: @no_match
func.func @no_match(%x: f64, %y: vector<4xf32>) -> f64 {
  // CHECK-NEXT: math.exp %x : f64
  // CHECK-NEXT: math.sqrt %y : vector<4xf32>
  %a = math.exp %x : f64
  %b = math.sqrt %y : vector<4xf32>
  func.return %a : f64
}

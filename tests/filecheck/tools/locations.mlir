// RUN: prunir-opt %s --print-debuginfo | filecheck %s

// CHECK: arith.constant 1 : i32 loc("{{.*}}locations.mlir":5:3)
func.func @here() {
  %a = arith.constant 1 : i32
  // CHECK: arith.constant 2 : i32 loc("conv1")
  %b = arith.constant 2 : i32 loc("conv1")
  func.return
}

// RUN: prunir-opt %s -p canonicalize --pass-statistics 2>&1 | filecheck %s
// RUN: prunir-opt %s -p cleanup --time-passes 2>&1 | filecheck %s --check-prefix=TIME

// CHECK: // pass statistics
// CHECK-NEXT: // canonicalize: 5 -> 4 operations
// CHECK-NEXT: //   arith.addi: -1

// TIME: // pass times
// TIME-NEXT: // canonicalize {{.*}} ms
// TIME-NEXT: // cse {{.*}} ms
// TIME-NEXT: // dce {{.*}} ms
// TIME-NEXT: // total {{.*}} 100.0 %
func.func @fold() -> i32 {
  %one = arith.constant 1 : i32
  %two = arith.addi %one, %one : i32
  func.return %two : i32
}

// RUN: prunir-opt %s -p canonicalize,cse --print-ir-after-all 2>&1 | filecheck %s --check-prefix=ALL
// RUN: prunir-opt %s -p canonicalize,cse --print-ir-before-all 2>&1 | filecheck %s --check-prefix=BEFORE
// RUN: prunir-opt %s -p cse,canonicalize,dce --print-ir-after-change 2>&1 | filecheck %s --check-prefix=CHANGE
// RUN: prunir-opt %s -p cse,canonicalize,dce --print-between-passes | filecheck %s --check-prefix=BETWEEN

// ALL: // -----// IR after canonicalize //----- //
// ALL-NEXT: builtin.module
// ALL-NOT: arith.addi
// ALL: // -----// IR after cse //----- //

// BEFORE: // -----// IR before canonicalize //----- //
// BEFORE: arith.addi
// BEFORE: // -----// IR before cse //----- //
// BEFORE-NOT: arith.addi

// CHANGE-NOT: IR after cse
// CHANGE: IR after canonicalize
// CHANGE-NOT: IR after dce

// BETWEEN: IR after cse
func.func @fold() -> i32 {
  %one = arith.constant 1 : i32
  %two = arith.addi %one, %one : i32
  func.return %two : i32
}

// RUN: prunir-opt %s -p convert-cf-to-llvm --split-input-file --verify-diagnostics | filecheck %s

// Block arguments change their types with the branches that feed them.
// CHECK-LABEL: @loop
func.func @loop(%n: index, %x: f32) -> f32 {
  %0 = arith.constant 0 : index
  // CHECK: llvm.br ^[[HEAD:.*]](%{{.*}}, %x : i64, f32)
  cf.br ^head(%0, %x : index, f32)
// CHECK: ^[[HEAD]](%i: i64, %v: f32):
^head(%i: index, %v: f32):
  // CHECK-NEXT: [[I:%.*]] = builtin.unrealized_conversion_cast %i : i64 to index
  // CHECK-NEXT: %more = arith.cmpi slt, [[I]], %n : index
  %more = arith.cmpi slt, %i, %n : index
  // CHECK-NEXT: llvm.cond_br %more, ^[[BODY:.*]], ^[[EXIT:.*]](%v : f32)
  cf.cond_br %more, ^body, ^exit(%v : f32)
// CHECK: ^[[BODY]]:
^body:
  %w = arith.addf %v, %v : f32
  // CHECK: llvm.br ^[[HEAD]](%i, %w : i64, f32)
  cf.br ^head(%i, %w : index, f32)
// CHECK: ^[[EXIT]](%r: f32):
^exit(%r: f32):
  func.return %r : f32
}

// No branches, no change.
// CHECK-LABEL: @straight
// CHECK-NEXT: func.return %n : index
func.func @straight(%n: index) -> index {
  func.return %n : index
}

// -----

func.func @same_target(%c: i1, %x: f32, %y: f32) -> f32 {
  // expected-error @below {{both branches go to one block with arguments}}
  cf.cond_br %c, ^exit(%x : f32), ^exit(%y : f32)
^exit(%r: f32):
  func.return %r : f32
}

// -----

func.func @assertion(%c: i1) {
  // expected-error @below {{cannot lower 'cf.assert' to llvm: the llvm dialect has no counterpart}}
  cf.assert %c, "never"
  func.return
}

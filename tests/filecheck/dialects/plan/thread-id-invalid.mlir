// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @no_index() {
  // expected-error @below {{i32 should be of base attribute index}}
  %thread = plan.thread_id : i32
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1(%y: memref<8xf32>) {
  // expected-error @below {{C1: memref<8xf32> has no planes}}
  plan.clear into(%y : memref<8xf32>)
  func.return
}

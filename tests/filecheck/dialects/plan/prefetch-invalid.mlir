// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1(%x: memref<4x4xf32>, %i: index) {
  // expected-error @below {{C1: memref<4x4xf32> is no row}}
  plan.prefetch %x[%i] : memref<4x4xf32>
  func.return
}

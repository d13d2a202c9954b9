// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_element(%times: memref<2x8xf32>) {
  // expected-error @below {{C1: slot 0 is in no row of memref<2x8xf32>}}
  plan.timestamp into(%times : memref<2x8xf32>) {slot = 0 : i64}
  func.return
}

// -----

func.func @c1_slot(%times: memref<2x8xi64>) {
  // expected-error @below {{C1: slot 8 is in no row of memref<2x8xi64>}}
  plan.timestamp into(%times : memref<2x8xi64>) {slot = 8 : i64}
  func.return
}

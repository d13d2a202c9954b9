// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_element(%x: memref<4xf32>) {
  // expected-error @below {{C1: memref<4xi32> is no view of a buffer of type memref<4xf32>}}
  %y = plan.alias %x : memref<4xf32> to memref<4xi32>
  func.return
}

// -----

func.func @c1_size(%x: memref<1x1x2x2xf32, #plan.planar<[16, 16, 3, 1], lead = 4>>) {
  // expected-error @below {{C1: memref<17xf32> is no view of a buffer of type memref<1x1x2x2xf32, #plan.planar<[16, 16, 3, 1], lead = 4>>}}
  %y = plan.alias %x : memref<1x1x2x2xf32, #plan.planar<[16, 16, 3, 1], lead = 4>> to memref<17xf32>
  func.return
}

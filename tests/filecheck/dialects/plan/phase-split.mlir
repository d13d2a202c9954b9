// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @phase_split
// CHECK: plan.phase_split %x into(%y : memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
func.func @phase_split(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>) {
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32, #plan.planar<[384, 128, 32, 5, 1], lead = 0>>)
    {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// One dimension, and only the first of three phases.
// CHECK-LABEL: func.func @one_phase
// CHECK: plan.phase_split {{.*}} {strides = array<i64: 3>, pads = array<i64: 0>, phases = array<i64: 1>} : memref<1x3x7xf32>
func.func @one_phase(%x: memref<1x3x7xf32>, %y: memref<1x3x1x3xf32>) {
  plan.phase_split %x into(%y : memref<1x3x1x3xf32>) {strides = array<i64: 3>, pads = array<i64: 0>, phases = array<i64: 1>} : memref<1x3x7xf32>
  func.return
}

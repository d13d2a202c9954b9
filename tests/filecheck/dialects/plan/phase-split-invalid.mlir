// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_rank(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x25xf32>) {
  // expected-error @below {{C1: the phases of (1, 3, 8, 8) must have the shape (1, 3)×4×positions, got (1, 3, 4, 25)}}
  plan.phase_split %x into(%y : memref<1x3x4x25xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c1_channels(%x: memref<1x3x8x8xf32>, %y: memref<1x4x4x5x5xf32>) {
  // expected-error @below {{C1: the phases of (1, 3, 8, 8) must have the shape (1, 3)×4×positions, got (1, 4, 4, 5, 5)}}
  plan.phase_split %x into(%y : memref<1x4x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c1_phases(%x: memref<1x3x8x8xf32>, %y: memref<1x3x2x5x5xf32>) {
  // expected-error @below {{C1: the phases of (1, 3, 8, 8) must have the shape (1, 3)×4×positions, got (1, 3, 2, 5, 5)}}
  plan.phase_split %x into(%y : memref<1x3x2x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c1_element(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf16>) {
  // expected-error @below {{C1: the phases of (1, 3, 8, 8) must have the shape (1, 3)×4×positions, got (1, 3, 4, 5, 5)}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf16>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_strides(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 2 numbers, with 1 ≤ phases ≤ strides and pads ≥ 0}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_pads(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 2 numbers, with 1 ≤ phases ≤ strides and pads ≥ 0}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_phases(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 2 numbers, with 1 ≤ phases ≤ strides and pads ≥ 0}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_negative_pads(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 2 numbers, with 1 ≤ phases ≤ strides and pads ≥ 0}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, -1>, phases = array<i64: 2, 2>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_no_phase(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 2 numbers, with 1 ≤ phases ≤ strides and pads ≥ 0}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 0>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_phases_beyond_stride(%x: memref<1x3x8x8xf32>, %y: memref<1x3x4x5x5xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 2 numbers, with 1 ≤ phases ≤ strides and pads ≥ 0}}
  plan.phase_split %x into(%y : memref<1x3x4x5x5xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, phases = array<i64: 2, 3>} : memref<1x3x8x8xf32>
  func.return
}

// -----

func.func @c2_no_positions(%x: memref<1x3xf32>, %y: memref<1x3x1xf32>) {
  // expected-error @below {{C2: strides, pads and phases must hold 0 numbers}}
  plan.phase_split %x into(%y : memref<1x3x1xf32>) {strides = array<i64>, pads = array<i64>, phases = array<i64>} : memref<1x3xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_layout(%x: memref<1x2x8x8xf32>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C1: input must be planar N×C×H×W, destination and residual planar N×F×H'×W' of equal pitch, C a divisor of F}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32>
  func.return
}

// -----

func.func @c1_rank(%x: memref<1x2x8xf32, #plan.planar<[224, 112, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C1: input must be planar N×C×H×W, destination and residual planar N×F×H'×W' of equal pitch, C a divisor of F}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8xf32, #plan.planar<[224, 112, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c1_batch(%x: memref<2x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C1: input must be planar N×C×H×W, destination and residual planar N×F×H'×W' of equal pitch, C a divisor of F}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<2x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c1_channels(%x: memref<1x3x8x8xf32, #plan.planar<[336, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C1: input must be planar N×C×H×W, destination and residual planar N×F×H'×W' of equal pitch, C a divisor of F}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x3x8x8xf32, #plan.planar<[336, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c1_residual_pitch(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %r: memref<1x4x4x4xf32, #plan.planar<[80, 20, 5, 1], lead = 0>>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C1: input must be planar N×C×H×W, destination and residual planar N×F×H'×W' of equal pitch, C a divisor of F}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) residual(%r : memref<1x4x4x4xf32, #plan.planar<[80, 20, 5, 1], lead = 0>>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c2_weights(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<2x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C2: weights must be 4×k₀×k₁ f32 and bias 4 f32}}
  plan.depthwise_conv %x weights(%w : memref<2x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c2_bias(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<2xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C2: weights must be 4×k₀×k₁ f32 and bias 4 f32}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<2xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c3_count(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C3: strides, pads and dilations must hold two numbers, the columns' stride 1 or 2}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c3_stride(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C3: strides, pads and dilations must hold two numbers, the columns' stride 1 or 2}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 3>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c4_width(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C4: a strip of 8 columns is wider than a row of 4}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 2, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c5_no_halo(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C5: the window reads beyond rows of 8, which needs a halo of zeros and gaps of 1}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12>>
  func.return
}

// -----

func.func @c5_gap(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 8, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C5: the window reads beyond rows of 8, which needs a halo of zeros and gaps of 1}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 8, 1], lead = 12, zero_halo>>
  func.return
}

// -----

func.func @c5_lead(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 9, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C5: elements -10 to 81 of a plane are read, it holds -9 to 103}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 9, zero_halo>>
  func.return
}

// -----

func.func @c5_plane(%x: memref<1x2x8x8xf32, #plan.planar<[184, 92, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  // expected-error @below {{C5: elements -10 to 81 of a plane are read, it holds -12 to 80}}
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[184, 92, 9, 1], lead = 12, zero_halo>>
  func.return
}

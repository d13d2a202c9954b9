// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_rank(%x: memref<1x2x1xf32>, %w: memref<2x2x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination and residual N×F, all dense f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2x1xf32>
  func.return
}

// -----

func.func @c1_rows(%x: memref<2x2xf32>, %w: memref<2x2x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination and residual N×F, all dense f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<2x2xf32>
  func.return
}

// -----

func.func @c1_element(%x: memref<1x2xf64>, %w: memref<2x2x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination and residual N×F, all dense f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf64>
  func.return
}

// -----

func.func @c1_layout(%x: memref<2x2xf32>, %w: memref<2x2x4xf32>, %b: memref<2x4xf32>, %y: memref<2x6xf32, strided<[8, 1]>>) {
  // expected-error @below {{C1: input must be N×C, destination and residual N×F, all dense f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<2x6xf32, strided<[8, 1]>>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<2x2xf32>
  func.return
}

// -----

func.func @c1_residual(%x: memref<1x2xf32>, %w: memref<2x2x4xf32>, %b: memref<2x4xf32>, %r: memref<1x5xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination and residual N×F, all dense f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xf32>) residual(%r : memref<1x5xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf32>
  func.return
}

// -----

func.func @c2_blocks(%x: memref<1x2xf32>, %w: memref<1x2x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be 2×2×4 f32, bias 2×4 f32}}
  plan.linear %x weights(%w : memref<1x2x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf32>
  func.return
}

// -----

func.func @c2_channels(%x: memref<1x2xf32>, %w: memref<2x3x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be 2×2×4 f32, bias 2×4 f32}}
  plan.linear %x weights(%w : memref<2x3x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf32>
  func.return
}

// -----

func.func @c2_weights_element(%x: memref<1x2xf32>, %w: memref<2x2x4xf16>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be 2×2×4 f32, bias 2×4 f32}}
  plan.linear %x weights(%w : memref<2x2x4xf16>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf32>
  func.return
}

// -----

func.func @c2_bias(%x: memref<1x2xf32>, %w: memref<2x2x4xf32>, %b: memref<6xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be 2×2×4 f32, bias 2×4 f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<6xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf32>
  func.return
}

// -----

func.func @c2_bias_element(%x: memref<1x2xf32>, %w: memref<2x2x4xf32>, %b: memref<2x4xi32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be 2×2×4 f32, bias 2×4 f32}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xi32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x2xf32>
  func.return
}

// -----

func.func @c3(%x: memref<2x2xf32>, %w: memref<2x2x4xf32>, %b: memref<2x4xf32>, %y: memref<2x6xf32>) {
  // expected-error @below {{C3: 3 rows together, but there are 2}}
  plan.linear %x weights(%w : memref<2x2x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<2x6xf32>)
    {schedule = #plan.schedule<linear, filters = 3, tile = 1, lanes = 4, order = tile>} : memref<2x2xf32>
  func.return
}

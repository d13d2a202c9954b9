// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_rank(%x: memref<1x64x1xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination N×F, both dense f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64x1xf32>
  func.return
}

// -----

func.func @c1_rows(%x: memref<2x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination N×F, both dense f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<2x64xf32>
  func.return
}

// -----

func.func @c1_element(%x: memref<1x64xf64>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C1: input must be N×C, destination N×F, both dense f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf64>
  func.return
}

// -----

func.func @c1_layout(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32, strided<[8, 1]>>) {
  // expected-error @below {{C1: input must be N×C, destination N×F, both dense f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32, strided<[8, 1]>>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c2_group(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x8xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be K×4 f32, bias 2×4 f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x8xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c2_element(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf16>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be K×4 f32, bias 2×4 f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf16>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c2_bias(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<6xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be K×4 f32, bias 2×4 f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<6xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c2_bias_element(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xi32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C2: weights must be K×4 f32, bias 2×4 f32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xi32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c3_offset(%x: memref<1x64xf32>, %o: memref<2xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C3: offset must hold 3 and index 24 numbers i32}}
  plan.block_linear %x offset(%o : memref<2xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c3_offset_element(%x: memref<1x64xf32>, %o: memref<3xi64>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C3: offset must hold 3 and index 24 numbers i32}}
  plan.block_linear %x offset(%o : memref<3xi64>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c3_index(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<23xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C3: offset must hold 3 and index 24 numbers i32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<23xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c3_index_element(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi16>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C3: offset must hold 3 and index 24 numbers i32}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi16>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// -----

func.func @c4(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x4xf32>, %b: memref<2x4xf32>, %y: memref<1x6xf32>) {
  // expected-error @below {{C4: 2 rows together, but there are 1}}
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x4xf32>) bias(%b : memref<2x4xf32>) into(%y : memref<1x6xf32>)
    {schedule = #plan.schedule<blocks, filters = 2, tile = 1, lanes = 4, order = tile>} : memref<1x64xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_layout(%x: memref<1x2x4x4xf32>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C1: input, residual and destination must be planar f32 buffers with equal batch size, the last two of equal shape}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32>
  func.return
}

// -----

func.func @c1_rank(%x: memref<1x2x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C1: input, residual and destination must be planar f32 buffers with equal batch size, the last two of equal shape}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8>>
  func.return
}

// -----

func.func @c1_element(%x: memref<1x2x4x4xf16, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C1: input, residual and destination must be planar f32 buffers with equal batch size, the last two of equal shape}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf16, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c1_batch(%x: memref<3x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C1: input, residual and destination must be planar f32 buffers with equal batch size, the last two of equal shape}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<3x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c1_residual(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %r: memref<1x7x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>, %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C1: input, residual and destination must be planar f32 buffers with equal batch size, the last two of equal shape}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    residual(%r : memref<1x7x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c2_input(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 6, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C2: input, residual and destination must agree in the strides inside a plane, [5, 1]}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 6, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c2_residual(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %r: memref<1x8x4x4xf32, #plan.planar<[160, 20, 4, 1], lead = 0>>, %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C2: input, residual and destination must agree in the strides inside a plane, [5, 1]}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    residual(%r : memref<1x8x4x4xf32, #plan.planar<[160, 20, 4, 1], lead = 0>>) into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c3_tile(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C3: a plane of 20 positions does not fit its buffers or is shorter than a tile}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 6, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c3_plane(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[128, 16, 5, 1], lead = 0>>) {
  // expected-error @below {{C3: a plane of 20 positions does not fit its buffers or is shorter than a tile}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[128, 16, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c3_lead(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 4>>) {
  // expected-error @below {{C3: a plane of 20 positions does not fit its buffers or is shorter than a tile}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 4>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c3_residual(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %r: memref<1x8x4x4xf32, #plan.planar<[128, 16, 5, 1], lead = 0>>, %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C3: a plane of 20 positions does not fit its buffers or is shorter than a tile}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    residual(%r : memref<1x8x4x4xf32, #plan.planar<[128, 16, 5, 1], lead = 0>>) into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c4_filters(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<7xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C4: bias must hold an f32 for each filter}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<7xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c4_element(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf64>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C4: bias must hold an f32 for each filter}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf64>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c5_missing(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {
  // expected-error @below {{C5: a destination with a zero halo, and only that, needs a mask of 20 i32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c5_needless(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %m: memref<20xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C5: a destination with a zero halo, and only that, needs a mask of 20 i32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c5_positions(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %m: memref<16xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {
  // expected-error @below {{C5: a destination with a zero halo, and only that, needs a mask of 20 i32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    mask(%m : memref<16xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c5_element(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %m: memref<20xf32>, %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {
  // expected-error @below {{C5: a destination with a zero halo, and only that, needs a mask of 20 i32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    mask(%m : memref<20xf32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c6_lead(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %m: memref<20xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 6, zero_halo>>) {
  // expected-error @below {{C6: lead and plane of a destination with a zero halo must be multiples of 4}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 6, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c6_plane(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %m: memref<20xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[272, 34, 5, 1], lead = 8, zero_halo>>) {
  // expected-error @below {{C6: lead and plane of a destination with a zero halo must be multiples of 4}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[272, 34, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_groups(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x4xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x4xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_filters(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x3xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x3xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_filters_groups(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<3x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<3x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_taps(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<2x9xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<2x9xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_taps_element(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi64>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi64>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_weights(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<18x4xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<18x4xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_weights_element(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf16>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf16>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// -----

func.func @c7_blocks(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<4x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  // expected-error @below {{C7: groups must be B·G×3 i32, filters G×4 i32, taps a row of i32 and weights a row of f32}}
  plan.tap_conv %x groups(%groups : memref<4x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// RUN: prunir-opt %s -p convert-plan-tap-conv-to-loops --split-input-file | filecheck %s

// 5 vectors of positions are 3 tiles of 2, and 12 filters 3 groups of 4: tiles outside. The last tile overlaps the one before, it begins at 20 - 8.
// CHECK-LABEL: func.func @tiles_outside
// CHECK-DAG: %[[groups:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[width:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[last:.*]] = arith.constant 12 : index
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[four:.*]] = arith.constant 4 : index
// CHECK-DAG: memref.alloca() {alignment = 64 : i64} : memref<4x2xvector<4xf32>>
// CHECK: scf.for %[[work:.*]] = %
// CHECK-NEXT: %[[tile:.*]] = arith.divui %[[work]], %[[groups]]
// CHECK-NEXT: %[[group:.*]] = arith.remui %[[work]], %[[groups]]
// CHECK-NEXT: %[[begin:.*]] = arith.muli %[[tile]], %[[width]]
// CHECK-NEXT: %[[position:.*]] = arith.minsi %[[begin]], %[[last]]

// The group's sums begin with the bias; its taps come from its row of the table; the interior begins 8 elements behind the buffer's begin.
// CHECK: %[[filter_number:.*]] = memref.load %f[%[[group]],
// CHECK: %[[filter:.*]] = arith.index_cast %[[filter_number]]
// CHECK: %[[scalar:.*]] = memref.load %b[%[[filter]]]
// CHECK-NEXT: %[[bias:.*]] = vector.broadcast %[[scalar]] : f32 to vector<4xf32>
// CHECK-NEXT: memref.store %[[bias]]
// CHECK-NEXT: memref.store %[[bias]]
// CHECK: memref.load %g[%[[group]], %[[zero]]]
// CHECK: %[[origin:.*]] = arith.addi %[[position]], %[[width]]
// CHECK: scf.for %[[k:.*]] = %[[zero]] to
// CHECK: %[[tap:.*]] = arith.index_cast
// CHECK: %[[at:.*]] = arith.addi %[[origin]], %[[tap]]
// CHECK: %[[x0:.*]] = vector.load %{{.*}}[%[[at]]] : memref<80xf32>, vector<4xf32>
// CHECK: %[[x1:.*]] = vector.load %

// Each weight meets both vectors.
// CHECK: scf.for %[[a:.*]] = %[[zero]] to %[[four]]
// CHECK: %[[weight:.*]] = vector.broadcast
// CHECK: vector.fma %[[weight]], %[[x0]]
// CHECK: vector.fma %[[weight]], %[[x1]]

// Filters are written where they belong, without anything about a halo.
// CHECK: memref.load %f[%[[group]],
// CHECK-NOT: arith.andi
// CHECK: vector.store
// CHECK-NOT: vector.store
func.func @tiles_outside(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %g: memref<3x3xi32>, %f: memref<3x4xi32>,
    %t: memref<18xi32>, %w: memref<72xf32>, %b: memref<12xf32>, %y: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<3x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<18xi32>) weights(%w : memref<72xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// Groups outside: 2 groups, 3 tiles. Sums take residual and activation, the mask clears the halo between rows, and the first tile
// clears what lies before and behind the positions of each plane.
// CHECK-LABEL: func.func @epilogue
// CHECK-DAG: %[[tiles:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[lead:.*]] = arith.constant -8 : index
// CHECK-DAG: %[[zeros:.*]] = arith.constant dense<0.000000e+00> : vector<4xf32>
// CHECK: scf.for %[[work:.*]] = %
// CHECK-NEXT: %[[tile:.*]] = arith.remui %[[work]], %[[tiles]]
// CHECK-NEXT: %[[group:.*]] = arith.divui %[[work]], %[[tiles]]
// CHECK: vector.fma
// CHECK: %[[residual:.*]] = vector.load {{.*}} : memref<160xf32>, vector<4xf32>
// CHECK: %[[sum:.*]] = arith.addf %{{.*}}, %[[residual]]
// CHECK: %[[active:.*]] = arith.maximumf %[[sum]], %[[zeros]]
// CHECK: %[[mask:.*]] = vector.load %m
// CHECK: %[[bits:.*]] = arith.bitcast %[[active]] : vector<4xf32> to vector<4xi32>
// CHECK: %[[kept:.*]] = arith.andi %[[bits]], %[[mask]]
// CHECK: %[[y:.*]] = arith.bitcast %[[kept]]
// CHECK: vector.store %[[y]], %{{.*}} : memref<256xf32>
// CHECK: %[[first:.*]] = arith.cmpi eq, %[[tile]], %[[zero]]
// CHECK: scf.if %[[first]]
// CHECK: scf.for %{{.*}} = %[[lead]] to %[[zero]]
// CHECK: vector.store %[[zeros]]
// CHECK: vector.store %[[zeros]]
func.func @epilogue(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %g: memref<2x3xi32>, %f: memref<2x4xi32>,
    %t: memref<18xi32>, %w: memref<72xf32>, %b: memref<8xf32>, %r: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>,
    %m: memref<20xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {
  plan.tap_conv %x groups(%g : memref<2x3xi32>) filters(%f : memref<2x4xi32>) taps(%t : memref<18xi32>) weights(%w : memref<72xf32>)
    bias(%b : memref<8xf32>) residual(%r : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) mask(%m : memref<20xi32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = group>, activation = #nn.activation<relu>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// Tiles down the slices: 2 slices of 19 positions, each 3 tiles of 8, of which the last begins at 11 and overlaps the one before. Each slice
// has its own taps: rows s·3 … s·3 + 3 of the groups.
// CHECK-LABEL: func.func @depth
// CHECK-DAG: %[[slices:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[groups:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[pitch:.*]] = arith.constant 20 : index
// CHECK-DAG: %[[last:.*]] = arith.constant 11 : index
// CHECK-DAG: %[[width:.*]] = arith.constant 8 : index
// CHECK: %[[step:.*]] = arith.divui %[[work:.*]], %[[groups]]
// CHECK-NEXT: %[[group:.*]] = arith.remui %[[work]], %[[groups]]
// CHECK-NEXT: %[[slice:.*]] = arith.remui %[[step]], %[[slices]]
// CHECK-NEXT: %[[column:.*]] = arith.divui %[[step]], %[[slices]]
// CHECK-NEXT: %[[begin:.*]] = arith.muli %[[slice]], %[[pitch]]
// CHECK-NEXT: %[[across:.*]] = arith.muli %[[column]], %[[width]]
// CHECK-NEXT: %[[in_slice:.*]] = arith.minsi %[[across]], %[[last]]
// CHECK-NEXT: arith.addi %[[begin]], %[[in_slice]]
// CHECK: %[[rows:.*]] = arith.muli %{{.*}}, %[[groups]]
// CHECK-NEXT: %[[row:.*]] = arith.addi %[[rows]], %[[group]]
// CHECK: memref.load %g[%[[row]], %{{.*}}]
func.func @depth(%x: memref<1x2x2x4x4xf32, #plan.planar<[160, 80, 20, 5, 1], lead = 8, zero_halo>>, %g: memref<6x3xi32>, %f: memref<3x4xi32>,
    %t: memref<18xi32>, %w: memref<72xf32>, %b: memref<12xf32>, %y: memref<1x12x2x4x4xf32, #plan.planar<[480, 40, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<6x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<18xi32>) weights(%w : memref<72xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x2x4x4xf32, #plan.planar<[480, 40, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = depth>}
    : memref<1x2x2x4x4xf32, #plan.planar<[160, 80, 20, 5, 1], lead = 8, zero_halo>>
  func.return
}

// The gap behind a slice, where zeros are promised, is no part of a tile: the first tile of the slice clears it, 20 - 19 elements.
// CHECK-LABEL: func.func @gap
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK: vector.fma
// CHECK: %[[first:.*]] = arith.cmpi eq, %{{.*}}, %[[zero]]
// CHECK: scf.if %[[first]]
// CHECK: %[[mask:.*]] = vector.create_mask %[[one]] : vector<4xi1>
// CHECK: vector.maskedstore %{{.*}}, %[[mask]]
func.func @gap(%x: memref<1x2x2x4x4xf32, #plan.planar<[160, 80, 20, 5, 1], lead = 8, zero_halo>>, %g: memref<6x3xi32>, %f: memref<3x4xi32>,
    %t: memref<18xi32>, %w: memref<72xf32>, %b: memref<12xf32>, %m: memref<40xi32>,
    %y: memref<1x12x2x4x4xf32, #plan.planar<[672, 56, 20, 5, 1], lead = 8, zero_halo>>) {
  plan.tap_conv %x groups(%g : memref<6x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<18xi32>) weights(%w : memref<72xf32>)
    bias(%b : memref<12xf32>) mask(%m : memref<40xi32>) into(%y : memref<1x12x2x4x4xf32, #plan.planar<[672, 56, 20, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x2x4x4xf32, #plan.planar<[160, 80, 20, 5, 1], lead = 8, zero_halo>>
  func.return
}

// Two blocks of channels, 3 groups of one filter, 3 tiles. A thread takes the groups of a tile that are its own: their sums begin with
// the bias, it adds block after block to them, and then finishes them.
// CHECK-LABEL: func.func @channels
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[three:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[sums:.*]] = memref.alloca() {alignment = 64 : i64} : memref<3x2xvector<4xf32>>
// CHECK-DAG: %[[registers:.*]] = memref.alloca() {alignment = 64 : i64} : memref<1x2xvector<4xf32>>
// CHECK: %[[first_tile:.*]] = arith.divui %{{.*}}, %[[three]]
// CHECK: scf.for %[[tile:.*]] = %{{.*}} to
// CHECK: %[[first:.*]] = arith.maxsi
// CHECK: %[[last:.*]] = arith.minsi
// CHECK: scf.for %{{.*}} = %[[first]] to %[[last]]
// CHECK: memref.load %b
// CHECK: memref.store %{{.*}}, %[[sums]]
// CHECK: scf.for %[[block:.*]] = %[[zero]] to %[[two]]
// CHECK: scf.for %[[group:.*]] = %[[first]] to %[[last]]
// CHECK: %[[begin:.*]] = arith.muli %[[block]], %[[three]]
// CHECK-NEXT: %[[row:.*]] = arith.addi %[[begin]], %[[group]]
// CHECK: memref.load %[[sums]][%[[group]], %[[zero]]]
// CHECK: memref.load %g[%[[row]], %[[zero]]]
// CHECK: vector.fma
// CHECK: memref.store %{{.*}}, %[[sums]][%[[group]], %[[zero]]]
// CHECK: scf.for %{{.*}} = %[[first]] to %[[last]]
// CHECK-NOT: memref.load %b
// CHECK: vector.store
func.func @channels(%x: memref<1x4x4x4xf32, #plan.planar<[160, 40, 5, 1], lead = 8>>, %g: memref<6x3xi32>, %f: memref<3x1xi32>,
    %t: memref<6xi32>, %w: memref<6xf32>, %b: memref<3xf32>, %y: memref<1x3x4x4xf32, #plan.planar<[60, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<6x3xi32>) filters(%f : memref<3x1xi32>) taps(%t : memref<6xi32>) weights(%w : memref<6xf32>)
    bias(%b : memref<3xf32>) into(%y : memref<1x3x4x4xf32, #plan.planar<[60, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 1, tile = 2, lanes = 4, order = tile, channels = 2>}
    : memref<1x4x4x4xf32, #plan.planar<[160, 40, 5, 1], lead = 8>>
  func.return
}

// CHECK-LABEL: func.func @other
// CHECK-NEXT: plan.clear
// CHECK-NEXT: func.return
func.func @other(%y: memref<1x1x2x2xf32>) {
  plan.clear into(%y : memref<1x1x2x2xf32>)
  func.return
}

// -----

// 2 planes of 40 elements are far larger than the second cache, so each of 3 groups asks for one plane of the next tile, 12 elements ahead of what lies at
// the tile's begin, line by line while it goes through its taps. The destination is asked for before, a tile of each filter.
// CHECK-LABEL: func.func @far
// CHECK-DAG: %[[ahead:.*]] = arith.constant 20 : index
// CHECK-DAG: %[[plane:.*]] = arith.constant 40 : index
// CHECK: plan.prefetch %{{.*}}[%{{.*}}] {for_write} : memref<240xf32>
// CHECK: %[[next:.*]] = arith.minsi
// CHECK-NEXT: arith.muli %[[next]], %{{.*}}
// CHECK-NEXT: %[[tile:.*]] = arith.minsi
// CHECK-NEXT: %[[at:.*]] = arith.addi %[[tile]], %[[ahead]]
// CHECK: scf.for %[[k:.*]] = %
// CHECK: %[[begin:.*]] = arith.muli %[[c:.*]], %[[plane]]
// CHECK-NEXT: %[[line:.*]] = arith.addi %[[at]], %[[begin]]
// CHECK-NEXT: plan.prefetch %{{.*}}[%[[line]]] : memref<80xf32>
// CHECK: vector.fma
// CHECK-NOT: plan.prefetch
module attributes {plan.target = #plan.target<lanes = 4, registers = 16, l1 = 32, l2 = 39>} {
func.func @far(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %g: memref<3x3xi32>, %f: memref<3x4xi32>,
    %t: memref<18xi32>, %w: memref<72xf32>, %b: memref<12xf32>, %y: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<3x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<18xi32>) weights(%w : memref<72xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}
}

// -----

// An input of three times the second cache is asked for where few products wait for it: 100 for each of its planes' elements.
// CHECK-LABEL: func.func @thin
// CHECK: plan.prefetch %{{.*}} : memref<80xf32>
// CHECK: vector.fma
module attributes {plan.target = #plan.target<lanes = 4, registers = 16, l1 = 32, l2 = 100>} {
func.func @thin(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %g: memref<3x3xi32>, %f: memref<3x4xi32>,
    %t: memref<50xi32>, %w: memref<200xf32>, %b: memref<12xf32>, %y: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<3x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<50xi32>) weights(%w : memref<200xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}
}

// -----

// Not so with 200 products.
// CHECK-LABEL: func.func @thick
// CHECK-NOT: plan.prefetch %{{.*}} : memref<80xf32>
// CHECK: vector.fma
module attributes {plan.target = #plan.target<lanes = 4, registers = 16, l1 = 32, l2 = 100>} {
func.func @thick(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %g: memref<3x3xi32>, %f: memref<3x4xi32>,
    %t: memref<100xi32>, %w: memref<400xf32>, %b: memref<12xf32>, %y: memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<3x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<100xi32>) weights(%w : memref<400xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x4x4xf32, #plan.planar<[240, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}
}

// -----

// Down the slices: 2 of the input, in 2 planes, are 4 pieces of the next column for 2 tiles × 3 groups. Piece u is slice u / 2 of plane u % 2.
// CHECK-LABEL: func.func @next_column
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[plane:.*]] = arith.constant 80 : index
// CHECK-DAG: %[[pitch:.*]] = arith.constant 20 : index
// CHECK: arith.maxsi
// CHECK-NEXT: %[[piece:.*]] = arith.addi
// CHECK-NEXT: %[[of_plane:.*]] = arith.remui %[[piece]], %[[two]]
// CHECK-NEXT: %[[a:.*]] = arith.muli %[[of_plane]], %[[plane]]
// CHECK-NEXT: %[[of_slice:.*]] = arith.divui %[[piece]], %[[two]]
// CHECK-NEXT: %[[b:.*]] = arith.muli %[[of_slice]], %[[pitch]]
// CHECK: plan.prefetch %{{.*}} : memref<160xf32>
// CHECK: vector.fma
module attributes {plan.target = #plan.target<lanes = 4, registers = 16, l1 = 32, l2 = 600>} {
func.func @next_column(%x: memref<1x2x2x4x4xf32, #plan.planar<[160, 80, 20, 5, 1], lead = 8, zero_halo>>, %g: memref<6x3xi32>, %f: memref<3x4xi32>,
    %t: memref<18xi32>, %w: memref<72xf32>, %b: memref<12xf32>, %y: memref<1x12x2x4x4xf32, #plan.planar<[480, 40, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%g : memref<6x3xi32>) filters(%f : memref<3x4xi32>) taps(%t : memref<18xi32>) weights(%w : memref<72xf32>)
    bias(%b : memref<12xf32>) into(%y : memref<1x12x2x4x4xf32, #plan.planar<[480, 40, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = depth>}
    : memref<1x2x2x4x4xf32, #plan.planar<[160, 80, 20, 5, 1], lead = 8, zero_halo>>
  func.return
}
}

// RUN: prunir-opt %s -p convert-pconv-to-plan --split-input-file --verify-diagnostics | filecheck %s

// FKW's groups are the blocks of filters. Pattern 110 of channel 1 has the taps 16 - 1 and 16, pattern 011 of channel 0 has 0 and 1. Weights
// go from filter by filter to tap by tap; the short last group repeats its last filter.
// CHECK-LABEL: func.func @tap
// CHECK-DAG: %[[groups:.*]] = plan.weight {value = dense<[[0, 2, 0], [2, 2, 4]]> : tensor<2x3xi32>}
// CHECK-DAG: %[[filters:.*]] = plan.weight {value = dense<[[2, 0], [1, 1]]> : tensor<2x2xi32>}
// CHECK-DAG: %[[taps:.*]] = plan.weight {value = dense<[15, 16, 0, 1]> : tensor<4xi32>}
// CHECK-DAG: %[[weights:.*]] = plan.weight {value = dense<[1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00, 5.000000e+00, 5.000000e+00, 6.000000e+00, 6.000000e+00]> : tensor<8xf32>}
// CHECK: plan.tap_conv %x groups(%[[groups]] {{.*}} filters(%[[filters]] {{.*}} taps(%[[taps]] {{.*}} weights(%[[weights]] {{.*}} into(%y
// CHECK-NOT: pconv.conv
// CHECK: func.return
func.func @tap(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %y: memref<1x3x4xf32, #plan.planar<[12, 4, 1], lead = 0>>) {
  %w = pconv.constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, reorder = dense<[2, 0, 1]> : tensor<3xi32>, index = dense<[1, 0]> : tensor<2xi32>,
    stride = dense<[0, 1, 1, 0, 0, 1]> : tensor<6xi32>, weight = dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0, 0.0]> : tensor<8xf32>}
    : !pconv.fkw<3x2x3xf32, #pconv.pattern_scheme<["110", "011"], group = 2>>
  pconv.conv %x, %w into(%y : memref<1x3x4xf32, #plan.planar<[12, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, !pconv.fkw<3x2x3xf32, #pconv.pattern_scheme<["110", "011"], group = 2>>
  func.return
}

// A block of channels is taken apart: a tap for each of its channels, none for channels that a smaller last block lacks. Position 0 of
// channels 0 to 2 has the taps -1, 15 and 31, position 1 of channel 2 has 32.
// CHECK-LABEL: func.func @blocks
// CHECK-DAG: plan.weight {value = dense<[[0, 4, 0]]> : tensor<1x3xi32>}
// CHECK-DAG: plan.weight {value = dense<[-1, 15, 31, 32]> : tensor<4xi32>}
// CHECK-DAG: plan.weight {value = dense<[1.000000e+00, 5.000000e+00, 2.000000e+00, 6.000000e+00, 3.000000e+00, 7.000000e+00, 4.000000e+00, 8.000000e+00]> : tensor<8xf32>}
// CHECK: plan.tap_conv
func.func @blocks(%x: memref<1x3x4xf32, #plan.planar<[48, 16, 1], lead = 4, zero_halo>>, %y: memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>) {
  %w = pconv.constant {offset = dense<[0, 3]> : tensor<2xi32>, reorder = dense<[0, 1]> : tensor<2xi32>, index = dense<[0, 1, 1]> : tensor<3xi32>,
    stride = dense<[0, 2, 3]> : tensor<3xi32>, weight = dense<[1.0, 2.0, 5.0, 6.0, 3.0, 0.0, 7.0, 0.0, 4.0, 0.0, 8.0, 0.0]> : tensor<12xf32>}
    : !pconv.fkw<2x3x2xf32, #pconv.block_punched_scheme<group = 2, channels = 2>>
  pconv.conv %x, %w into(%y : memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x3x4xf32, #plan.planar<[48, 16, 1], lead = 4, zero_halo>>, !pconv.fkw<2x3x2xf32, #pconv.block_punched_scheme<group = 2, channels = 2>>
  func.return
}

// Channels 0 and 1 are the first block, channel 2 the second; of each, the groups' rows in order. Filter 0 keeps channels 0 and 2, filter 1
// channel 1 alone.
// CHECK-LABEL: func.func @channels
// CHECK-DAG: plan.weight {value = dense<[[0, 1, 0], [1, 1, 1], [2, 1, 2], [3, 0, 3]]> : tensor<4x3xi32>}
// CHECK-DAG: plan.weight {value = dense<[[0], [1]]> : tensor<2x1xi32>}
// CHECK-DAG: plan.weight {value = dense<[0, 16, 32]> : tensor<3xi32>}
// CHECK-DAG: plan.weight {value = dense<[1.000000e+00, 3.000000e+00, 2.000000e+00]> : tensor<3xf32>}
// CHECK: plan.tap_conv {{.*}} channels = 2>
func.func @channels(%x: memref<1x3x4xf32, #plan.planar<[48, 16, 1], lead = 4>>, %y: memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>) {
  %w = pconv.constant {offset = dense<[0, 2, 3]> : tensor<3xi32>, reorder = dense<[0, 1]> : tensor<2xi32>, index = dense<[0, 2, 1]> : tensor<3xi32>,
    stride = dense<[0, 2, 0, 1]> : tensor<4xi32>, weight = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>}
    : !pconv.fkw<2x3x1xf32, #pconv.pattern_scheme<["1"], group = 1>>
  pconv.conv %x, %w into(%y : memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 1, tile = 1, lanes = 4, order = tile, channels = 2>}
    : memref<1x3x4xf32, #plan.planar<[48, 16, 1], lead = 4>>, !pconv.fkw<2x3x1xf32, #pconv.pattern_scheme<["1"], group = 1>>
  func.return
}

// Kernels of equal block, channel and pattern are a run: filters 0 and 1 share channel 1's pattern 110; filter 2 is a block of its own.
// CHECK-LABEL: func.func @run
// CHECK-DAG: %[[blocks:.*]] = plan.weight {value = dense<[0, 2, 3]> : tensor<3xi32>}
// CHECK-DAG: %[[runs:.*]] = plan.weight {value = dense<[[-1, 0, 0, 1], [15, 16, 1, 3], [16, 17, 3, 4]]> : tensor<3x4xi32>}
// CHECK-DAG: %[[filters:.*]] = plan.weight {value = dense<[0, 0, 1, 2]> : tensor<4xi32>}
// CHECK-DAG: %[[weights:.*]] = plan.weight {value = dense<[3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00, 1.000000e+00, 2.000000e+00, 7.000000e+00, 8.000000e+00]> : tensor<8xf32>}
// CHECK: plan.run_conv %x blocks(%[[blocks]] {{.*}} runs(%[[runs]] {{.*}} filters(%[[filters]] {{.*}} weights(%[[weights]] {{.*}} into(%y
func.func @run(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %y: memref<1x3x4xf32, #plan.planar<[12, 4, 1], lead = 0>>) {
  %w = pconv.constant {offset = dense<[0, 1, 3, 4]> : tensor<4xi32>, reorder = dense<[1, 0, 2]> : tensor<3xi32>, index = dense<[1, 0, 1, 1]> : tensor<4xi32>,
    stride = dense<[0, 1, 1, 0, 2, 2, 0, 0, 1]> : tensor<9xi32>, weight = dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>}
    : !pconv.fkw<3x2x3xf32, #pconv.pattern_scheme<["110", "011"], group = 1>>
  pconv.conv %x, %w into(%y : memref<1x3x4xf32, #plan.planar<[12, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<run, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, !pconv.fkw<3x2x3xf32, #pconv.pattern_scheme<["110", "011"], group = 1>>
  func.return
}

// CHECK-LABEL: func.func @not_scheduled
// CHECK: pconv.conv
// CHECK-NEXT: func.return
func.func @not_scheduled(%x: memref<1x1x4xf32>, %y: memref<1x1x4xf32>) {
  %w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<0> : tensor<1xi32>, index = dense<0> : tensor<1xi32>,
    stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<[1.0, 2.0]> : tensor<2xf32>}
    : !pconv.fkw<1x1x3xf32, #pconv.pattern_scheme<["110"], group = 1>>
  pconv.conv %x, %w into(%y : memref<1x1x4xf32>)
    {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>}
    : memref<1x1x4xf32>, !pconv.fkw<1x1x3xf32, #pconv.pattern_scheme<["110"], group = 1>>
  func.return
}

// Fully connected: the packed arrays as they are, the bias by block.
// CHECK-LABEL: func.func @linear
// CHECK-DAG: %[[offset:.*]] = plan.weight {value = dense<[0, 2, 3]> : tensor<3xi32>}
// CHECK-DAG: %[[index:.*]] = plan.weight {value = dense<[0, 2, 1]> : tensor<3xi32>}
// CHECK-DAG: %[[weights:.*]] = plan.weight {value = dense<[[1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00], [5.000000e+00, 0.000000e+00]]> : tensor<3x2xf32>}
// CHECK-DAG: %[[bias:.*]] = plan.weight {value = dense<[[6.000000e+00, 7.000000e+00], [8.000000e+00, 0.000000e+00]]> : tensor<2x2xf32>}
// CHECK: plan.block_linear %x offset(%[[offset]] {{.*}} index(%[[index]] {{.*}} weights(%[[weights]] {{.*}} bias(%[[bias]] {{.*}} into(%y : memref<1x3xf32>) {schedule = #plan.schedule<blocks, {{.*}}>, activation = #nn.activation<relu>}
// CHECK-NOT: pconv.linear
// CHECK: func.return
func.func @linear(%x: memref<1x3xf32>, %y: memref<1x3xf32>) {
  %w = pconv.block_constant {offset = dense<[0, 2, 3]> : tensor<3xi32>, index = dense<[0, 2, 1]> : tensor<3xi32>, weight = dense<[1.0, 3.0, 2.0, 4.0, 5.0, 0.0]> : tensor<6xf32>}
    : !pconv.block_pruned<3x3xf32, #pconv.block_pruned_scheme<group = 2>>
  %b = plan.weight {value = dense<[6.0, 7.0, 8.0]> : tensor<3xf32>} : memref<3xf32>
  pconv.linear %x, %w bias(%b : memref<3xf32>) into(%y : memref<1x3xf32>)
    {activation = #nn.activation<relu>, plan.schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 2, order = tile>}
    : memref<1x3xf32>, !pconv.block_pruned<3x3xf32, #pconv.block_pruned_scheme<group = 2>>
  func.return
}

// CHECK-LABEL: func.func @linear_not_scheduled
// CHECK: pconv.linear
func.func @linear_not_scheduled(%x: memref<1x3xf32>, %w: !pconv.block_pruned<3x3xf32, #pconv.block_pruned_scheme<group = 2>>, %y: memref<1x3xf32>) {
  pconv.linear %x, %w into(%y : memref<1x3xf32>) : memref<1x3xf32>, !pconv.block_pruned<3x3xf32, #pconv.block_pruned_scheme<group = 2>>
  func.return
}

// -----

func.func @not_packed(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %y: memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<2x2x1xf32>} : memref<2x2x1xf32>
  // expected-error @below {{'pconv.conv' is scheduled, but its weights are not packed; run pack-weights first}}
  pconv.conv %x, %w into(%y : memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>,
     plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, memref<2x2x1xf32>
  func.return
}

// -----

func.func @linear_not_packed(%x: memref<1x3xf32>, %w: memref<3x3xf32>, %y: memref<1x3xf32>) {
  // expected-error @below {{'pconv.linear' is scheduled, but its weights are not packed; run pack-weights first}}
  pconv.linear %x, %w into(%y : memref<1x3xf32>)
    {scheme = #pconv.block_pruned_scheme<group = 2>, plan.schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 2, order = tile>}
    : memref<1x3xf32>, memref<3x3xf32>
  func.return
}

// -----

func.func @linear_computed_bias(%x: memref<1x1xf32>, %b: memref<2xf32>, %y: memref<1x2xf32>) {
  %w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<[0]> : tensor<1xi32>, weight = dense<[1.0, 3.0]> : tensor<2xf32>}
    : !pconv.block_pruned<2x1xf32, #pconv.block_pruned_scheme<group = 2>>
  // expected-error @below {{'pconv.linear' is scheduled, but not all its weights are known now}}
  pconv.linear %x, %w bias(%b : memref<2xf32>) into(%y : memref<1x2xf32>) {plan.schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 2, order = tile>}
    : memref<1x1xf32>, !pconv.block_pruned<2x1xf32, #pconv.block_pruned_scheme<group = 2>>
  func.return
}

// RUN: prunir-opt %s -p convert-nn-conv-to-plan --split-input-file --verify-diagnostics | filecheck %s

// A block of two filters shares all taps: channel·16 + kernel entry - padding. Weights lie by block, tap and filter; the last block repeats
// the last filter. A convolution without bias gets zeros.
// CHECK-LABEL: func.func @dense
// CHECK-DAG: %[[groups:.*]] = plan.weight {value = dense<[[0, 4, 0], [0, 4, 8]]> : tensor<2x3xi32>}
// CHECK-DAG: %[[filters:.*]] = plan.weight {value = dense<[[0, 1], [2, 2]]> : tensor<2x2xi32>}
// CHECK-DAG: %[[taps:.*]] = plan.weight {value = dense<[-1, 0, 15, 16]> : tensor<4xi32>}
// CHECK-DAG: %[[weights:.*]] = plan.weight {value = dense<[1.000000e+00, 5.000000e+00, 2.000000e+00, 6.000000e+00, 3.000000e+00, 7.000000e+00, 4.000000e+00, 8.000000e+00, 9.000000e+00, 9.000000e+00,
// CHECK-DAG: %[[bias:.*]] = plan.weight {value = dense<0.000000e+00> : tensor<3xf32>}
// CHECK: plan.tap_conv %x groups(%[[groups]] {{.*}} filters(%[[filters]] {{.*}} taps(%[[taps]] {{.*}} weights(%[[weights]] {{.*}} bias(%[[bias]] {{.*}} into(%y {{.*}} {schedule = #plan.schedule<tap, filters = 2,
// CHECK-NOT: nn.conv
// CHECK: func.return
func.func @dense(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %y: memref<1x3x4xf32, #plan.planar<[12, 4, 1], lead = 0>>) {
  %w = plan.weight {value = dense<[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]], [[9.0, 10.0], [11.0, 12.0]]]> : tensor<3x2x2xf32>} : memref<3x2x2xf32>
  nn.conv %x, %w into(%y : memref<1x3x4xf32, #plan.planar<[12, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, memref<3x2x2xf32>
  func.return
}

// Each of ONNX's groups has taps of its own. Bias, residual and activation go along; a destination with a zero halo gets a mask.
// CHECK-LABEL: func.func @groups
// CHECK-DAG: %[[mask:.*]] = plan.weight {value = dense<[-1, -1, -1, 0]> : tensor<4xi32>}
// CHECK-DAG: %[[groups:.*]] = plan.weight {value = dense<[[0, 2, 0], [2, 2, 4]]> : tensor<2x3xi32>}
// CHECK-DAG: %[[taps:.*]] = plan.weight {value = dense<[0, 1, 16, 17]> : tensor<4xi32>}
// CHECK: plan.tap_conv %x groups(%[[groups]] {{.*}} taps(%[[taps]] {{.*}} bias(%b : memref<4xf32>) residual(%r : {{.*}} mask(%[[mask]] : {{.*}} activation = #nn.activation<relu>}
func.func @groups(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %r: memref<1x4x3xf32, #plan.planar<[16, 4, 1], lead = 0>>, %y: memref<1x4x3xf32, #plan.planar<[64, 16, 1], lead = 4, zero_halo>>) {
  %w = plan.weight {value = dense<[[[1.0, 2.0]], [[3.0, 4.0]], [[5.0, 6.0]], [[7.0, 8.0]]]> : tensor<4x1x2xf32>} : memref<4x1x2xf32>
  %b = plan.weight {value = dense<1.0> : tensor<4xf32>} : memref<4xf32>
  nn.conv %x, %w bias(%b : memref<4xf32>)
    residual(%r : memref<1x4x3xf32, #plan.planar<[16, 4, 1], lead = 0>>)
    into(%y : memref<1x4x3xf32, #plan.planar<[64, 16, 1], lead = 4, zero_halo>>)
    {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64,
     activation = #nn.activation<relu>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, memref<4x1x2xf32>
  func.return
}

// A volume has groups for each slice, here 2, and its taps and weights lie by slice of the kernel first. The first slice meets padding with
// the first slice of the kernel, and skips its 2 taps.
// CHECK-LABEL: func.func @volume
// CHECK-DAG: %[[groups:.*]] = plan.weight {value = dense<[[2, 2, 2], [0, 4, 0]]> : tensor<2x3xi32>}
// CHECK-DAG: %[[taps:.*]] = plan.weight {value = dense<[-4, 12, 0, 16]> : tensor<4xi32>}
// CHECK-DAG: %[[weights:.*]] = plan.weight {value = dense<[1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00]> : tensor<4xf32>}
// CHECK: plan.tap_conv %x groups(%[[groups]] {{.*}} taps(%[[taps]] {{.*}} weights(%[[weights]]
func.func @volume(%x: memref<1x2x2x1x4xf32, #plan.planar<[32, 16, 4, 4, 1], lead = 4, zero_halo>>, %y: memref<1x1x2x1x4xf32, #plan.planar<[8, 8, 4, 4, 1], lead = 0>>) {
  %w = plan.weight {value = dense<[[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]]> : tensor<1x2x2x1x1xf32>} : memref<1x2x2x1x1xf32>
  nn.conv %x, %w into(%y : memref<1x1x2x1x4xf32, #plan.planar<[8, 8, 4, 4, 1], lead = 0>>)
    {strides = array<i64: 1, 1, 1>, pads = array<i64: 1, 0, 0, 0, 0, 0>, dilations = array<i64: 1, 1, 1>, plan.schedule = #plan.schedule<tap, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x2x1x4xf32, #plan.planar<[32, 16, 4, 4, 1], lead = 4, zero_halo>>, memref<1x2x2x1x1xf32>
  func.return
}

// A strided convolution reads phases: kernel entry 2 is the position after entry 0 in phase 0, entry 1 lies in phase 1.
// CHECK-LABEL: func.func @strided
// CHECK: %[[phases:.*]] = memref.alloc() : memref<1x2x2x5xf32, #plan.planar<[32, 16, 8, 1], lead = 0>>
// CHECK: plan.phase_split %x into(%[[phases]] : {{.*}}) {strides = array<i64: 2>, pads = array<i64: 1>, phases = array<i64: 2>}
// CHECK: %[[taps:.*]] = plan.weight {value = dense<[0, 8, 1, 16, 24, 17]> : tensor<6xi32>}
// CHECK: plan.tap_conv %[[phases]] {{.*}} taps(%[[taps]]
func.func @strided(%x: memref<1x2x8xf32>, %y: memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>) {
  %w = plan.weight {value = dense<[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]> : tensor<2x2x3xf32>} : memref<2x2x3xf32>
  nn.conv %x, %w into(%y : memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>)
    {strides = array<i64: 2>, pads = array<i64: 1, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x8xf32>, memref<2x2x3xf32>
  func.return
}

// A depthwise kernel reads its input in place, whatever the stride, and each filter's only channel.
// CHECK-LABEL: func.func @depthwise
// CHECK-NOT: plan.phase_split
// CHECK: %[[bias:.*]] = plan.weight {value = dense<0.000000e+00> : tensor<2xf32>}
// CHECK: %[[weights:.*]] = plan.weight {value = dense<{{.*}}> : tensor<2x2x2xf32>}
// CHECK-NEXT: plan.depthwise_conv %x weights(%[[weights]] : memref<2x2x2xf32>) bias(%[[bias]] : memref<2xf32>) into(%y : {{.*}}) {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, activation = #nn.activation<relu>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0>, dilations = array<i64: 1, 1>}
func.func @depthwise(%x: memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 8, zero_halo>>, %y: memref<1x2x2x2xf32, #plan.planar<[8, 4, 2, 1], lead = 0>>) {
  %w = plan.weight {value = dense<[[[[1.0, 2.0], [3.0, 4.0]]], [[[5.0, 6.0], [7.0, 8.0]]]]> : tensor<2x1x2x2xf32>} : memref<2x1x2x2xf32>
  nn.conv %x, %w into(%y : memref<1x2x2x2xf32, #plan.planar<[8, 4, 2, 1], lead = 0>>)
    {strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64, activation = #nn.activation<relu>,
     plan.schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 8, zero_halo>>, memref<2x1x2x2xf32>
  func.return
}

// CHECK-LABEL: func.func @not_scheduled
// CHECK-NEXT: nn.conv
// CHECK-NEXT: func.return
func.func @not_scheduled(%x: memref<1x2x4xf32>, %w: memref<3x2x2xf32>, %y: memref<1x3x3xf32>) {
  nn.conv %x, %w into(%y : memref<1x3x3xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : memref<1x2x4xf32>, memref<3x2x2xf32>
  func.return
}

// -----

func.func @computed_weights(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %w: memref<2x2x1xf32>, %y: memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>) {
  // expected-error @below {{'nn.conv' is scheduled, but not all its weights are known now}}
  nn.conv %x, %w into(%y : memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, memref<2x2x1xf32>
  func.return
}

// -----

func.func @dense_destination(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %y: memref<1x2x4xf32>) {
  %w = plan.weight {value = dense<1.0> : tensor<2x2x1xf32>} : memref<2x2x1xf32>
  // expected-error @below {{'nn.conv' is scheduled, but writes into no planar f32 buffer}}
  nn.conv %x, %w into(%y : memref<1x2x4xf32>)
    {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, memref<2x2x1xf32>
  func.return
}

// -----

// expected-error {{weight 9f86 is not at hand; name the store that holds it (--weights)}}
func.func @named_weights(%x: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, %y: memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>) {
  %w = plan.weight {value = #nn.weight<"9f86">} : memref<2x2x1xf32>
  nn.conv %x, %w into(%y : memref<1x2x4xf32, #plan.planar<[8, 4, 1], lead = 0>>)
    {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>}
    : memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>, memref<2x2x1xf32>
  func.return
}

// -----

// Invalid: 32-bit offsets cannot name every element of the phases.
func.func @huge_phases(%x: memref<1x5x21000x21000xf32>, %y: memref<1x1x10500x10500xf32, #plan.planar<[110250000, 110250000, 10500, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<1x5x2x2xf32>} : memref<1x5x2x2xf32>
  // expected-error @below {{'nn.conv' reads phases that are too large: over 2147483647 elements}}
  nn.conv %x, %w into(%y : memref<1x1x10500x10500xf32, #plan.planar<[110250000, 110250000, 10500, 1], lead = 0>>)
    {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, plan.schedule = #plan.schedule<tap, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x5x21000x21000xf32>, memref<1x5x2x2xf32>
  func.return
}

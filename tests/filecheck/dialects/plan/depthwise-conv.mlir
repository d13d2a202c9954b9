// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @strided
// CHECK: plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
func.func @strided(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

// CHECK-LABEL: func.func @epilogue
// CHECK: bias(%b : memref<4xf32>) residual(%r : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {schedule = {{.*}}, activation = #nn.activation<relu>}
func.func @epilogue(%x: memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>, %w: memref<4x3x3xf32>, %b: memref<4xf32>, %r: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>, %y: memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) {
  plan.depthwise_conv %x weights(%w : memref<4x3x3xf32>) bias(%b : memref<4xf32>) residual(%r : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>) into(%y : memref<1x4x4x4xf32, #plan.planar<[64, 16, 4, 1], lead = 0>>)
    {schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<relu>}
    : memref<1x2x8x8xf32, #plan.planar<[224, 112, 9, 1], lead = 12, zero_halo>>
  func.return
}

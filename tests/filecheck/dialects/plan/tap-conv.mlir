// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @plain
// CHECK: plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>} : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
func.func @plain(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// CHECK-LABEL: func.func @epilogue
// CHECK: bias(%b : memref<8xf32>) residual(%r : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {schedule = {{.*}}, activation = #nn.activation<relu>}
func.func @epilogue(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %groups: memref<2x3xi32>, %filters: memref<2x4xi32>, %taps: memref<18xi32>, %weights: memref<72xf32>, %b: memref<8xf32>,
    %r: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>, %m: memref<20xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {
  plan.tap_conv %x groups(%groups : memref<2x3xi32>) filters(%filters : memref<2x4xi32>) taps(%taps : memref<18xi32>) weights(%weights : memref<72xf32>) bias(%b : memref<8xf32>)
    residual(%r : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<tap, filters = 4, tile = 2, lanes = 4, order = group>, activation = #nn.activation<relu>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

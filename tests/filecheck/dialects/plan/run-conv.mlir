// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @plain
// CHECK: plan.run_conv %x blocks(%blocks : memref<3xi32>) runs(%runs : memref<6x4xi32>) filters(%filters : memref<20xi32>) weights(%weights : memref<40xf32>) bias(%b : memref<8xf32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {schedule = #plan.schedule<run, filters = 4, tile = 2, lanes = 4, order = tile>} : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
func.func @plain(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %blocks: memref<3xi32>, %runs: memref<6x4xi32>, %filters: memref<20xi32>, %weights: memref<40xf32>, %b: memref<8xf32>,
    %y: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) {
  plan.run_conv %x blocks(%blocks : memref<3xi32>) runs(%runs : memref<6x4xi32>) filters(%filters : memref<20xi32>) weights(%weights : memref<40xf32>) bias(%b : memref<8xf32>)
    into(%y : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>)
    {schedule = #plan.schedule<run, filters = 4, tile = 2, lanes = 4, order = tile>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// CHECK-LABEL: func.func @epilogue
// CHECK: bias(%b : memref<8xf32>) residual(%r : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {schedule = {{.*}}, activation = #nn.activation<relu>}
func.func @epilogue(%x: memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>, %blocks: memref<3xi32>, %runs: memref<6x4xi32>, %filters: memref<20xi32>, %weights: memref<40xf32>, %b: memref<8xf32>,
    %r: memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>, %m: memref<20xi32>, %y: memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>) {
  plan.run_conv %x blocks(%blocks : memref<3xi32>) runs(%runs : memref<6x4xi32>) filters(%filters : memref<20xi32>) weights(%weights : memref<40xf32>) bias(%b : memref<8xf32>)
    residual(%r : memref<1x8x4x4xf32, #plan.planar<[160, 20, 5, 1], lead = 0>>) mask(%m : memref<20xi32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[256, 32, 5, 1], lead = 8, zero_halo>>)
    {schedule = #plan.schedule<run, filters = 4, tile = 2, lanes = 4, order = group>, activation = #nn.activation<relu>}
    : memref<1x2x4x4xf32, #plan.planar<[80, 40, 5, 1], lead = 8, zero_halo>>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @alias
// CHECK: plan.alias %x : memref<1x512x1x1xf32> to memref<1x512xf32>
// CHECK: plan.alias %y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16>> to memref<384xf32>
// CHECK: plan.alias %x : memref<1x512x1x1xf32> to memref<4xf32>
func.func @alias(%x: memref<1x512x1x1xf32>, %y: memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16>>) {
  %row = plan.alias %x : memref<1x512x1x1xf32> to memref<1x512xf32>
  %with_halo = plan.alias %y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16>> to memref<384xf32>
  %smaller = plan.alias %x : memref<1x512x1x1xf32> to memref<4xf32>
  func.return
}

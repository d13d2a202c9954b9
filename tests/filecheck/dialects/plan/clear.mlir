// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @clear
// CHECK: plan.clear into(%y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16, zero_halo>>)
func.func @clear(%y: memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16, zero_halo>>) {
  plan.clear into(%y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16, zero_halo>>)
  func.return
}

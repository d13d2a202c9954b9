// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func private @planar
// CHECK-SAME: memref<1x2x4x4xf32, #plan.planar<[96, 48, 5, 1], lead = 16>>
// CHECK-SAME: memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>
func.func private @planar(memref<1x2x4x4xf32, #plan.planar<[96, 48, 5, 1], lead = 16>>, memref<1x2x4xf32, #plan.planar<[32, 16, 1], lead = 4, zero_halo>>)

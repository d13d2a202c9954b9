// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @view
// CHECK: plan.view %arena {offset = 64 : i64} : memref<512xi8> to memref<1x1x4x4xf32, #plan.planar<[64, 64, 5, 1], lead = 16>>
// CHECK: plan.view %arena {offset = 448 : i64} : memref<512xi8> to memref<64xi8>
func.func @view(%arena: memref<512xi8>) {
  %planes = plan.view %arena {offset = 64 : i64} : memref<512xi8> to memref<1x1x4x4xf32, #plan.planar<[64, 64, 5, 1], lead = 16>>
  %last = plan.view %arena {offset = 448 : i64} : memref<512xi8> to memref<64xi8>
  func.return
}

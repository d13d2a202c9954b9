// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @weighted
// CHECK: plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<1x3x8x4xf32>) {axis = 2 : i64} : memref<1x3x4x4xf32>
func.func @weighted(%x: memref<1x3x4x4xf32>, %i: memref<8x2xi32>, %w: memref<8x2xf32>, %y: memref<1x3x8x4xf32>) {
  plan.resample %x indices(%i : memref<8x2xi32>) weights(%w : memref<8x2xf32>) into(%y : memref<1x3x8x4xf32>) {axis = 2 : i64} : memref<1x3x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @taken
// CHECK: plan.resample %x indices(%i : memref<8x1xi32>) into(%y : memref<2x8xi8>) {axis = 1 : i64} : memref<2x4xi8>
func.func @taken(%x: memref<2x4xi8>, %i: memref<8x1xi32>, %y: memref<2x8xi8>) {
  plan.resample %x indices(%i : memref<8x1xi32>) into(%y : memref<2x8xi8>) {axis = 1 : i64} : memref<2x4xi8>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @blocks
// CHECK: plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x16xf32>) bias(%b : memref<2x16xf32>) into(%y : memref<1x20xf32>) {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 16, order = tile>, activation = #nn.activation<relu>} : memref<1x64xf32>
func.func @blocks(%x: memref<1x64xf32>, %o: memref<3xi32>, %i: memref<24xi32>, %w: memref<24x16xf32>, %b: memref<2x16xf32>, %y: memref<1x20xf32>) {
  plan.block_linear %x offset(%o : memref<3xi32>) index(%i : memref<24xi32>) weights(%w : memref<24x16xf32>) bias(%b : memref<2x16xf32>) into(%y : memref<1x20xf32>)
    {schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 16, order = tile>, activation = #nn.activation<relu>} : memref<1x64xf32>
  func.return
}

// No block keeps a column.
// CHECK-LABEL: func.func @empty
// CHECK: plan.block_linear %x offset(%o : memref<2xi32>) index(%i : memref<0xi32>) weights(%w : memref<0x8xf32>)
func.func @empty(%x: memref<2x64xf32>, %o: memref<2xi32>, %i: memref<0xi32>, %w: memref<0x8xf32>, %b: memref<1x8xf32>, %y: memref<2x7xf32>) {
  plan.block_linear %x offset(%o : memref<2xi32>) index(%i : memref<0xi32>) weights(%w : memref<0x8xf32>) bias(%b : memref<1x8xf32>) into(%y : memref<2x7xf32>)
    {schedule = #plan.schedule<blocks, filters = 2, tile = 2, lanes = 4, order = tile>} : memref<2x64xf32>
  func.return
}

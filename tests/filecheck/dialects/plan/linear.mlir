// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @blocks
// CHECK: plan.linear %x weights(%w : memref<2x64x16xf32>) bias(%b : memref<2x16xf32>) into(%y : memref<1x20xf32>) {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 16, order = tile>} : memref<1x64xf32>
func.func @blocks(%x: memref<1x64xf32>, %w: memref<2x64x16xf32>, %b: memref<2x16xf32>, %y: memref<1x20xf32>) {
  plan.linear %x weights(%w : memref<2x64x16xf32>) bias(%b : memref<2x16xf32>) into(%y : memref<1x20xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 16, order = tile>} : memref<1x64xf32>
  func.return
}

// CHECK-LABEL: func.func @epilogue
// CHECK: plan.linear %x weights(%w : memref<1x64x8xf32>) bias(%b : memref<1x8xf32>) residual(%r : memref<2x3xf32>) into(%y : memref<2x3xf32>) {schedule = {{.*}}, activation = #nn.activation<relu>} : memref<2x64xf32>
func.func @epilogue(%x: memref<2x64xf32>, %w: memref<1x64x8xf32>, %b: memref<1x8xf32>, %r: memref<2x3xf32>, %y: memref<2x3xf32>) {
  plan.linear %x weights(%w : memref<1x64x8xf32>) bias(%b : memref<1x8xf32>) residual(%r : memref<2x3xf32>) into(%y : memref<2x3xf32>)
    {schedule = #plan.schedule<linear, filters = 1, tile = 2, lanes = 4, order = tile>, activation = #nn.activation<relu>} : memref<2x64xf32>
  func.return
}

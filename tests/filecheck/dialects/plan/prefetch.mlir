// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @prefetch
// CHECK: plan.prefetch %row[%i] : memref<64xf32>
// CHECK: plan.prefetch %row[%i] {for_write} : memref<64xf32>
func.func @prefetch(%row: memref<64xf32>, %i: index) {
  plan.prefetch %row[%i] : memref<64xf32>
  plan.prefetch %row[%i] {for_write} : memref<64xf32>
  func.return
}

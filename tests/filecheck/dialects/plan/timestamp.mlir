// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @timestamp
// CHECK: plan.timestamp into(%times : memref<2x8xi64>) {slot = 7 : i64}
func.func @timestamp(%times: memref<2x8xi64>) {
  plan.timestamp into(%times : memref<2x8xi64>) {slot = 7 : i64}
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @barrier
// CHECK-NEXT: plan.barrier
// CHECK-NEXT: func.return
func.func @barrier() {
  plan.barrier
  func.return
}

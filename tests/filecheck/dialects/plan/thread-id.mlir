// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @thread_id
// CHECK-NEXT: %thread = plan.thread_id : index
func.func @thread_id() -> index {
  %thread = plan.thread_id : index
  func.return %thread : index
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @thread_count
// CHECK-NEXT: %threads = plan.thread_count : index
func.func @thread_count() -> index {
  %threads = plan.thread_count : index
  func.return %threads : index
}

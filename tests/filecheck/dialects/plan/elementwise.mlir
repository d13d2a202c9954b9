// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @elementwise
// CHECK: plan.elementwise %x, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32> {
// CHECK-NEXT: ^bb0(%[[a:.*]]: tensor<f32>, %[[c:.*]]: tensor<f32>):
// CHECK-NEXT: %[[sum:.*]] = nn.add %[[a]], %[[c]] : tensor<f32>, tensor<f32> -> tensor<f32>
// CHECK-NEXT: %[[answer:.*]] = nn.tanh %[[sum]] : tensor<f32> -> tensor<f32>
// CHECK-NEXT: plan.yield %[[answer]] : tensor<f32>
func.func @elementwise(%x: memref<2x8xf32>, %b: memref<8xf32>, %y: memref<2x8xf32>) {
  plan.elementwise %x, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32> {
  ^bb0(%0: tensor<f32>, %1: tensor<f32>):
    %2 = nn.add %0, %1 : tensor<f32>, tensor<f32> -> tensor<f32>
    %3 = nn.tanh %2 : tensor<f32> -> tensor<f32>
    plan.yield %3 : tensor<f32>
  }
  func.return
}

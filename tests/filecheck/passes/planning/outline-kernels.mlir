// RUN: prunir-opt %s -p outline-kernels | filecheck %s

// Layers that differ only in their buffers share a kernel; another operation has its own.
// CHECK: func.func private @[[relu:nn_relu_0]](%[[in:.*]]: memref<4xf32> {llvm.noalias}, %[[out:.*]]: memref<4xf32> {llvm.noalias}) attributes {no_inline}
// CHECK: nn.relu %[[in]] into(%[[out]] : memref<4xf32>) : memref<4xf32>
// CHECK: func.func private @[[tanh:nn_tanh_1]]
// CHECK-LABEL: func.func @main
// CHECK: func.call @[[relu]](%x, %t)
// CHECK-NEXT: plan.barrier
// CHECK-NEXT: func.call @[[relu]](%t, %u)
// CHECK-NEXT: func.call @[[tanh]](%u, %y)
func.func @main(%arena: memref<128xi8>, %x: memref<4xf32>, %y: memref<4xf32>) attributes {plan.entry} {
  %t = plan.view %arena {offset = 0 : i64} : memref<128xi8> to memref<4xf32>
  %u = plan.view %arena {offset = 64 : i64} : memref<128xi8> to memref<4xf32>
  nn.relu %x into(%t : memref<4xf32>) : memref<4xf32>
  plan.barrier
  nn.relu %t into(%u : memref<4xf32>) : memref<4xf32>
  nn.tanh %u into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// Equal operations on other types or with other properties are other kernels.
// CHECK-DAG: func.func private @nn_leaky_relu_
// CHECK-DAG: func.func private @nn_leaky_relu_
// CHECK-LABEL: func.func @configurations
func.func @configurations(%x: memref<4xf32>, %y: memref<4xf32>, %z: memref<4xf32>) attributes {plan.entry} {
  nn.leaky_relu %x into(%y : memref<4xf32>) {alpha = 0.1 : f32} : memref<4xf32>
  nn.leaky_relu %x into(%z : memref<4xf32>) {alpha = 0.2 : f32} : memref<4xf32>
  func.return
}

// Only the program's entry is taken apart.
// CHECK-LABEL: func.func @other
// CHECK-NEXT: nn.relu
func.func @other(%x: memref<4xf32>, %y: memref<4xf32>) {
  nn.relu %x into(%y : memref<4xf32>) : memref<4xf32>
  func.return
}

// Regions count too: equal ones share a kernel, whatever their values are called.
// CHECK-LABEL: func.func private @plan_elementwise_0
// CHECK: func.func private @plan_elementwise_1
// CHECK-LABEL: func.func @regions
// CHECK: func.call @plan_elementwise_0(%x, %y)
// CHECK-NEXT: func.call @plan_elementwise_0(%y, %z)
// CHECK-NEXT: func.call @plan_elementwise_1(%x, %z)
func.func @regions(%x: memref<4xf32>, %y: memref<4xf32>, %z: memref<4xf32>) attributes {plan.entry} {
  plan.elementwise %x into(%y : memref<4xf32>) : memref<4xf32> {
  ^bb0(%a: tensor<f32>):
    %b = nn.abs %a : tensor<f32> -> tensor<f32>
    %c = nn.sub %a, %b : tensor<f32>, tensor<f32> -> tensor<f32>
    plan.yield %c : tensor<f32>
  }
  plan.elementwise %y into(%z : memref<4xf32>) : memref<4xf32> {
  ^bb0(%one: tensor<f32>):
    %two = nn.abs %one : tensor<f32> -> tensor<f32>
    %three = nn.sub %one, %two : tensor<f32>, tensor<f32> -> tensor<f32>
    plan.yield %three : tensor<f32>
  }
  plan.elementwise %x into(%z : memref<4xf32>) : memref<4xf32> {
  ^bb0(%a: tensor<f32>):
    %b = nn.abs %a : tensor<f32> -> tensor<f32>
    %c = nn.sub %b, %a : tensor<f32>, tensor<f32> -> tensor<f32>
    plan.yield %c : tensor<f32>
  }
  func.return
}

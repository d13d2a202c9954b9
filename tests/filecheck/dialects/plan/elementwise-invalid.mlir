// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_no_broadcast(%x: memref<2x7xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C1: inputs of the shapes [(2, 7)] do not broadcast to (2, 8)}}
  plan.elementwise %x into(%y : memref<2x8xf32>) : memref<2x7xf32> {
  ^bb0(%0: tensor<f32>):
    %1 = nn.tanh %0 : tensor<f32> -> tensor<f32>
    plan.yield %1 : tensor<f32>
  }
  func.return
}

// -----

func.func @c1_larger_than_the_destination(%x: memref<2x8xf32>, %y: memref<8xf32>) {
  // expected-error @below {{C1: inputs of the shapes [(2, 8)] do not broadcast to (8,)}}
  plan.elementwise %x into(%y : memref<8xf32>) : memref<2x8xf32> {
  ^bb0(%0: tensor<f32>):
    %1 = nn.tanh %0 : tensor<f32> -> tensor<f32>
    plan.yield %1 : tensor<f32>
  }
  func.return
}

// -----

func.func @c2_arguments(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: the region must take an element of every input, hold nn operations and yield an element of the destination}}
  plan.elementwise %x into(%y : memref<2x8xf32>) : memref<2x8xf32> {
  ^bb0(%0: tensor<f32>, %1: tensor<f32>):
    plan.yield %1 : tensor<f32>
  }
  func.return
}

// -----

func.func @c2_argument_type(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: the region must take an element of every input, hold nn operations and yield an element of the destination}}
  plan.elementwise %x into(%y : memref<2x8xf32>) : memref<2x8xf32> {
  ^bb0(%0: tensor<2x8xf32>):
    plan.yield %0 : tensor<2x8xf32>
  }
  func.return
}

// -----

func.func @c2_no_yield(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: the region must take an element of every input, hold nn operations and yield an element of the destination}}
  plan.elementwise %x into(%y : memref<2x8xf32>) : memref<2x8xf32> {
  ^bb0(%0: tensor<f32>):
    %1 = nn.tanh %0 : tensor<f32> -> tensor<f32>
  }
  func.return
}

// -----

func.func @c2_other_elements(%x: memref<2x8xf32>, %y: memref<2x8xf64>) {
  // expected-error @below {{C2: the region must take an element of every input, hold nn operations and yield an element of the destination}}
  plan.elementwise %x into(%y : memref<2x8xf64>) : memref<2x8xf32> {
  ^bb0(%0: tensor<f32>):
    plan.yield %0 : tensor<f32>
  }
  func.return
}

// -----

func.func @c2_other_operations(%x: memref<2x8xf32>, %y: memref<2x8xf32>) {
  // expected-error @below {{C2: the region must take an element of every input, hold nn operations and yield an element of the destination}}
  plan.elementwise %x into(%y : memref<2x8xf32>) : memref<2x8xf32> {
  ^bb0(%0: tensor<f32>):
    plan.barrier
    plan.yield %0 : tensor<f32>
  }
  func.return
}

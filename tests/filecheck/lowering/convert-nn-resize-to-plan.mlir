// RUN: prunir-opt %s -p convert-nn-resize-to-plan | filecheck %s

// One dimension after the other, through a buffer in between. Which element goes where is a table.
// CHECK-LABEL: @nearest
// CHECK: %[[between:.*]] = memref.alloc() : memref<1x1x4x3xf32>
// CHECK: %[[rows:.*]] = plan.weight {value = dense<[[0], [0], [1], [1]]> : tensor<4x1xi32>}
// CHECK: plan.resample %x indices(%[[rows]] : memref<4x1xi32>) into(%[[between]] : memref<1x1x4x3xf32>) {axis = 2 : i64}
// CHECK: %[[columns:.*]] = plan.weight {value = dense<[[0], [0], [1], [1], [2], [2]]> : tensor<6x1xi32>}
// CHECK: plan.resample %[[between]] indices(%[[columns]] : memref<6x1xi32>) into(%y : memref<1x1x4x6xf32>) {axis = 3 : i64}
func.func @nearest(%x: memref<1x1x2x3xf32>, %y: memref<1x1x4x6xf32>) {
  nn.resize %x into(%y : memref<1x1x4x6xf32>) {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.0, 1.0, 2.0, 2.0>} : memref<1x1x2x3xf32>
  func.return
}

// Two neighbours each, weighted by nearness; beyond the last element it is that element alone. A dimension that stays takes no part.
// CHECK-LABEL: @linear
// CHECK-NOT: memref.alloc
// CHECK: %[[neighbours:.*]] = plan.weight {value = dense<[[0, 1], [0, 1], [0, 1], [1, 1]]> : tensor<4x2xi32>}
// CHECK: %[[nearness:.*]] = plan.weight {value = dense<[[1.000000e+00, 0.000000e+00], [7.500000e-01, 2.500000e-01], [2.500000e-01, 7.500000e-01], [1.000000e+00, 0.000000e+00]]> : tensor<4x2xf32>}
// CHECK: plan.resample %x indices(%[[neighbours]] : memref<4x2xi32>) weights(%[[nearness]] : memref<4x2xf32>) into(%y : memref<1x1x4x3xf32>) {axis = 2 : i64}
// CHECK-NOT: plan.resample
func.func @linear(%x: memref<1x1x2x3xf32>, %y: memref<1x1x4x3xf32>) {
  nn.resize %x into(%y : memref<1x1x4x3xf32>) {mode = "linear", scales = array<f64: 1.0, 1.0, 2.0, 1.0>} : memref<1x1x2x3xf32>
  func.return
}

// Weights have the type of the elements.
// CHECK-LABEL: @linear_f64
// CHECK: weights(%{{.*}} : memref<4x2xf64>)
func.func @linear_f64(%x: memref<1x1x2xf64>, %y: memref<1x1x4xf64>) {
  nn.resize %x into(%y : memref<1x1x4xf64>) {mode = "linear", scales = array<f64: 1.0, 1.0, 2.0>} : memref<1x1x2xf64>
  func.return
}

// Where nothing changes it is a copy.
// CHECK-LABEL: @same
// CHECK-NEXT: nn.identity %x into(%y : memref<1x1x2xf32>)
// CHECK-NEXT: func.return
func.func @same(%x: memref<1x1x2xf32>, %y: memref<1x1x2xf32>) {
  nn.resize %x into(%y : memref<1x1x2xf32>) {mode = "linear", scales = array<f64: 1.0, 1.0, 1.0>} : memref<1x1x2xf32>
  func.return
}

// Values without buffers stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.resize
// CHECK-NEXT: func.return
func.func @no_match(%x: tensor<1x1x2xf32>) -> tensor<1x1x4xf32> {
  %y = nn.resize %x {mode = "linear", scales = array<f64: 1.0, 1.0, 2.0>} : tensor<1x1x2xf32> -> tensor<1x1x4xf32>
  func.return %y : tensor<1x1x4xf32>
}

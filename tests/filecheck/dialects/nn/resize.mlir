// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.resize %x {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>} : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x8x8xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.resize %x {mode = "nearest", coordinate_mode = "align_corners", nearest_mode = "ceil", scales = array<f64: 1.000000e+00, 1.000000e+00, 5.000000e-01, 1.500000e+00>} : tensor<1x8x4x4xf32> -> tensor<1x8x2x6xf32>
func.func @tensor_1(%x: tensor<1x8x4x4xf32>) {
  %y = nn.resize %x
      {mode = "nearest", coordinate_mode = "align_corners", nearest_mode = "ceil", scales = array<f64: 1.000000e+00, 1.000000e+00, 5.000000e-01, 1.500000e+00>}
      : tensor<1x8x4x4xf32> -> tensor<1x8x2x6xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.resize %x {mode = "linear", scales = array<f64: 1.000000e+00, 1.000000e+00, 1.6666669999999999>} : tensor<1x8x3xf32> -> tensor<1x8x5xf32>
func.func @tensor_2(%x: tensor<1x8x3xf32>) {
  %y = nn.resize %x {mode = "linear", scales = array<f64: 1.000000e+00, 1.000000e+00, 1.666667e+00>}
      : tensor<1x8x3xf32> -> tensor<1x8x5xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.resize %x into(%y : memref<1x8x8x8xf32>) {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>} : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8x8x8xf32>) {
  nn.resize %x into(%y : memref<1x8x8x8xf32>)
      {mode = "nearest", coordinate_mode = "asymmetric", nearest_mode = "floor", scales = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
      : memref<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.resize %x into(%y : memref<1x8x2x6xf32>) {mode = "nearest", coordinate_mode = "align_corners", nearest_mode = "ceil", scales = array<f64: 1.000000e+00, 1.000000e+00, 5.000000e-01, 1.500000e+00>} : memref<1x8x4x4xf32>
func.func @buffer_1(%x: memref<1x8x4x4xf32>, %y: memref<1x8x2x6xf32>) {
  nn.resize %x into(%y : memref<1x8x2x6xf32>)
      {mode = "nearest", coordinate_mode = "align_corners", nearest_mode = "ceil", scales = array<f64: 1.000000e+00, 1.000000e+00, 5.000000e-01, 1.500000e+00>}
      : memref<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.resize %x into(%y : memref<1x8x5xf32>) {mode = "linear", scales = array<f64: 1.000000e+00, 1.000000e+00, 1.6666669999999999>} : memref<1x8x3xf32>
func.func @buffer_2(%x: memref<1x8x3xf32>, %y: memref<1x8x5xf32>) {
  nn.resize %x into(%y : memref<1x8x5xf32>)
      {mode = "linear", scales = array<f64: 1.000000e+00, 1.000000e+00, 1.666667e+00>}
      : memref<1x8x3xf32>
  func.return
}

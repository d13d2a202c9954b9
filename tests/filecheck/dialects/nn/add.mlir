// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.add %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
func.func @tensor(%a: tensor<2x8xf32>, %b: tensor<8xf32>) {
  %y = nn.add %a, %b : tensor<2x8xf32>, tensor<8xf32> -> tensor<2x8xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.add %a, %b : tensor<3x1xf64>, tensor<1x4xf64> -> tensor<3x4xf64>
func.func @tensor_1(%a: tensor<3x1xf64>, %b: tensor<1x4xf64>) {
  %y = nn.add %a, %b : tensor<3x1xf64>, tensor<1x4xf64> -> tensor<3x4xf64>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.add %a, %b : tensor<i64>, tensor<8xi64> -> tensor<8xi64>
func.func @tensor_2(%a: tensor<i64>, %b: tensor<8xi64>) {
  %y = nn.add %a, %b : tensor<i64>, tensor<8xi64> -> tensor<8xi64>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.add %a, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
func.func @buffer(%a: memref<2x8xf32>, %b: memref<8xf32>, %y: memref<2x8xf32>) {
  nn.add %a, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.add %a, %b into(%y : memref<3x4xf64>) : memref<3x1xf64>, memref<1x4xf64>
func.func @buffer_1(%a: memref<3x1xf64>, %b: memref<1x4xf64>, %y: memref<3x4xf64>) {
  nn.add %a, %b into(%y : memref<3x4xf64>) : memref<3x1xf64>, memref<1x4xf64>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.add %a, %b into(%y : memref<8xi64>) : memref<i64>, memref<8xi64>
func.func @buffer_2(%a: memref<i64>, %b: memref<8xi64>, %y: memref<8xi64>) {
  nn.add %a, %b into(%y : memref<8xi64>) : memref<i64>, memref<8xi64>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.concat %a, %b {axis = 1 : i64} : tensor<1x8x4xf32>, tensor<1x2x4xf32> -> tensor<1x10x4xf32>
func.func @tensor(%a: tensor<1x8x4xf32>, %b: tensor<1x2x4xf32>) {
  %y = nn.concat %a, %b {axis = 1 : i64} : tensor<1x8x4xf32>, tensor<1x2x4xf32> -> tensor<1x10x4xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.concat %a, %b, %c {axis = 0 : i64} : tensor<1xi64>, tensor<2xi64>, tensor<1xi64> -> tensor<4xi64>
func.func @tensor_1(%a: tensor<1xi64>, %b: tensor<2xi64>, %c: tensor<1xi64>) {
  %y = nn.concat %a, %b, %c {axis = 0 : i64} : tensor<1xi64>, tensor<2xi64>, tensor<1xi64> -> tensor<4xi64>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.concat %a, %b into(%y : memref<1x10x4xf32>) {axis = 1 : i64} : memref<1x8x4xf32>, memref<1x2x4xf32>
func.func @buffer(%a: memref<1x8x4xf32>, %b: memref<1x2x4xf32>, %y: memref<1x10x4xf32>) {
  nn.concat %a, %b into(%y : memref<1x10x4xf32>) {axis = 1 : i64} : memref<1x8x4xf32>, memref<1x2x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.concat %a, %b, %c into(%y : memref<4xi64>) {axis = 0 : i64} : memref<1xi64>, memref<2xi64>, memref<1xi64>
func.func @buffer_1(%a: memref<1xi64>, %b: memref<2xi64>, %c: memref<1xi64>, %y: memref<4xi64>) {
  nn.concat %a, %b, %c into(%y : memref<4xi64>) {axis = 0 : i64} : memref<1xi64>, memref<2xi64>, memref<1xi64>
  func.return
}

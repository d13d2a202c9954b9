// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.matmul %a, %b : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
func.func @tensor(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>) {
  %y = nn.matmul %a, %b : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.matmul %a, %b : tensor<2x1x3x4xf32>, tensor<6x4x5xf32> -> tensor<2x6x3x5xf32>
func.func @tensor_1(%a: tensor<2x1x3x4xf32>, %b: tensor<6x4x5xf32>) {
  %y = nn.matmul %a, %b : tensor<2x1x3x4xf32>, tensor<6x4x5xf32> -> tensor<2x6x3x5xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.matmul %a, %b : tensor<4xf32>, tensor<2x4x5xf32> -> tensor<2x5xf32>
func.func @tensor_2(%a: tensor<4xf32>, %b: tensor<2x4x5xf32>) {
  %y = nn.matmul %a, %b : tensor<4xf32>, tensor<2x4x5xf32> -> tensor<2x5xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_3(
// CHECK: %y = nn.matmul %a, %b : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
func.func @tensor_3(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  %y = nn.matmul %a, %b : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.matmul %a, %b into(%y : memref<3x5xf32>) : memref<3x4xf32>, memref<4x5xf32>
func.func @buffer(%a: memref<3x4xf32>, %b: memref<4x5xf32>, %y: memref<3x5xf32>) {
  nn.matmul %a, %b into(%y : memref<3x5xf32>) : memref<3x4xf32>, memref<4x5xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.matmul %a, %b into(%y : memref<2x6x3x5xf32>) : memref<2x1x3x4xf32>, memref<6x4x5xf32>
func.func @buffer_1(%a: memref<2x1x3x4xf32>, %b: memref<6x4x5xf32>, %y: memref<2x6x3x5xf32>) {
  nn.matmul %a, %b into(%y : memref<2x6x3x5xf32>) : memref<2x1x3x4xf32>, memref<6x4x5xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.matmul %a, %b into(%y : memref<2x5xf32>) : memref<4xf32>, memref<2x4x5xf32>
func.func @buffer_2(%a: memref<4xf32>, %b: memref<2x4x5xf32>, %y: memref<2x5xf32>) {
  nn.matmul %a, %b into(%y : memref<2x5xf32>) : memref<4xf32>, memref<2x4x5xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_3(
// CHECK: nn.matmul %a, %b into(%y : memref<f32>) : memref<4xf32>, memref<4xf32>
func.func @buffer_3(%a: memref<4xf32>, %b: memref<4xf32>, %y: memref<f32>) {
  nn.matmul %a, %b into(%y : memref<f32>) : memref<4xf32>, memref<4xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32} : tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(
    %x: tensor<1x8x4x4xf32>, %scale: tensor<8xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf32>
) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32}
      : tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32} : tensor<4x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<4x8xf32>
func.func @tensor_1(
    %x: tensor<4x8xf32>, %scale: tensor<8xf32>, %bias: tensor<8xf32>, %mean: tensor<8xf32>, %var: tensor<8xf32>
) {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.000000e-05 : f32}
      : tensor<4x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32> -> tensor<4x8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.batch_norm %x, %scale, %bias, %mean, %var into(%y : memref<1x8x4x4xf32>) {epsilon = 1.000000e-05 : f32} : memref<1x8x4x4xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>
func.func @buffer(
    %x: memref<1x8x4x4xf32>, %scale: memref<8xf32>, %bias: memref<8xf32>, %mean: memref<8xf32>, %var: memref<8xf32>, %y: memref<1x8x4x4xf32>
) {
  nn.batch_norm %x, %scale, %bias, %mean, %var into(%y : memref<1x8x4x4xf32>) {epsilon = 1.000000e-05 : f32}
      : memref<1x8x4x4xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.batch_norm %x, %scale, %bias, %mean, %var into(%y : memref<4x8xf32>) {epsilon = 1.000000e-05 : f32} : memref<4x8xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>
func.func @buffer_1(
    %x: memref<4x8xf32>, %scale: memref<8xf32>, %bias: memref<8xf32>, %mean: memref<8xf32>, %var: memref<8xf32>, %y: memref<4x8xf32>
) {
  nn.batch_norm %x, %scale, %bias, %mean, %var into(%y : memref<4x8xf32>) {epsilon = 1.000000e-05 : f32}
      : memref<4x8xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>, memref<8xf32>
  func.return
}

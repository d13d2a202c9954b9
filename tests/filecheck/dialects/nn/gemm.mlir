// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.gemm %a, %b : tensor<2x64xf32>, tensor<64x10xf32> -> tensor<2x10xf32>
func.func @tensor(%a: tensor<2x64xf32>, %b: tensor<64x10xf32>) {
  %y = nn.gemm %a, %b : tensor<2x64xf32>, tensor<64x10xf32> -> tensor<2x10xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.gemm %a, %b c(%c : tensor<10xf32>) {trans_b = true, activation = #nn.activation<relu>} : tensor<2x64xf32>, tensor<10x64xf32> -> tensor<2x10xf32>
func.func @tensor_1(%a: tensor<2x64xf32>, %b: tensor<10x64xf32>, %c: tensor<10xf32>) {
  %y = nn.gemm %a, %b c(%c : tensor<10xf32>) {trans_b = true, activation = #nn.activation<relu>}
      : tensor<2x64xf32>, tensor<10x64xf32> -> tensor<2x10xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.gemm %a, %b c(%c : tensor<2x1xf32>) {alpha = 5.000000e-01 : f32, beta = -2.000000e+00 : f32, trans_a = true} : tensor<64x2xf32>, tensor<64x10xf32> -> tensor<2x10xf32>
func.func @tensor_2(%a: tensor<64x2xf32>, %b: tensor<64x10xf32>, %c: tensor<2x1xf32>) {
  %y = nn.gemm %a, %b c(%c : tensor<2x1xf32>)
      {alpha = 5.000000e-01 : f32, beta = -2.000000e+00 : f32, trans_a = true}
      : tensor<64x2xf32>, tensor<64x10xf32> -> tensor<2x10xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.gemm %a, %b into(%y : memref<2x10xf32>) : memref<2x64xf32>, memref<64x10xf32>
func.func @buffer(%a: memref<2x64xf32>, %b: memref<64x10xf32>, %y: memref<2x10xf32>) {
  nn.gemm %a, %b into(%y : memref<2x10xf32>) : memref<2x64xf32>, memref<64x10xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.gemm %a, %b c(%c : memref<10xf32>) into(%y : memref<2x10xf32>) {trans_b = true, activation = #nn.activation<relu>} : memref<2x64xf32>, memref<10x64xf32>
func.func @buffer_1(%a: memref<2x64xf32>, %b: memref<10x64xf32>, %c: memref<10xf32>, %y: memref<2x10xf32>) {
  nn.gemm %a, %b c(%c : memref<10xf32>) into(%y : memref<2x10xf32>)
      {trans_b = true, activation = #nn.activation<relu>}
      : memref<2x64xf32>, memref<10x64xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.gemm %a, %b c(%c : memref<2x1xf32>) into(%y : memref<2x10xf32>) {alpha = 5.000000e-01 : f32, beta = -2.000000e+00 : f32, trans_a = true} : memref<64x2xf32>, memref<64x10xf32>
func.func @buffer_2(%a: memref<64x2xf32>, %b: memref<64x10xf32>, %c: memref<2x1xf32>, %y: memref<2x10xf32>) {
  nn.gemm %a, %b c(%c : memref<2x1xf32>) into(%y : memref<2x10xf32>)
      {alpha = 5.000000e-01 : f32, beta = -2.000000e+00 : f32, trans_a = true}
      : memref<64x2xf32>, memref<64x10xf32>
  func.return
}

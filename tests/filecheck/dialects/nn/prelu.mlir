// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.prelu %x, %slope : tensor<1x8x4x4xf32>, tensor<8x1x1xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>, %slope: tensor<8x1x1xf32>) {
  %y = nn.prelu %x, %slope : tensor<1x8x4x4xf32>, tensor<8x1x1xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.prelu %x, %slope into(%y : memref<1x8x4x4xf32>) : memref<1x8x4x4xf32>, memref<8x1x1xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %slope: memref<8x1x1xf32>, %y: memref<1x8x4x4xf32>) {
  nn.prelu %x, %slope into(%y : memref<1x8x4x4xf32>) : memref<1x8x4x4xf32>, memref<8x1x1xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>} : tensor<1x8x4xf32> -> tensor<1x3x4xf32>, tensor<1x5x4xf32>
func.func @tensor(%x: tensor<1x8x4xf32>) {
  %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>}
      : tensor<1x8x4xf32> -> tensor<1x3x4xf32>, tensor<1x5x4xf32>
  func.return
}

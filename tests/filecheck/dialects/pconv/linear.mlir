// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @dense
// CHECK: pconv.linear %x, %w bias(%b : tensor<20xf32>) {scheme = #pconv.block_pruned_scheme<group = 4>, activation = #nn.activation<relu>} : tensor<1x64xf32>, tensor<20x64xf32> -> tensor<1x20xf32>
func.func @dense(%x: tensor<1x64xf32>, %w: tensor<20x64xf32>, %b: tensor<20xf32>) -> tensor<1x20xf32> {
  %y = pconv.linear %x, %w bias(%b : tensor<20xf32>) {scheme = #pconv.block_pruned_scheme<group = 4>, activation = #nn.activation<relu>}
    : tensor<1x64xf32>, tensor<20x64xf32> -> tensor<1x20xf32>
  func.return %y : tensor<1x20xf32>
}

// CHECK-LABEL: func.func @packed
// CHECK: %[[weights:.*]] = pconv.block_constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, index = dense<[1, 0]> : tensor<2xi32>, weight = dense<[5.000000e-01, 2.500000e-01, 7.500000e-01, 1.000000e+00]> : tensor<4xf32>} : !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>>
// CHECK: pconv.linear %x, %[[weights]] : tensor<3x2xf32>, !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>> -> tensor<3x4xf32>
func.func @packed(%x: tensor<3x2xf32>) -> tensor<3x4xf32> {
  %w = pconv.block_constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, index = dense<[1, 0]> : tensor<2xi32>,
      weight = dense<[0.5, 0.25, 0.75, 1.0]> : tensor<4xf32>} : !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>>
  %y = pconv.linear %x, %w : tensor<3x2xf32>, !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>> -> tensor<3x4xf32>
  func.return %y : tensor<3x4xf32>
}

// CHECK-LABEL: func.func @destination
// CHECK: pconv.linear %x, %w bias(%b : memref<4xf32>) into(%y : memref<3x4xf32>) : memref<3x2xf32>, !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>>
func.func @destination(%x: memref<3x2xf32>, %w: !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>>, %b: memref<4xf32>, %y: memref<3x4xf32>) {
  pconv.linear %x, %w bias(%b : memref<4xf32>) into(%y : memref<3x4xf32>) : memref<3x2xf32>, !pconv.block_pruned<4x2xf32, #pconv.block_pruned_scheme<group = 2>>
  func.return
}

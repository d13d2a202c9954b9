// RUN: prunir-opt %s -p convert-nn-gemm-to-plan --split-input-file --verify-diagnostics | filecheck %s

// 6 outputs in blocks of 4: the second block begins at output 2, so that it is full. Weights lie by block, channel and output.
// CHECK-LABEL: func.func @blocks
// CHECK: %[[weights:.*]] = plan.weight {value = dense<[[[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00], [1.000000e+01, 2.000000e+01, 3.000000e+01, 4.000000e+01]], [[3.000000e+00,
// CHECK: %[[bias:.*]] = plan.weight {value = dense<[[0.000000e+00, 1.000000e+00, 2.000000e+00, 3.000000e+00], [2.000000e+00, 3.000000e+00, 4.000000e+00, 5.000000e+00]]> : tensor<2x4xf32>}
// CHECK: plan.linear %x weights(%[[weights]] : memref<2x2x4xf32>) bias(%[[bias]] : memref<2x4xf32>) into(%y : memref<1x6xf32>) {schedule = #plan.schedule<linear, {{.*}}>, activation = #nn.activation<relu>}
// CHECK-NOT: nn.gemm
// CHECK: func.return
func.func @blocks(%x: memref<1x2xf32>, %y: memref<1x6xf32>) {
  %w = plan.weight {value = dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]]> : tensor<2x6xf32>} : memref<2x6xf32>
  %c = plan.weight {value = dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<6xf32>} : memref<6xf32>
  nn.gemm %x, %w c(%c : memref<6xf32>) into(%y : memref<1x6xf32>)
    {activation = #nn.activation<relu>, plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x2xf32>, memref<2x6xf32>
  func.return
}

// Fewer outputs than a block has: padded with zeros. The matrix is transposed and scaled by alpha, the addend, one for all, by beta.
// CHECK-LABEL: func.func @short_block
// CHECK: %[[weights:.*]] = plan.weight {value = dense<[[[2.000000e+00, 6.000000e+00, 1.000000e+01, 0.000000e+00], [4.000000e+00, 8.000000e+00, 1.200000e+01, 0.000000e+00]]]> : tensor<1x2x4xf32>}
// CHECK: %[[bias:.*]] = plan.weight {value = dense<[[3.000000e+00, 3.000000e+00, 3.000000e+00, 0.000000e+00]]> : tensor<1x4xf32>}
// CHECK: plan.linear %x weights(%[[weights]] : memref<1x2x4xf32>) bias(%[[bias]] : memref<1x4xf32>)
func.func @short_block(%x: memref<1x2xf32>, %y: memref<1x3xf32>) {
  %w = plan.weight {value = dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>} : memref<3x2xf32>
  %c = plan.weight {value = dense<1.0> : tensor<1xf32>} : memref<1xf32>
  nn.gemm %x, %w c(%c : memref<1xf32>) into(%y : memref<1x3xf32>)
    {trans_b = true, alpha = 2.0 : f32, beta = 3.0 : f32, plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x2xf32>, memref<3x2xf32>
  func.return
}

// Without an addend, zeros.
// CHECK-LABEL: func.func @no_addend
// CHECK: %[[bias:.*]] = plan.weight {value = dense<0.000000e+00> : tensor<1x4xf32>}
// CHECK: plan.linear %x weights(%{{.*}}) bias(%[[bias]] :
func.func @no_addend(%x: memref<1x1xf32>, %y: memref<1x4xf32>) {
  %w = plan.weight {value = dense<1.0> : tensor<1x4xf32>} : memref<1x4xf32>
  nn.gemm %x, %w into(%y : memref<1x4xf32>) {plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x1xf32>, memref<1x4xf32>
  func.return
}

// CHECK-LABEL: func.func @not_scheduled
// CHECK-NEXT: nn.gemm
// CHECK-NEXT: func.return
func.func @not_scheduled(%x: memref<1x2xf32>, %w: memref<2x3xf32>, %y: memref<1x3xf32>) {
  nn.gemm %x, %w into(%y : memref<1x3xf32>) : memref<1x2xf32>, memref<2x3xf32>
  func.return
}

// -----

func.func @computed_weights(%x: memref<1x2xf32>, %w: memref<2x4xf32>, %y: memref<1x4xf32>) {
  // expected-error @below {{'nn.gemm' is scheduled, but not all its weights are known now}}
  nn.gemm %x, %w into(%y : memref<1x4xf32>) {plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x2xf32>, memref<2x4xf32>
  func.return
}

// -----

func.func @computed_addend(%x: memref<1x2xf32>, %c: memref<4xf32>, %y: memref<1x4xf32>) {
  %w = plan.weight {value = dense<1.0> : tensor<2x4xf32>} : memref<2x4xf32>
  // expected-error @below {{'nn.gemm' is scheduled, but not all its weights are known now}}
  nn.gemm %x, %w c(%c : memref<4xf32>) into(%y : memref<1x4xf32>) {plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>}
    : memref<1x2xf32>, memref<2x4xf32>
  func.return
}

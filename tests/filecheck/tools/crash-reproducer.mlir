// RUN: not prunir-opt %s -p cse,fold-batch-norm,dce --crash-reproducer=%t 2>&1 | filecheck %s
// RUN: filecheck %s --check-prefix=REPRODUCER --input-file=%t
// RUN: not prunir-opt %s -p fold-batch-norm --print-ir-after-failure 2>&1 | filecheck %s --check-prefix=IR

// CHECK: crash-reproducer.mlir:16:3: error: weight 9f86d081884c7d659a2feaa0c55ad015 is not at hand
// CHECK-SAME: [in pass 'fold-batch-norm']
// REPRODUCER: // RUN{{:}} prunir-opt %s -p 'fold-batch-norm,dce'
// REPRODUCER: nn.batch_norm
// IR: // -----// IR after fold-batch-norm failed //----- //
// IR: "nn.batch_norm"
func.func @weights_missing(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2x1x1xf32>
  %p = nn.constant dense<1.0> : tensor<2xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  // The batch norm that cannot be folded.
  %y = nn.batch_norm %c, %p, %p, %p, %p {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  func.return %y : tensor<1x2x4xf32>
}

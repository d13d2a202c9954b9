// RUN: prunir-opt %s -p decompose-batch-norm --split-input-file --verify-diagnostics | filecheck %s

// Constant parameters become one factor and one shift for each channel.
// CHECK-LABEL: @constant
// CHECK-DAG: %[[factor:.*]] = nn.constant dense<5.000000e-01> : tensor<2x1xf32>
// CHECK-DAG: %[[shift:.*]] = nn.constant dense<{{.*}}1.000000e+00], [5.000000e-01]]> : tensor<2x1xf32>
// CHECK: %[[scaled:.*]] = nn.mul %x, %[[factor]]
// CHECK: %[[result:.*]] = nn.add %[[scaled]], %[[shift]]
// CHECK: return %[[result]]
func.func @constant(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %scale = nn.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %bias = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %mean = nn.constant dense<[0.0, 3.0]> : tensor<2xf32>
  %var = nn.constant dense<[1.0, 4.0]> : tensor<2xf32>
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 0.0 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// A matrix needs no reshaped parameters.
// CHECK-LABEL: @matrix
// CHECK: nn.mul %x, {{.*}} : tensor<3x2xf32>, tensor<2xf32>
func.func @matrix(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %p = nn.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %y = nn.batch_norm %x, %p, %p, %p, %p {epsilon = 1.0e-5 : f32} : tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// Other parameters are combined at run time.
// CHECK-LABEL: @computed
// CHECK: %[[epsilon:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[sum:.*]] = nn.add %var, %[[epsilon]]
// CHECK: %[[deviation:.*]] = nn.sqrt %[[sum]]
// CHECK: %[[factor:.*]] = nn.div %scale, %[[deviation]]
// CHECK: %[[offset:.*]] = nn.mul %mean, %[[factor]]
// CHECK: %[[shift:.*]] = nn.sub %bias, %[[offset]]
// CHECK-DAG: %[[factors:.*]] = nn.reshape %[[factor]] : tensor<2xf32> -> tensor<2x1x1xf32>
// CHECK-DAG: %[[shifts:.*]] = nn.reshape %[[shift]] : tensor<2xf32> -> tensor<2x1x1xf32>
// CHECK: %[[scaled:.*]] = nn.mul %x, %[[factors]]
// CHECK: nn.add %[[scaled]], %[[shifts]]
func.func @computed(%x: tensor<1x2x4x4xf32>, %scale: tensor<2xf32>, %bias: tensor<2xf32>, %mean: tensor<2xf32>, %var: tensor<2xf32>) -> tensor<1x2x4x4xf32> {
  %y = nn.batch_norm %x, %scale, %bias, %mean, %var {epsilon = 1.0 : f32} : tensor<1x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4x4xf32>
  return %y : tensor<1x2x4x4xf32>
}

// No batch norm.
// CHECK-LABEL: @other_norm
// CHECK: nn.lrn %x
func.func @other_norm(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %y = nn.lrn %x {size = 3 : i64, alpha = 1.0e-4 : f32, beta = 0.75 : f32, bias = 1.0 : f32} : tensor<1x2x4xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// -----

// Invalid: parameters that are named, but nobody has.
func.func @weights_missing(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  %p = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.batch_norm %x, %p, %p, %p, %p {epsilon = 1.0e-5 : f32} : tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32> -> tensor<1x2x4xf32>
  return %y : tensor<1x2x4xf32>
}

// RUN: prunir-opt %s -p recognize-global-pool --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @reductions
// CHECK-NEXT: %[[mean:.*]] = nn.global_avg_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
// CHECK-NEXT: %[[vector:.*]] = nn.reshape %[[mean]] : tensor<1x8x1x1xf32> -> tensor<1x8xf32>
// CHECK-NEXT: %[[max:.*]] = nn.global_max_pool %x : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
// CHECK-NEXT: return %[[vector]], %[[max]]
func.func @reductions(%x: tensor<1x8x7x7xf32>) -> (tensor<1x8xf32>, tensor<1x8x1x1xf32>) {
  %0 = nn.reduce_mean %x {axes = array<i64: 2, 3>} : tensor<1x8x7x7xf32> -> tensor<1x8xf32>
  %1 = nn.reduce_max %x {axes = array<i64: 2, 3>, keepdims = true} : tensor<1x8x7x7xf32> -> tensor<1x8x1x1xf32>
  return %0, %1 : tensor<1x8xf32>, tensor<1x8x1x1xf32>
}

// CHECK-LABEL: @windows
// CHECK-NEXT: nn.global_avg_pool %x
// CHECK-NEXT: nn.global_max_pool %x
func.func @windows(%x: tensor<1x8x7xf32>) -> (tensor<1x8x1xf32>, tensor<1x8x1xf32>) {
  %0 = nn.avg_pool %x {kernel_shape = array<i64: 7>, strides = array<i64: 7>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x8x7xf32> -> tensor<1x8x1xf32>
  %1 = nn.max_pool %x {kernel_shape = array<i64: 7>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x8x7xf32> -> tensor<1x8x1xf32>
  return %0, %1 : tensor<1x8x1xf32>, tensor<1x8x1xf32>
}

// Other axes, another reduction, padding that counts, a smaller window, no spatial dimensions.
// CHECK-LABEL: @not_global
// CHECK-NEXT: nn.reduce_mean
// CHECK-NEXT: nn.reduce_sum
// CHECK-NEXT: nn.avg_pool
// CHECK-NEXT: nn.max_pool
// CHECK-NEXT: nn.reduce_mean
func.func @not_global(%x: tensor<1x8x4xf32>, %m: tensor<2x4xf32>) -> (tensor<1x4xf32>, tensor<1x8xf32>, tensor<1x8x2xf32>, tensor<1x8x2xf32>, tensor<2xf32>) {
  %0 = nn.reduce_mean %x {axes = array<i64: 1>} : tensor<1x8x4xf32> -> tensor<1x4xf32>
  %1 = nn.reduce_sum %x {axes = array<i64: 2>} : tensor<1x8x4xf32> -> tensor<1x8xf32>
  %2 = nn.avg_pool %x {kernel_shape = array<i64: 4>, strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>, count_include_pad = true} : tensor<1x8x4xf32> -> tensor<1x8x2xf32>
  %3 = nn.max_pool %x {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x8x4xf32> -> tensor<1x8x2xf32>
  %4 = nn.reduce_mean %m {axes = array<i64: 1>} : tensor<2x4xf32> -> tensor<2xf32>
  return %0, %1, %2, %3, %4 : tensor<1x4xf32>, tensor<1x8xf32>, tensor<1x8x2xf32>, tensor<1x8x2xf32>, tensor<2xf32>
}

// -----

// Invalid: an axis that the input does not have.
func.func @no_axis(%x: tensor<1x8x4xf32>) -> tensor<1x8xf32> {
  // expected-error @+1 {{C2: axes must be ascending numbers below 3}}
  %y = nn.reduce_mean %x {axes = array<i64: 3>} : tensor<1x8x4xf32> -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

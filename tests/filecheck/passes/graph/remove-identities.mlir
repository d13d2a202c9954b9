// RUN: prunir-opt %s -p remove-identities --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @each
// CHECK-NEXT: return %x
func.func @each(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = nn.identity %x : tensor<2x3xf32> -> tensor<2x3xf32>
  %1 = nn.cast %0 : tensor<2x3xf32> -> tensor<2x3xf32>
  %2 = nn.reshape %1 : tensor<2x3xf32> -> tensor<2x3xf32>
  %3 = nn.flatten %2 {axis = 1 : i64} : tensor<2x3xf32> -> tensor<2x3xf32>
  %4 = nn.transpose %3 {perm = array<i64: 0, 1>} : tensor<2x3xf32> -> tensor<2x3xf32>
  %5 = nn.slice %4 {starts = array<i64: 0, 0>, limits = array<i64: 2, 3>, steps = array<i64: 1, 1>} : tensor<2x3xf32> -> tensor<2x3xf32>
  %6 = nn.pad %5 {pads = array<i64: 0, 0, 0, 0>, mode = "edge"} : tensor<2x3xf32> -> tensor<2x3xf32>
  %7 = nn.concat %6 {axis = 0 : i64} : tensor<2x3xf32> -> tensor<2x3xf32>
  %8 = nn.resize %7 {mode = "linear", scales = array<f64: 1.0, 1.0>} : tensor<2x3xf32> -> tensor<2x3xf32>
  %9 = nn.clip %8 {min = 0xFF800000 : f32, max = 0x7F800000 : f32} : tensor<2x3xf32> -> tensor<2x3xf32>
  return %9 : tensor<2x3xf32>
}

// CHECK-LABEL: @neutral_numbers
// CHECK-NEXT: return %x
func.func @neutral_numbers(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %zero = nn.constant dense<0.0> : tensor<f32>
  %ones = nn.constant dense<1.0> : tensor<2x1xf32>
  %0 = nn.add %zero, %x : tensor<f32>, tensor<2x3xf32> -> tensor<2x3xf32>
  %1 = nn.sub %0, %zero : tensor<2x3xf32>, tensor<f32> -> tensor<2x3xf32>
  %2 = nn.mul %1, %ones : tensor<2x3xf32>, tensor<2x1xf32> -> tensor<2x3xf32>
  %3 = nn.div %2, %ones : tensor<2x3xf32>, tensor<2x1xf32> -> tensor<2x3xf32>
  %4 = nn.pow %3, %ones : tensor<2x3xf32>, tensor<2x1xf32> -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// CHECK-LABEL: @pools
// CHECK-NEXT: return %x
func.func @pools(%x: tensor<1x4x1x1xf32>) -> tensor<1x4x1x1xf32> {
  %0 = nn.max_pool %x {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x4x1x1xf32> -> tensor<1x4x1x1xf32>
  %1 = nn.global_avg_pool %0 : tensor<1x4x1x1xf32> -> tensor<1x4x1x1xf32>
  %2 = nn.reduce_mean %1 {axes = array<i64: 2, 3>, keepdims = true} : tensor<1x4x1x1xf32> -> tensor<1x4x1x1xf32>
  return %2 : tensor<1x4x1x1xf32>
}

// A relu changes nothing behind a relu, nor behind what keeps its sign.
// CHECK-LABEL: @relu_twice
// CHECK: nn.relu
// CHECK: %[[pooled:.*]] = nn.max_pool
// CHECK-NEXT: return %[[pooled]]
func.func @relu_twice(%x: tensor<1x4x4xf32>) -> tensor<1x4x2xf32> {
  %0 = nn.relu %x : tensor<1x4x4xf32> -> tensor<1x4x4xf32>
  %1 = nn.max_pool %0 {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x4xf32> -> tensor<1x4x2xf32>
  %2 = nn.relu %1 : tensor<1x4x2xf32> -> tensor<1x4x2xf32>
  return %2 : tensor<1x4x2xf32>
}

// A relu of what may be negative: behind a leaky relu, or a pad with a negative number.
// CHECK-LABEL: @relu_needed
// CHECK-COUNT-3: nn.relu
func.func @relu_needed(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<6xf32>) {
  %0 = nn.leaky_relu %x {alpha = 0.1 : f32} : tensor<4xf32> -> tensor<4xf32>
  %1 = nn.relu %0 : tensor<4xf32> -> tensor<4xf32>
  %2 = nn.relu %x : tensor<4xf32> -> tensor<4xf32>
  %3 = nn.pad %2 {pads = array<i64: 1, 1>, value = -1.0 : f32} : tensor<4xf32> -> tensor<6xf32>
  %4 = nn.relu %3 : tensor<6xf32> -> tensor<6xf32>
  return %1, %4 : tensor<4xf32>, tensor<6xf32>
}

// These keep the type of their operand, and yet change it.
// CHECK-LABEL: @same_type
// CHECK: nn.transpose
// CHECK: nn.add
// CHECK: nn.div
// CHECK: nn.sub
// CHECK: nn.clip
// CHECK: nn.avg_pool
func.func @same_type(%x: tensor<2x2xf32>, %z: tensor<1x1x4xf32>) -> (tensor<2x2xf32>, tensor<1x1x4xf32>) {
  %v = nn.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %zero = nn.constant dense<0.0> : tensor<f32>
  %0 = nn.transpose %x {perm = array<i64: 1, 0>} : tensor<2x2xf32> -> tensor<2x2xf32>
  %1 = nn.add %0, %v : tensor<2x2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  %2 = nn.div %one, %1 : tensor<f32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %3 = nn.sub %zero, %2 : tensor<f32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %4 = nn.clip %3 {min = 0xFF800000 : f32, max = 6.0 : f32} : tensor<2x2xf32> -> tensor<2x2xf32>
  %5 = nn.avg_pool %z {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  return %4, %5 : tensor<2x2xf32>, tensor<1x1x4xf32>
}

// Adding zero broadcasts; a cast changes the elements.
// CHECK-LABEL: @other_type
// CHECK: nn.add
// CHECK: nn.cast
func.func @other_type(%x: tensor<3xf32>) -> tensor<2x3xf64> {
  %zeros = nn.constant dense<0.0> : tensor<2x1xf32>
  %0 = nn.add %x, %zeros : tensor<3xf32>, tensor<2x1xf32> -> tensor<2x3xf32>
  %1 = nn.cast %0 : tensor<2x3xf32> -> tensor<2x3xf64>
  return %1 : tensor<2x3xf64>
}

// -----

// Invalid: an identity of another type.
func.func @wrong_type(%x: tensor<4xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{C0: result must be of type tensor<4xf32>}}
  %y = nn.identity %x : tensor<4xf32> -> tensor<5xf32>
  return %y : tensor<5xf32>
}

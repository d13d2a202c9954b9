// RUN: prunir-opt %s -p fold-pad --split-input-file --verify-diagnostics | filecheck %s

// Paddings add up, also when the pad has other users.
// CHECK-LABEL: @conv
// CHECK: %[[padded:.*]] = nn.pad %x
// CHECK: %[[result:.*]] = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 2, 4>
// CHECK: return %[[result]], %[[padded]]
func.func @conv(%x: tensor<1x1x4xf32>, %w: tensor<2x1x3xf32>) -> (tensor<1x2x8xf32>, tensor<1x1x8xf32>) {
  %p = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 3>} : tensor<1x1x4xf32> -> tensor<1x1x8xf32>
  %y = nn.conv %p, %w {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : tensor<1x1x8xf32>, tensor<2x1x3xf32> -> tensor<1x2x8xf32>
  return %y, %p : tensor<1x2x8xf32>, tensor<1x1x8xf32>
}

// CHECK-LABEL: @two_pads
// CHECK-NEXT: nn.pad %x {pads = array<i64: 1, 2, 4, 6>, value = 5.000000e+00 : f32}
// CHECK-NEXT: return
func.func @two_pads(%x: tensor<2x2xf32>) -> tensor<7x10xf32> {
  %p = nn.pad %x {pads = array<i64: 1, 1, 1, 1>, value = 5.0 : f32} : tensor<2x2xf32> -> tensor<4x4xf32>
  %y = nn.pad %p {pads = array<i64: 0, 1, 3, 5>, value = 5.0 : f32} : tensor<4x4xf32> -> tensor<7x10xf32>
  return %y : tensor<7x10xf32>
}

// Fills other than zero, padded channels, reflected borders.
// CHECK-LABEL: @not_conv_padding
// CHECK-COUNT-3: nn.pad
func.func @not_conv_padding(%x: tensor<1x1x4xf32>, %w: tensor<2x1x3xf32>, %v: tensor<2x2x3xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x2xf32>, tensor<1x2x4xf32>) {
  %a = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 1>, value = 1.0 : f32} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %0 = nn.conv %a, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32>, tensor<2x1x3xf32> -> tensor<1x2x4xf32>
  %b = nn.pad %x {pads = array<i64: 0, 1, 0, 0, 0, 0>} : tensor<1x1x4xf32> -> tensor<1x2x4xf32>
  %1 = nn.conv %b, %v {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x2x4xf32>, tensor<2x2x3xf32> -> tensor<1x2x2xf32>
  %c = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 1>, mode = "reflect"} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %2 = nn.conv %c, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32>, tensor<2x1x3xf32> -> tensor<1x2x4xf32>
  return %0, %1, %2 : tensor<1x2x4xf32>, tensor<1x2x2xf32>, tensor<1x2x4xf32>
}

// Zero never wins over what a relu leaves, on its own or as an epilogue.
// CHECK-LABEL: @max_of_relu
// CHECK-NOT: nn.pad
// CHECK: nn.max_pool {{.*}} pads = array<i64: 1, 1>
// CHECK: nn.max_pool {{.*}} pads = array<i64: 1, 0>
func.func @max_of_relu(%x: tensor<1x1x4xf32>, %w: tensor<1x1x1xf32>) -> (tensor<1x1x4xf32>, tensor<1x1x3xf32>) {
  %r = nn.relu %x : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  %a = nn.pad %r {pads = array<i64: 0, 0, 1, 0, 0, 1>} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %0 = nn.max_pool %a {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32> -> tensor<1x1x4xf32>
  %c = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, activation = #nn.activation<clip, 0.0, 6.0>} : tensor<1x1x4xf32>, tensor<1x1x1xf32> -> tensor<1x1x4xf32>
  %b = nn.pad %c {pads = array<i64: 0, 0, 1, 0, 0, 0>} : tensor<1x1x4xf32> -> tensor<1x1x5xf32>
  %1 = nn.max_pool %b {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x5xf32> -> tensor<1x1x3xf32>
  return %0, %1 : tensor<1x1x4xf32>, tensor<1x1x3xf32>
}

// The smallest float never wins, whatever the input.
// CHECK-LABEL: @max_of_lowest
// CHECK-NEXT: nn.max_pool %x {{.*}} pads = array<i64: 1, 1>
func.func @max_of_lowest(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %a = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 1>, value = -3.40282347E+38 : f32} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %y = nn.max_pool %a {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32> -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}

// Zero wins over negative inputs; a window lies in the padding alone; the last window hangs over.
// CHECK-LABEL: @not_max_padding
// CHECK-COUNT-3: nn.pad
func.func @not_max_padding(%x: tensor<1x1x4xf32>) -> (tensor<1x1x4xf32>, tensor<1x1x5xf32>, tensor<1x1x3xf32>) {
  %r = nn.relu %x : tensor<1x1x4xf32> -> tensor<1x1x4xf32>
  %a = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 1>} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %0 = nn.max_pool %a {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32> -> tensor<1x1x4xf32>
  %b = nn.pad %r {pads = array<i64: 0, 0, 2, 0, 0, 0>} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %1 = nn.max_pool %b {kernel_shape = array<i64: 2>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32> -> tensor<1x1x5xf32>
  %c = nn.pad %r {pads = array<i64: 0, 0, 0, 0, 0, 1>} : tensor<1x1x4xf32> -> tensor<1x1x5xf32>
  %2 = nn.max_pool %c {kernel_shape = array<i64: 2>, strides = array<i64: 2>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, ceil_mode = true} : tensor<1x1x5xf32> -> tensor<1x1x3xf32>
  return %0, %1, %2 : tensor<1x1x4xf32>, tensor<1x1x5xf32>, tensor<1x1x3xf32>
}

// The zeros of the pad count in the mean, as padding of the pool's own that counts.
// CHECK-LABEL: @average
// CHECK-NEXT: nn.avg_pool %x {{.*}} pads = array<i64: 1, 1>, {{.*}} count_include_pad = true
// CHECK-NEXT: nn.avg_pool %x {{.*}} pads = array<i64: 2, 1>, {{.*}} count_include_pad = true
func.func @average(%x: tensor<1x1x4xf32>) -> (tensor<1x1x4xf32>, tensor<1x1x5xf32>) {
  %a = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 1>} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %0 = nn.avg_pool %a {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32> -> tensor<1x1x4xf32>
  %1 = nn.avg_pool %a {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>, count_include_pad = true} : tensor<1x1x6xf32> -> tensor<1x1x5xf32>
  return %0, %1 : tensor<1x1x4xf32>, tensor<1x1x5xf32>
}

// The pool has padding that does not count.
// CHECK-LABEL: @uncounted_average
// CHECK: nn.pad
func.func @uncounted_average(%x: tensor<1x1x4xf32>) -> tensor<1x1x5xf32> {
  %a = nn.pad %x {pads = array<i64: 0, 0, 1, 0, 0, 1>} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  %0 = nn.avg_pool %a {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 1, 0>, dilations = array<i64: 1>} : tensor<1x1x6xf32> -> tensor<1x1x5xf32>
  return %0 : tensor<1x1x5xf32>
}

// -----

// Invalid: fewer pads than the input has sides.
func.func @missing_pads(%x: tensor<1x1x4xf32>) -> tensor<1x1x6xf32> {
  // expected-error @+1 {{C1: needs 6 pads of at least 0}}
  %y = nn.pad %x {pads = array<i64: 1, 1>} : tensor<1x1x4xf32> -> tensor<1x1x6xf32>
  return %y : tensor<1x1x6xf32>
}

// RUN: prunir-opt %s -p assign-layouts --split-input-file --verify-diagnostics | filecheck %s

// Without a target, vectors have 4 lanes. Rows of 4 share a gap of one zero; the argument gets a copy that can have a layout:
// its window reaches a row and a column before and behind the plane.
// CHECK-LABEL: @padded
// CHECK: %[[copy:.*]] = nn.identity %x {plan.layout = #plan.planar<[72, 36, 5, 1], lead = 8, zero_halo>}
// CHECK: nn.conv %[[copy]], %w {plan.layout = #plan.planar<[60, 20, 5, 1], lead = 0>
func.func @padded(%x: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4xf32> {
  %w = nn.constant #nn.random<1> : tensor<3x2x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x2x4x4xf32>, tensor<3x2x3x3xf32> -> tensor<1x3x4x4xf32>
  func.return %y : tensor<1x3x4x4xf32>
}

// What a convolution adds has rows like what it writes, and those are as long as what it reads.
// CHECK-LABEL: @residual
// CHECK: %[[residual:.*]] = nn.relu %r {plan.layout = #plan.planar<[24, 12, 6, 1], lead = 0>}
// CHECK: %[[input:.*]] = nn.relu %x {plan.layout = #plan.planar<[56, 28, 6, 1], lead = 0>}
// CHECK: nn.conv %[[input]], %w residual(%[[residual]] : tensor<1x2x2x4xf32>) {plan.layout = #plan.planar<[24, 12, 6, 1], lead = 0>
func.func @residual(%x: tensor<1x2x4x6xf32>, %r: tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32> {
  %w = nn.constant #nn.random<1> : tensor<2x2x3x3xf32>
  %residual = nn.relu %r : tensor<1x2x2x4xf32> -> tensor<1x2x2x4xf32>
  %input = nn.relu %x : tensor<1x2x4x6xf32> -> tensor<1x2x4x6xf32>
  %y = nn.conv %input, %w residual(%residual : tensor<1x2x2x4xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x2x4x6xf32>, tensor<2x2x3x3xf32> -> tensor<1x2x2x4xf32>
  func.return %y : tensor<1x2x2x4xf32>
}

// A strided convolution reads a copy split into phases: its input stays as it is, its rows are as long as those of a phase.
// CHECK-LABEL: @strided
// CHECK-NOT: nn.identity
// CHECK: nn.conv %x, %w {plan.layout = #plan.planar<[24, 12, 4, 1], lead = 0>
func.func @strided(%x: tensor<1x2x6x6xf32>) -> tensor<1x2x3x3xf32> {
  %w = nn.constant #nn.random<1> : tensor<2x2x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x2x6x6xf32>, tensor<2x2x3x3xf32> -> tensor<1x2x3x3xf32>
  func.return %y : tensor<1x2x3x3xf32>
}

// A strided depthwise convolution reads its input in place, at a pitch of its own: rows of 6 and a gap of 1, not the result's 3.
// CHECK-LABEL: @strided_depthwise
// CHECK: %[[copy:.*]] = nn.identity %x {plan.layout = #plan.planar<[120, 60, 7, 1], lead = 8, zero_halo>}
// CHECK: nn.conv %[[copy]], %w {plan.layout = #plan.planar<[24, 12, 3, 1], lead = 0>
func.func @strided_depthwise(%x: tensor<1x2x6x6xf32>) -> tensor<1x2x3x3xf32> {
  %w = nn.constant #nn.random<1> : tensor<2x1x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64} : tensor<1x2x6x6xf32>, tensor<2x1x3x3xf32> -> tensor<1x2x3x3xf32>
  func.return %y : tensor<1x2x3x3xf32>
}

// What an elementwise operation takes and makes has equal rows: those of the first convolution's phases, 5 long, and the second one's gap of 1.
// CHECK-LABEL: @elementwise
// CHECK: %[[made:.*]] = nn.conv {{.*}}plan.layout = #plan.planar<[48, 24, 6, 1], lead = 0>
// CHECK: nn.mul %[[made]], %s {plan.layout = #plan.planar<[80, 40, 6, 1], lead = 8, zero_halo>}
func.func @elementwise(%x: tensor<1x2x6x6xf32>, %s: tensor<1x2x1x1xf32>) -> tensor<1x2x4x4xf32> {
  %w = nn.constant #nn.random<1> : tensor<2x2x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 2, 2>, dilations = array<i64: 1, 1>} : tensor<1x2x6x6xf32>, tensor<2x2x3x3xf32> -> tensor<1x2x4x4xf32>
  %scaled = nn.mul %y, %s : tensor<1x2x4x4xf32>, tensor<1x2x1x1xf32> -> tensor<1x2x4x4xf32>
  %z = nn.conv %scaled, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x2x4x4xf32>, tensor<2x2x3x3xf32> -> tensor<1x2x4x4xf32>
  func.return %z : tensor<1x2x4x4xf32>
}

// Planes 4096 bytes apart would share cache sets: one vector more.
// CHECK-LABEL: @pages
// CHECK: plan.planar<[2056, 1028, 32, 1], lead = 0>
func.func @pages(%x: tensor<1x2x32x32xf32>) -> tensor<1x2x32x32xf32> {
  %w = nn.constant #nn.random<1> : tensor<2x2x1x1xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x2x32x32xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x32x32xf32>
  func.return %y : tensor<1x2x32x32xf32>
}

// Weights that are values make no tables, and what no convolution touches stays dense.
// CHECK-LABEL: @not_planned
// CHECK-NOT: plan.layout
// CHECK: func.return
func.func @not_planned(%x: tensor<1x2x4x4xf32>, %w: tensor<3x2x3x3xf32>) -> tensor<1x3x2x2xf32> {
  %r = nn.relu %x : tensor<1x2x4x4xf32> -> tensor<1x2x4x4xf32>
  %y = nn.conv %r, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : tensor<1x2x4x4xf32>, tensor<3x2x3x3xf32> -> tensor<1x3x2x2xf32>
  func.return %y : tensor<1x3x2x2xf32>
}

// -----

// Wider vectors: planes and leads are whole vectors.
// CHECK-LABEL: @wide
// CHECK: #plan.planar<[128, 64, 5, 1], lead = 16, zero_halo>
module attributes {plan.target = #plan.target<lanes = 16, registers = 32, l1 = 32768, l2 = 1048576>} {
  func.func @wide(%x: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4xf32> {
    %w = nn.constant #nn.random<1> : tensor<3x2x3x3xf32>
    %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<1x2x4x4xf32>, tensor<3x2x3x3xf32> -> tensor<1x3x4x4xf32>
    func.return %y : tensor<1x3x4x4xf32>
  }
}

// -----

// A constant that is image and weight is copied as an image alone.
// CHECK-LABEL: @constant_image
// CHECK: %[[copy:.*]] = nn.identity %w {plan.layout
// CHECK: nn.conv %[[copy]], %w
func.func @constant_image() -> tensor<2x2x3x3xf32> {
  %w = nn.constant #nn.random<1> : tensor<2x2x3x3xf32>
  %y = nn.conv %w, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : tensor<2x2x3x3xf32>, tensor<2x2x3x3xf32> -> tensor<2x2x3x3xf32>
  func.return %y : tensor<2x2x3x3xf32>
}

// -----

// Invalid: where a buffer's elements lie is settled.
func.func @late(%x: memref<1x1x4xf32>, %y: memref<1x1x4xf32>) {
  %w = plan.weight {value = dense<1.0> : tensor<1x1x1xf32>} : memref<1x1x1xf32>
  // expected-error @below {{'nn.conv' has a buffer already; assign-layouts must run before bufferize}}
  nn.conv %x, %w into(%y : memref<1x1x4xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : memref<1x1x4xf32>, memref<1x1x1xf32>
  func.return
}

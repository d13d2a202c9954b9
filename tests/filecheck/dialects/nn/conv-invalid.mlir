// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: input and weight must have equal rank 3, 4 or 5}}
func.func @ranks(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<1x4x6x6xi32>, %w: tensor<8x4x3x3xi32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xi32>, tensor<8x4x3x3xi32> -> tensor<1x8x6x6xi32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @bias_of_another_type(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>, %b: tensor<8xf64>) {
  %y = nn.conv %x, %w bias(%b : tensor<8xf64>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C2: needs 2 positive kernel sizes, strides and dilations and 4 pads of at least 0}}
func.func @stride_0(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 0, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C2: needs 2 positive}}
func.func @negative_pad(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, -1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x4x6xf32>
  func.return
}

// -----

// expected-error {{C2: needs 2 positive}}
func.func @one_dilation(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>) {
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C3: 2 groups of 4 channels do not fit 4 input channels and 8 filters}}
func.func @channels(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C3: 2 groups}}
func.func @filters(%x: tensor<1x4x6x6xf32>, %w: tensor<7x2x3x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64}
      : tensor<1x4x6x6xf32>, tensor<7x2x3x3xf32> -> tensor<1x7x6x6xf32>
  func.return
}

// -----

// expected-error {{C3: 0 groups}}
func.func @no_group(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 0 : i64}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C4: a window of 3 with dilation 4 does not fit dimension 1}}
func.func @too_wide(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>) {
  %y = nn.conv %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 4>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C5: bias must have the shape (8,)}}
func.func @bias(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>, %b: tensor<4xf32>) {
  %y = nn.conv %x, %w bias(%b : tensor<4xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

// -----

// expected-error {{C6: residual must have the shape of tensor<1x8x6x6xf32>}}
func.func @residual(%x: tensor<1x4x6x6xf32>, %w: tensor<8x4x3x3xf32>, %r: tensor<1x8x1x1xf32>) {
  %y = nn.conv %x, %w residual(%r : tensor<1x8x1x1xf32>)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  func.return
}

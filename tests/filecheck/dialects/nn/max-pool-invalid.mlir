// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C1: input must have one to three spatial dimensions}}
func.func @matrix(%x: tensor<6x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<6x6xf32> -> tensor<6x6xf32>
  func.return
}

// -----

// expected-error {{C1: operands must share one floating-point element type}}
func.func @integers(%x: tensor<1x4x6x6xi32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xi32> -> tensor<1x4x6x6xi32>
  func.return
}

// -----

// expected-error {{C2: needs 2 positive kernel sizes, strides and dilations and 4 pads of at least 0}}
func.func @kernel_0(%x: tensor<1x4x6x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 0, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32> -> tensor<1x4x6x6xf32>
  func.return
}

// -----

// expected-error {{C2: needs 2 positive}}
func.func @two_pads(%x: tensor<1x4x6x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32> -> tensor<1x4x6x6xf32>
  func.return
}

// -----

// expected-error {{C3: window 0 lies outside of an input of size 6 (pad 3)}}
func.func @window_in_the_padding(%x: tensor<1x4x6x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 3, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32> -> tensor<1x4x8x6xf32>
  func.return
}

// -----

// expected-error {{C3: window 0 lies outside of an input of size 1 (pad 1)}}
func.func @input_between_the_taps(%x: tensor<1x4x1x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 2, 1>, strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 1, 0>, dilations = array<i64: 2, 1>}
      : tensor<1x4x1x6xf32> -> tensor<1x4x1x6xf32>
  func.return
}

// -----

// expected-error {{C4: a window of 7 with dilation 1 does not fit dimension 0}}
func.func @too_large(%x: tensor<1x4x6x6xf32>) {
  %y = nn.max_pool %x
      {kernel_shape = array<i64: 7, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>}
      : tensor<1x4x6x6xf32> -> tensor<1x4x1x6xf32>
  func.return
}

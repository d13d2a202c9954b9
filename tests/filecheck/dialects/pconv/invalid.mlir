// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// Patterns and sets of them.

// expected-error {{C1: a pattern is written with 0, 1 and /}}
builtin.module attributes {p = #pconv.pattern<"x">} {}

// -----

// expected-error {{C1: pattern '01/10/' is written '01/10'}}
builtin.module attributes {p = #pconv.pattern<"01/10/">} {}

// -----

// expected-error {{C1: a pattern set needs at least one pattern}}
builtin.module attributes {p = #pconv.pattern_set<[]>} {}

// -----

// expected-error {{C1: a pattern occurs twice}}
builtin.module attributes {p = #pconv.pattern_set<["01", "01"]>} {}

// -----

// expected-error {{C1: the patterns 01, 010 belong to different kernel shapes}}
builtin.module attributes {p = #pconv.pattern_set<["01", "010"]>} {}

// -----

// Schemes.

// expected-error {{C1: the group size must be at least 1, got 0}}
builtin.module attributes {s = #pconv.unstructured_scheme<group = 0>} {}

// -----

// expected-error {{C1: the group size must be at least 1, got -4}}
builtin.module attributes {s = #pconv.pattern_scheme<["01"], group = -4>} {}

// -----

// expected-error {{C2: all patterns of a scheme must keep the same number of entries}}
builtin.module attributes {s = #pconv.pattern_scheme<["010", "110"], group = 1>} {}

// -----

// expected-error {{C1: the group size must be at least 1, got 0}}
builtin.module attributes {s = #pconv.block_punched_scheme<group = 0, channels = 4>} {}

// -----

// expected-error {{C2: the number of channels in a block must be at least 1, got 0}}
builtin.module attributes {s = #pconv.block_punched_scheme<group = 8, channels = 0>} {}

// -----

// Packed type.

// expected-error {{C1: packed weights cannot unpack to tensor<4x4xf32>}}
func.func private @f(!pconv.fkw<4x4xf32, #pconv.unstructured_scheme<group = 1>>)

// -----

// expected-error {{C1: packed weights cannot unpack to tensor<4x0x1x1xf32>}}
func.func private @f(!pconv.fkw<4x0x1x1xf32, #pconv.unstructured_scheme<group = 1>>)

// -----

// expected-error {{C1: packed weights cannot unpack to tensor<4x4x1x1xi32>}}
func.func private @f(!pconv.fkw<4x4x1x1xi32, #pconv.unstructured_scheme<group = 1>>)

// -----

// expected-error {{C2: unstructured sparsity is for kernels of one entry, not of shape (3, 3)}}
func.func private @f(!pconv.fkw<4x4x3x3xf32, #pconv.unstructured_scheme<group = 1>>)

// -----

// expected-error {{C2: pattern 010 does not fit kernels of shape (3, 3)}}
func.func private @f(!pconv.fkw<4x4x3x3xf32, #pconv.pattern_scheme<["010"], group = 1>>)

// -----

// Packed constants.

// expected-error @below {{C1: index must have one dimension of i32, got 1 of i64}}
%w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[0]> : tensor<1xi64>,
                     stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<[1.0]> : tensor<1xf32>}
  : !pconv.fkw<1x1x1xf32, #pconv.unstructured_scheme<group = 1>>

// -----

// expected-error @below {{C1: weight must have one dimension of f32, got 2 of f32}}
%w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[0]> : tensor<1xi32>,
                     stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<[[1.0]]> : tensor<1x1xf32>}
  : !pconv.fkw<1x1x1xf32, #pconv.unstructured_scheme<group = 1>>

// -----

// expected-error @below {{C2: FKW weight has shape (2,), it needs (1,)}}
%w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[0]> : tensor<1xi32>,
                     stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<[1.0, 2.0]> : tensor<2xf32>}
  : !pconv.fkw<1x1x1xf32, #pconv.unstructured_scheme<group = 1>>

// -----

// expected-error @below {{C2: FKW index must name channels below 1}}
%w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[1]> : tensor<1xi32>,
                     stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<[1.0]> : tensor<1xf32>}
  : !pconv.fkw<1x1x1xf32, #pconv.unstructured_scheme<group = 1>>

// -----

// A block may have several positions, but each once.

// expected-error @below {{C2: FKW index names a channel twice in one group}}
%w = pconv.constant {offset = dense<[0, 2]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[0, 0]> : tensor<2xi32>,
                     stride = dense<[0, 2, 2]> : tensor<3xi32>, weight = dense<1.0> : tensor<4xf32>}
  : !pconv.fkw<1x2x2xf32, #pconv.block_punched_scheme<group = 1, channels = 2>>

// -----

// expected-error @below {{C2: FKW index must name channel blocks below 1}}
%w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0]> : tensor<1xi32>, index = dense<[1]> : tensor<1xi32>,
                     stride = dense<[0, 1, 1]> : tensor<3xi32>, weight = dense<1.0> : tensor<2xf32>}
  : !pconv.fkw<1x2x2xf32, #pconv.block_punched_scheme<group = 1, channels = 2>>

// -----

// Convolution: what it shares with nn.conv.

func.func @c1(%x : tensor<1x2x4xf32>, %w : tensor<1x2x1xf64>) {
  // expected-error @below {{C1: operands must share one floating-point element type}}
  %y = "pconv.conv"(%x, %w) <{strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>,
         scheme = #pconv.unstructured_scheme<group = 1>, operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>}>
    : (tensor<1x2x4xf32>, tensor<1x2x1xf64>) -> tensor<1x1x4xf32>
  func.return
}

// -----

func.func @c1_packed(%x : tensor<1x2x4xf32>, %w : !pconv.fkw<1x2x1xf64, #pconv.unstructured_scheme<group = 1>>) {
  // expected-error @below {{C1: input and packed weights must share one element type}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>}
    : tensor<1x2x4xf32>, !pconv.fkw<1x2x1xf64, #pconv.unstructured_scheme<group = 1>> -> tensor<1x1x4xf32>
  func.return
}

// -----

func.func @c3(%x : tensor<1x4x4xf32>, %w : tensor<1x2x1xf32>) {
  // expected-error @below {{C3: 1 groups of 2 channels do not fit 4 input channels}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>}
    : tensor<1x4x4xf32>, tensor<1x2x1xf32> -> tensor<1x1x4xf32>
  func.return
}

// -----

func.func @c5(%x : tensor<1x2x4xf32>, %w : !pconv.fkw<1x2x1xf32, #pconv.unstructured_scheme<group = 1>>, %b : tensor<2xf32>) {
  // expected-error @below {{C5: bias must have the shape (1,)}}
  %y = pconv.conv %x, %w bias(%b : tensor<2xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>}
    : tensor<1x2x4xf32>, !pconv.fkw<1x2x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x1x4xf32>
  func.return
}

// -----

// Convolution: scheme, zeros, order.

func.func @c7_dense_needs_a_scheme(%x : tensor<1x2x4xf32>, %w : tensor<1x2x1xf32>) {
  // expected-error @below {{C7: dense weights need a scheme}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>}
    : tensor<1x2x4xf32>, tensor<1x2x1xf32> -> tensor<1x1x4xf32>
  func.return
}

// -----

func.func @c7_packed_has_its_own(%x : tensor<1x2x4xf32>, %w : !pconv.fkw<1x2x1xf32, #pconv.unstructured_scheme<group = 1>>) {
  // expected-error @below {{C7: dense weights need a scheme, packed ones have it in their type}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>}
    : tensor<1x2x4xf32>, !pconv.fkw<1x2x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x1x4xf32>
  func.return
}

// -----

func.func @c7_kernel(%x : tensor<1x2x4xf32>, %w : tensor<1x2x3xf32>) {
  // expected-error @below {{C7: pattern 01 does not fit kernels of shape (3,)}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.pattern_scheme<["01"], group = 1>}
    : tensor<1x2x4xf32>, tensor<1x2x3xf32> -> tensor<1x1x2xf32>
  func.return
}

// -----

func.func @c8_zeros(%x : tensor<1x2x4xf32>) {
  %w = nn.constant dense<[[[0.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]]]> : tensor<2x2x2xf32>
  // expected-error @below {{C8: filter 1, channel 1: no pattern covers the weights}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.pattern_scheme<["01", "10"], group = 1>}
    : tensor<1x2x4xf32>, tensor<2x2x2xf32> -> tensor<1x2x3xf32>
  func.return
}

// -----

func.func @c8_group(%x : tensor<1x1x4xf32>) {
  %w = nn.constant dense<[[[0.0, 1.0]], [[1.0, 0.0]]]> : tensor<2x1x2xf32>
  // expected-error @below {{C8: filters 0 to 1, channel 0: no pattern covers the weights}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.pattern_scheme<["01", "10"], group = 2>}
    : tensor<1x1x4xf32>, tensor<2x1x2xf32> -> tensor<1x2x3xf32>
  func.return
}

// -----

func.func @c9_packed(%x : tensor<1x2x4xf32>, %w : !pconv.fkw<1x2x1xf32, #pconv.unstructured_scheme<group = 1>>) {
  // expected-error @below {{C9: a filter order must come with dense weights}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, filter_order = dense<[0]> : tensor<1xi32>}
    : tensor<1x2x4xf32>, !pconv.fkw<1x2x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x1x4xf32>
  func.return
}

// -----

func.func @c9_order(%x : tensor<1x1x4xf32>, %w : tensor<2x1x1xf32>) {
  // expected-error @below {{C9: a filter order must name each of 2 filters once}}
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>,
                          filter_order = dense<[0, 0]> : tensor<2xi32>}
    : tensor<1x1x4xf32>, tensor<2x1x1xf32> -> tensor<1x2x4xf32>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// Scheme and type.

// expected-error {{C1: the group size must be at least 1, got 0}}
builtin.module attributes {s = #pconv.block_pruned_scheme<group = 0>} {}

// -----

// expected-error {{C1: packed weights cannot unpack to tensor<4xf32>}}
func.func private @f(!pconv.block_pruned<4xf32, #pconv.block_pruned_scheme<group = 1>>)

// -----

// expected-error {{C1: packed weights cannot unpack to tensor<4x0xf32>}}
func.func private @f(!pconv.block_pruned<4x0xf32, #pconv.block_pruned_scheme<group = 1>>)

// -----

// expected-error {{C1: packed weights cannot unpack to tensor<4x4xi32>}}
func.func private @f(!pconv.block_pruned<4x4xi32, #pconv.block_pruned_scheme<group = 1>>)

// -----

// Packed constants.

// expected-error @below {{C1: index must have one dimension of i32, got 1 of i64}}
%w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<[0]> : tensor<1xi64>, weight = dense<[1.0]> : tensor<1xf32>}
  : !pconv.block_pruned<1x1xf32, #pconv.block_pruned_scheme<group = 1>>

// -----

// expected-error @below {{C1: weight must have one dimension of f32, got 2 of f32}}
%w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<[0]> : tensor<1xi32>, weight = dense<[[1.0]]> : tensor<1x1xf32>}
  : !pconv.block_pruned<1x1xf32, #pconv.block_pruned_scheme<group = 1>>

// -----

// expected-error @below {{C2: packed weight has shape (1,), it needs (2,)}}
%w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<[0]> : tensor<1xi32>, weight = dense<[1.0]> : tensor<1xf32>}
  : !pconv.block_pruned<1x1xf32, #pconv.block_pruned_scheme<group = 2>>

// -----

// expected-error @below {{C2: packed index must name inputs below 1}}
%w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<[1]> : tensor<1xi32>, weight = dense<[1.0]> : tensor<1xf32>}
  : !pconv.block_pruned<1x1xf32, #pconv.block_pruned_scheme<group = 1>>

// -----

// The layer.

func.func @c1_rank(%x : tensor<1x2x1xf32>, %w : tensor<1x2xf32>) {
  // expected-error @below {{C1: input and weights must have rank 2}}
  %y = pconv.linear %x, %w {scheme = #pconv.block_pruned_scheme<group = 1>} : tensor<1x2x1xf32>, tensor<1x2xf32> -> tensor<1x1xf32>
  func.return
}

// -----

func.func @c1_elements(%x : tensor<1x2xf32>, %w : tensor<1x2xf64>) {
  // expected-error @below {{C1: operands must share one floating-point element type}}
  %y = pconv.linear %x, %w {scheme = #pconv.block_pruned_scheme<group = 1>} : tensor<1x2xf32>, tensor<1x2xf64> -> tensor<1x1xf32>
  func.return
}

// -----

func.func @c1_packed(%x : tensor<1x2xf32>, %w : !pconv.block_pruned<1x2xf64, #pconv.block_pruned_scheme<group = 1>>) {
  // expected-error @below {{C1: input and packed weights must share one element type}}
  %y = pconv.linear %x, %w : tensor<1x2xf32>, !pconv.block_pruned<1x2xf64, #pconv.block_pruned_scheme<group = 1>> -> tensor<1x1xf32>
  func.return
}

// -----

func.func @c2(%x : tensor<1x3xf32>, %w : tensor<1x2xf32>) {
  // expected-error @below {{C2: the input has 3 columns, the weights have 2}}
  %y = pconv.linear %x, %w {scheme = #pconv.block_pruned_scheme<group = 1>} : tensor<1x3xf32>, tensor<1x2xf32> -> tensor<1x1xf32>
  func.return
}

// -----

func.func @c3(%x : tensor<1x2xf32>, %w : tensor<3x2xf32>, %b : tensor<2xf32>) {
  // expected-error @below {{C3: bias must have the shape (3,)}}
  %y = pconv.linear %x, %w bias(%b : tensor<2xf32>) {scheme = #pconv.block_pruned_scheme<group = 1>} : tensor<1x2xf32>, tensor<3x2xf32> -> tensor<1x3xf32>
  func.return
}

// -----

func.func @c4_dense_needs_a_scheme(%x : tensor<1x2xf32>, %w : tensor<1x2xf32>) {
  // expected-error @below {{C4: dense weights need a scheme}}
  %y = pconv.linear %x, %w : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x1xf32>
  func.return
}

// -----

func.func @c4_packed_has_one(%x : tensor<1x2xf32>, %w : !pconv.block_pruned<1x2xf32, #pconv.block_pruned_scheme<group = 1>>) {
  // expected-error @below {{C4: dense weights need a scheme, packed ones have it in their type}}
  %y = pconv.linear %x, %w {scheme = #pconv.block_pruned_scheme<group = 1>} : tensor<1x2xf32>, !pconv.block_pruned<1x2xf32, #pconv.block_pruned_scheme<group = 1>> -> tensor<1x1xf32>
  func.return
}

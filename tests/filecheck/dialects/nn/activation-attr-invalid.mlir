// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{unknown activation gelu; known are relu, leaky_relu, clip}}
builtin.module attributes {a = #nn.activation<gelu>} {}

// -----

// expected-error {{clip takes the parameters: min, max; got 1}}
builtin.module attributes {a = #nn.activation<clip, 0.0>} {}

// -----

// expected-error {{relu takes the parameters: none; got 1}}
builtin.module attributes {a = #nn.activation<relu, 0.0>} {}

// -----

// expected-error {{alpha of leaky_relu cannot be inf}}
builtin.module attributes {a = #nn.activation<leaky_relu, inf>} {}

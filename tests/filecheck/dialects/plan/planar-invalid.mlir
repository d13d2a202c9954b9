// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{strides must be at least three, descend and end with 1, got [4, 1]}}
builtin.module attributes {a = #plan.planar<[4, 1], lead = 0>} {}

// -----

// expected-error {{strides must be at least three, descend and end with 1, got [16, 32, 1]}}
builtin.module attributes {a = #plan.planar<[16, 32, 1], lead = 0>} {}

// -----

// expected-error {{strides must be at least three, descend and end with 1, got [16, 8, 2]}}
builtin.module attributes {a = #plan.planar<[16, 8, 2], lead = 0>} {}

// -----

// expected-error {{lead must not be negative}}
builtin.module attributes {a = #plan.planar<[16, 8, 1], lead = -4>} {}

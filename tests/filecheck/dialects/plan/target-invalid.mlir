// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{lanes, registers and the sizes of the caches must be positive}}
builtin.module attributes {plan.target = #plan.target<lanes = 0, registers = 32, l1 = 32768, l2 = 1048576>} {}

// -----

// expected-error {{Expected 'registers'}}
builtin.module attributes {plan.target = #plan.target<lanes = 16, l1 = 32768, l2 = 1048576>} {}

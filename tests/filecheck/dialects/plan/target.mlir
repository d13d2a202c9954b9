// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK: plan.target = #plan.target<lanes = 16, registers = 32, l1 = 32768, l2 = 1048576>
builtin.module attributes {plan.target = #plan.target<lanes = 16, registers = 32, l1 = 32768, l2 = 1048576>} {}

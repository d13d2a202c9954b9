// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{a layer takes more than 0 slots, not 0.0}}
module attributes {test = #plan.measured<#plan.schedule<linear, filters = 1, tile = 2, lanes = 16, order = tile>, slots = 0.0>} {
}

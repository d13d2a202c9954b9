// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK: plan.measured = {"kind=linear filters=8" = #plan.measured<#plan.schedule<linear, filters = 1, tile = 2, lanes = 16, order = tile>, slots = 12.5>}
module attributes {plan.measured = {"kind=linear filters=8" = #plan.measured<#plan.schedule<linear, filters = 1, tile = 2, lanes = 16, order = tile>, slots = 12.5>}} {
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK: a = #plan.schedule<tap, filters = 8, tile = 3, lanes = 16, order = group>
// CHECK-SAME: b = #plan.schedule<run, filters = 32, tile = 4, lanes = 8, order = tile>
// CHECK-SAME: c = #plan.schedule<linear, filters = 1, tile = 8, lanes = 4, order = tile>
// CHECK-SAME: d = #plan.schedule<tap, filters = 1, tile = 7, lanes = 16, order = tile, channels = 64>
builtin.module attributes {
  a = #plan.schedule<tap, filters = 8, tile = 3, lanes = 16, order = group>,
  b = #plan.schedule<run, filters = 32, tile = 4, lanes = 8, order = tile>,
  c = #plan.schedule<linear, filters = 1, tile = 8, lanes = 4, order = tile>,
  d = #plan.schedule<tap, filters = 1, tile = 7, lanes = 16, order = tile, channels = 64>
} {}

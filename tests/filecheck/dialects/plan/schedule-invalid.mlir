// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{an order is one of ('tile', 'group', 'depth')}}
builtin.module attributes {a = #plan.schedule<tap, filters = 8, tile = 3, lanes = 16, order = channel>} {}

// -----

// expected-error {{filters, tile, lanes and channels must be positive}}
builtin.module attributes {a = #plan.schedule<tap, filters = 0, tile = 3, lanes = 16, order = tile>} {}

// -----

// expected-error {{filters, tile, lanes and channels must be positive}}
builtin.module attributes {a = #plan.schedule<tap, filters = 8, tile = 3, lanes = -4, order = tile>} {}

// -----

// expected-error {{Expected 'tile'}}
builtin.module attributes {a = #plan.schedule<tap, filters = 8, lanes = 16, order = tile>} {}

// -----

// expected-error {{filters, tile, lanes and channels must be positive}}
builtin.module attributes {a = #plan.schedule<tap, filters = 1, tile = 3, lanes = 16, order = tile, channels = -8>} {}

// -----

// expected-error {{blocks of channels go with the order 'tile'}}
builtin.module attributes {a = #plan.schedule<tap, filters = 1, tile = 3, lanes = 16, order = group, channels = 8>} {}

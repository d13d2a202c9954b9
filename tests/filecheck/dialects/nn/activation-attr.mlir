// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK: a = #nn.activation<relu>
// CHECK-SAME: b = #nn.activation<leaky_relu, 0.1>
// CHECK-SAME: c = #nn.activation<clip, -0.5, inf>
// CHECK-SAME: d = #nn.activation<clip, -inf, 1.0e-05>
// CHECK-SAME: e = #nn.activation<clip, 0.0, 1.6777216e+07>
// CHECK-SAME: f = #nn.activation<hard_sigmoid, 0.2, 0.5>
// CHECK-SAME: g = #nn.activation<hard_swish>
// CHECK-SAME: h = #nn.activation<sigmoid>
// CHECK-SAME: i = #nn.activation<silu>
// CHECK-SAME: j = #nn.activation<tanh>
builtin.module attributes {
  a = #nn.activation<relu>,
  b = #nn.activation<leaky_relu, 0.1>,
  c = #nn.activation<clip, -0.5, inf>,
  d = #nn.activation<clip, -inf, 1.0e-5>,
  e = #nn.activation<clip, 0, 16777216>,
  f = #nn.activation<hard_sigmoid, 0.2, 0.5>,
  g = #nn.activation<hard_swish>,
  h = #nn.activation<sigmoid>,
  i = #nn.activation<silu>,
  j = #nn.activation<tanh>
} {}

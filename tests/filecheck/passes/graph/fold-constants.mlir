// RUN: prunir-opt %s -p fold-constants --split-input-file --verify-diagnostics | filecheck %s
// RUN: prunir-opt %s -p fold-constants{limit=4} --split-input-file --verify-diagnostics | filecheck %s --check-prefix=LIMIT

// Operations on constants are evaluated, one after the other.
// CHECK-LABEL: @chain
// CHECK-NEXT: %[[result:.*]] = nn.constant dense<[8.000000e+00, 1.000000e+01]> : tensor<2xf32>
// CHECK-NEXT: return %[[result]]
func.func @chain() -> tensor<2xf32> {
  %a = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %b = nn.constant dense<3.0> : tensor<1xf32>
  %c = nn.add %a, %b : tensor<2xf32>, tensor<1xf32> -> tensor<2xf32>
  %y = nn.add %c, %c : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// Whatever the type, and with several results.
// CHECK-LABEL: @integers
// CHECK-DAG: %[[a:.*]] = nn.constant dense<1> : tensor<1xi64>
// CHECK-DAG: %[[b:.*]] = nn.constant dense<[2, 3]> : tensor<2xi64>
// CHECK: return %[[a]], %[[b]]
func.func @integers() -> (tensor<1xi64>, tensor<2xi64>) {
  %x = nn.constant dense<[1, 2, 3]> : tensor<3xi64>
  %a, %b = nn.split %x {axis = 0 : i64, sizes = array<i64: 1, 2>} : tensor<3xi64> -> tensor<1xi64>, tensor<2xi64>
  return %a, %b : tensor<1xi64>, tensor<2xi64>
}

// A large constant is named by its content.
// CHECK-LABEL: @large
// CHECK-NEXT: nn.constant #nn.weight<"{{[0-9a-f]+}}"> : tensor<6x4xf32>
// CHECK-NEXT: return
func.func @large() -> tensor<6x4xf32> {
  %w = nn.constant #nn.random<7> : tensor<4x6xf32>
  %y = nn.transpose %w {perm = array<i64: 1, 0>} : tensor<4x6xf32> -> tensor<6x4xf32>
  return %y : tensor<6x4xf32>
}

// The limit is on results that are larger than their operands: not on the transpose above, but on this sum.
// LIMIT-LABEL: @large
// LIMIT-NEXT: nn.constant
// LIMIT-NEXT: return
// LIMIT-LABEL: @outer_sum
// LIMIT: nn.add
// CHECK-LABEL: @outer_sum
// CHECK-NOT: nn.add
func.func @outer_sum() -> tensor<3x3xf32> {
  %a = nn.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = nn.constant dense<[[1.0], [2.0], [3.0]]> : tensor<3x1xf32>
  %y = nn.add %a, %b : tensor<3xf32>, tensor<3x1xf32> -> tensor<3x3xf32>
  return %y : tensor<3x3xf32>
}

// A division by zero is infinite, as it would be at run time.
// CHECK-LABEL: @infinite
// CHECK-NOT: nn.div
func.func @infinite() -> tensor<f32> {
  %a = nn.constant dense<1.0> : tensor<f32>
  %b = nn.constant dense<0.0> : tensor<f32>
  %y = nn.div %a, %b : tensor<f32>, tensor<f32> -> tensor<f32>
  return %y : tensor<f32>
}

// One operand is no constant.
// CHECK-LABEL: @not_constant
// CHECK: nn.add %x, %a
func.func @not_constant(%x: tensor<2xf32>) -> tensor<2xf32> {
  %a = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %y = nn.add %x, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// Invalid: a constant that is named, but nobody has.
func.func @weights_missing() -> tensor<3x2xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2x3xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.transpose %w {perm = array<i64: 1, 0>} : tensor<2x3xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

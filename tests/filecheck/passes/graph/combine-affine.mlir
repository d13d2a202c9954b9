// RUN: prunir-opt %s -p combine-affine --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @normalise
// CHECK-DAG: %[[factor:.*]] = nn.constant dense<[2.000000e+00, 5.000000e-01]>
// CHECK-DAG: %[[shift:.*]] = nn.constant dense<[-2.000000e+00, -1.000000e+00]>
// CHECK: %[[scaled:.*]] = nn.mul %x, %[[factor]]
// CHECK: nn.add %[[scaled]], %[[shift]]
// CHECK-NEXT: return
func.func @normalise(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %mean = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %deviation = nn.constant dense<[0.5, 2.0]> : tensor<2xf32>
  %a = nn.sub %x, %mean : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
  %y = nn.div %a, %deviation : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// Two batch norms' worth of operations: ((x · 2 + 3) · 4 + 5) = x · 8 + 17.
// CHECK-LABEL: @two_affines
// CHECK: %[[factor:.*]] = nn.constant dense<8.000000e+00>
// CHECK: %[[scaled:.*]] = nn.mul %x, %[[factor]]
// CHECK: %[[shift:.*]] = nn.constant dense<1.700000e+01>
// CHECK: nn.add %[[scaled]], %[[shift]]
// CHECK-NEXT: return
func.func @two_affines(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %two = nn.constant dense<2.0> : tensor<2xf32>
  %three = nn.constant dense<3.0> : tensor<2xf32>
  %four = nn.constant dense<4.0> : tensor<f32>
  %five = nn.constant dense<5.0> : tensor<f32>
  %a = nn.mul %two, %x : tensor<2xf32>, tensor<4x2xf32> -> tensor<4x2xf32>
  %b = nn.add %a, %three : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
  %c = nn.mul %b, %four : tensor<4x2xf32>, tensor<f32> -> tensor<4x2xf32>
  %y = nn.add %c, %five : tensor<4x2xf32>, tensor<f32> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// One operation alone stays as it is: a reciprocal would round differently.
// CHECK-LABEL: @single
// CHECK: nn.div %x, %three
func.func @single(%x: tensor<4xf32>) -> tensor<4xf32> {
  %three = nn.constant dense<3.0> : tensor<f32>
  %y = nn.div %x, %three : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The sum is used; the constant is what is divided; one constant would be larger than both.
// CHECK-LABEL: @not_combined
// CHECK: nn.add
// CHECK-NEXT: nn.mul
// CHECK-NEXT: nn.div
// CHECK-NEXT: nn.add
// CHECK-NEXT: nn.add
// CHECK-NEXT: nn.add
func.func @not_combined(%x: tensor<4x2xf32>) -> (tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>) {
  %two = nn.constant dense<2.0> : tensor<f32>
  %row = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %column = nn.constant dense<[[1.0], [2.0], [3.0], [4.0]]> : tensor<4x1xf32>
  %a = nn.add %x, %two : tensor<4x2xf32>, tensor<f32> -> tensor<4x2xf32>
  %0 = nn.mul %a, %two : tensor<4x2xf32>, tensor<f32> -> tensor<4x2xf32>
  %b = nn.div %two, %x : tensor<f32>, tensor<4x2xf32> -> tensor<4x2xf32>
  %1 = nn.add %b, %two : tensor<4x2xf32>, tensor<f32> -> tensor<4x2xf32>
  %c = nn.add %x, %row : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
  %2 = nn.add %c, %column : tensor<4x2xf32>, tensor<4x1xf32> -> tensor<4x2xf32>
  return %a, %0, %1, %2 : tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>
}

// Integers wrap; the product of the constants is no f32.
// CHECK-LABEL: @out_of_range
// CHECK-COUNT-2: nn.add
// CHECK-COUNT-2: nn.mul
func.func @out_of_range(%n: tensor<2xi64>, %x: tensor<2xf32>) -> (tensor<2xi64>, tensor<2xf32>) {
  %one = nn.constant dense<1> : tensor<i64>
  %huge = nn.constant dense<1.0e30> : tensor<f32>
  %a = nn.add %n, %one : tensor<2xi64>, tensor<i64> -> tensor<2xi64>
  %0 = nn.add %a, %one : tensor<2xi64>, tensor<i64> -> tensor<2xi64>
  %b = nn.mul %x, %huge : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  %1 = nn.mul %b, %huge : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  return %0, %1 : tensor<2xi64>, tensor<2xf32>
}

// -----

// Invalid: a constant that is named, but nobody has.
func.func @weights_missing(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<2xf32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.add %x, %w : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

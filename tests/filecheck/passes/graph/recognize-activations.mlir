// RUN: prunir-opt %s -p recognize-activations --split-input-file --verify-diagnostics | filecheck %s

// CHECK-LABEL: @bounds
// CHECK-NEXT: nn.relu %x
// CHECK-NEXT: nn.clip %x {min = 0.000000e+00 : f32, max = 6.000000e+00 : f32}
// CHECK-NEXT: nn.relu %x
// CHECK-NEXT: nn.clip %x {min = 1.000000e+00 : f32, max = 2.000000e+00 : f32}
// CHECK-NEXT: return
func.func @bounds(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %zero = nn.constant dense<0.0> : tensor<f32>
  %six = nn.constant dense<6.0> : tensor<f32>
  %0 = nn.maximum %zero, %x : tensor<f32>, tensor<4xf32> -> tensor<4xf32>
  %a = nn.relu %x : tensor<4xf32> -> tensor<4xf32>
  %1 = nn.minimum %a, %six : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %2 = nn.clip %x {min = 0.0 : f32, max = 0x7F800000 : f32} : tensor<4xf32> -> tensor<4xf32>
  %b = nn.clip %x {min = -1.0 : f32, max = 2.0 : f32} : tensor<4xf32> -> tensor<4xf32>
  %3 = nn.clip %b {min = 1.0 : f32, max = 5.0 : f32} : tensor<4xf32> -> tensor<4xf32>
  return %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: @leaky
// CHECK-NEXT: nn.leaky_relu %x {alpha = 2.500000e-01 : f32}
// CHECK-NEXT: nn.leaky_relu %x {alpha = 5.000000e-01 : f32}
// CHECK-NEXT: return
func.func @leaky(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %slope = nn.constant dense<0.25> : tensor<1xf32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.prelu %x, %slope : tensor<4xf32>, tensor<1xf32> -> tensor<4xf32>
  %a = nn.mul %x, %half : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %1 = nn.maximum %x, %a : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: @silu
// CHECK-NEXT: nn.silu %x
// CHECK-NEXT: return
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = nn.sigmoid %x : tensor<4xf32> -> tensor<4xf32>
  %y = nn.mul %a, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// clip(x + 3, 0, 6) / 6, and clip(0.25 · x + 0.5, 0, 1).
// CHECK-LABEL: @hard_sigmoid
// CHECK-NEXT: nn.hard_sigmoid %x {alpha = {{0.1666666.*}} : f32, beta = 5.000000e-01 : f32}
// CHECK-NEXT: nn.hard_sigmoid %x {alpha = 2.500000e-01 : f32, beta = 5.000000e-01 : f32}
// CHECK-NEXT: return
func.func @hard_sigmoid(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %three = nn.constant dense<3.0> : tensor<f32>
  %six = nn.constant dense<6.0> : tensor<f32>
  %quarter = nn.constant dense<0.25> : tensor<f32>
  %half = nn.constant dense<-0.5> : tensor<f32>
  %a = nn.add %x, %three : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %b = nn.clip %a {min = 0.0 : f32, max = 6.0 : f32} : tensor<4xf32> -> tensor<4xf32>
  %0 = nn.div %b, %six : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %c = nn.mul %x, %quarter : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %d = nn.sub %c, %half : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %1 = nn.clip %d {min = 0.0 : f32, max = 1.0 : f32} : tensor<4xf32> -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// x · hard_sigmoid(x), x · (clip(x + 3, 0, 6) · 1/6), and (x · clip(x + 3, 0, 6)) / 6 with max and min for the clip.
// CHECK-LABEL: @hard_swish
// CHECK-COUNT-3: nn.hard_swish %x
// CHECK-NEXT: return
func.func @hard_swish(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %zero = nn.constant dense<0.0> : tensor<f32>
  %three = nn.constant dense<3.0> : tensor<f32>
  %six = nn.constant dense<6.0> : tensor<f32>
  %sixth = nn.constant dense<0.16666667> : tensor<f32>
  %a = nn.hard_sigmoid %x {alpha = 0.16666667 : f32, beta = 0.5 : f32} : tensor<4xf32> -> tensor<4xf32>
  %0 = nn.mul %x, %a : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %b = nn.add %x, %three : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %c = nn.clip %b {min = 0.0 : f32, max = 6.0 : f32} : tensor<4xf32> -> tensor<4xf32>
  %d = nn.mul %c, %sixth : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %1 = nn.mul %x, %d : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %e = nn.add %x, %three : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %f = nn.maximum %e, %zero : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %g = nn.minimum %f, %six : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %h = nn.mul %x, %g : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %2 = nn.div %h, %six : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A bound that varies or is an integer, a slope that varies, two different values.
// CHECK-LABEL: @other_bounds
// CHECK-COUNT-4: nn.maximum
// CHECK: nn.prelu
func.func @other_bounds(%x: tensor<2xf32>, %z: tensor<2xf32>, %n: tensor<2xi64>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xi64>, tensor<2xf32>, tensor<2xf32>) {
  %v = nn.constant dense<[0.0, 0.5]> : tensor<2xf32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %two = nn.constant dense<2.0> : tensor<f32>
  %one = nn.constant dense<1> : tensor<i64>
  %0 = nn.maximum %x, %v : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %a = nn.mul %z, %half : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  %1 = nn.maximum %x, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %2 = nn.maximum %n, %one : tensor<2xi64>, tensor<i64> -> tensor<2xi64>
  %b = nn.mul %x, %two : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  %3 = nn.maximum %x, %b : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %4 = nn.prelu %x, %v : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %0, %1, %2, %3, %4 : tensor<2xf32>, tensor<2xf32>, tensor<2xi64>, tensor<2xf32>, tensor<2xf32>
}

// A gate of another value, another slope; a clip to [0, 1] of a sum, which is a bias; a divisor that is not the limit.
// CHECK-LABEL: @other_gates
// CHECK: nn.sigmoid
// CHECK-NEXT: nn.mul
// CHECK-NEXT: nn.hard_sigmoid
// CHECK-NEXT: nn.mul
// CHECK-NEXT: nn.add
// CHECK-NEXT: nn.clip
// CHECK-NEXT: nn.clip
// CHECK-NEXT: nn.div
func.func @other_gates(%x: tensor<2xf32>, %z: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %half = nn.constant dense<0.5> : tensor<f32>
  %a = nn.sigmoid %z : tensor<2xf32> -> tensor<2xf32>
  %0 = nn.mul %x, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %b = nn.hard_sigmoid %x {alpha = 0.2 : f32, beta = 0.5 : f32} : tensor<2xf32> -> tensor<2xf32>
  %1 = nn.mul %x, %b : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %c = nn.add %x, %half : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  %2 = nn.clip %c {min = 0.0 : f32, max = 1.0 : f32} : tensor<2xf32> -> tensor<2xf32>
  %d = nn.clip %x {min = 0.0 : f32, max = 6.0 : f32} : tensor<2xf32> -> tensor<2xf32>
  %3 = nn.div %d, %half : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----

// Invalid: a number that is named, but nobody has.
func.func @weights_missing(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<f32>
  // expected-error @+1 {{is not at hand}}
  %y = nn.maximum %x, %w : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

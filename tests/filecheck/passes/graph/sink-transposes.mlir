// RUN: prunir-opt %s -p sink-transposes --split-input-file --verify-diagnostics | filecheck %s

// Between two convolutions everything becomes channels-first, constants too.
// CHECK-LABEL: @elementwise
// CHECK: %[[shift:.*]] = nn.constant dense<{{.*}}1.000000e+00]], {{.*}}2.000000e+00]]]]> : tensor<1x2x1x1xf32>
// CHECK: %[[sum:.*]] = nn.add %x, %[[shift]] : tensor<1x2x3x4xf32>, tensor<1x2x1x1xf32> -> tensor<1x2x3x4xf32>
// CHECK: %[[result:.*]] = nn.relu %[[sum]]
// CHECK-NEXT: return %[[result]]
func.func @elementwise(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32> {
  %t = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x2x3x4xf32> -> tensor<1x3x4x2xf32>
  %b = nn.add %a, %t : tensor<1x3x4x2xf32>, tensor<2xf32> -> tensor<1x3x4x2xf32>
  %c = nn.relu %b : tensor<1x3x4x2xf32> -> tensor<1x3x4x2xf32>
  %y = nn.transpose %c {perm = array<i64: 0, 3, 1, 2>} : tensor<1x3x4x2xf32> -> tensor<1x2x3x4xf32>
  return %y : tensor<1x2x3x4xf32>
}

// At an output the transpose stays, one for all that comes before.
// CHECK-LABEL: @output
// CHECK: %[[sum:.*]] = nn.add %x, %z
// CHECK: %[[both:.*]] = nn.concat %[[sum]], %z {axis = 1 : i64}
// CHECK: %[[result:.*]] = nn.transpose %[[both]] {perm = array<i64: 0, 2, 1>}
// CHECK-NEXT: return %[[result]]
func.func @output(%x: tensor<1x2x3xf32>, %z: tensor<1x2x3xf32>) -> tensor<1x3x4xf32> {
  %a = nn.transpose %x {perm = array<i64: 0, 2, 1>} : tensor<1x2x3xf32> -> tensor<1x3x2xf32>
  %b = nn.transpose %z {perm = array<i64: 0, 2, 1>} : tensor<1x2x3xf32> -> tensor<1x3x2xf32>
  %c = nn.add %a, %b : tensor<1x3x2xf32>, tensor<1x3x2xf32> -> tensor<1x3x2xf32>
  %y = nn.concat %c, %b {axis = 2 : i64} : tensor<1x3x2xf32>, tensor<1x3x2xf32> -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}

// Axes are renamed.
// CHECK-LABEL: @axes
// CHECK-NEXT: %[[s:.*]] = nn.softmax %x {axis = 1 : i64} : tensor<1x2x3x4xf32>
// CHECK-NEXT: %[[c:.*]] = nn.slice %[[s]] {starts = array<i64: 0, 0, 1, 2>, limits = array<i64: 1, 2, 3, 4>, steps = array<i64: 1, 1, 1, 1>}
// CHECK-NEXT: %[[p:.*]] = nn.pad %[[c]] {pads = array<i64: 0, 0, 1, 0, 0, 0, 0, 2>} : tensor<1x2x2x2xf32> -> tensor<1x2x3x4xf32>
// CHECK-NEXT: %[[r:.*]] = nn.resize %[[p]] {{.*}} array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 3.000000e+00>{{.*}} : tensor<1x2x3x4xf32> -> tensor<1x2x6x12xf32>
// CHECK-NEXT: %[[d:.*]] = nn.cast %[[r]] : tensor<1x2x6x12xf32> -> tensor<1x2x6x12xf64>
// CHECK-NEXT: %[[m:.*]] = nn.reduce_mean %[[d]] {axes = array<i64: 2>, keepdims = true} : tensor<1x2x6x12xf64> -> tensor<1x2x1x12xf64>
// CHECK-NEXT: nn.transpose %[[m]] {perm = array<i64: 0, 2, 3, 1>}
func.func @axes(%x: tensor<1x2x3x4xf32>) -> tensor<1x1x12x2xf64> {
  %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x2x3x4xf32> -> tensor<1x3x4x2xf32>
  %b = nn.softmax %a {axis = 3 : i64} : tensor<1x3x4x2xf32> -> tensor<1x3x4x2xf32>
  %c = nn.slice %b {starts = array<i64: 0, 1, 2, 0>, limits = array<i64: 1, 3, 4, 2>, steps = array<i64: 1, 1, 1, 1>} : tensor<1x3x4x2xf32> -> tensor<1x2x2x2xf32>
  %d = nn.pad %c {pads = array<i64: 0, 1, 0, 0, 0, 0, 2, 0>} : tensor<1x2x2x2xf32> -> tensor<1x3x4x2xf32>
  %e = nn.resize %d {mode = "nearest", scales = array<f64: 1.0, 2.0, 3.0, 1.0>} : tensor<1x3x4x2xf32> -> tensor<1x6x12x2xf32>
  %f = nn.cast %e : tensor<1x6x12x2xf32> -> tensor<1x6x12x2xf64>
  %y = nn.reduce_mean %f {axes = array<i64: 1>, keepdims = true} : tensor<1x6x12x2xf64> -> tensor<1x1x12x2xf64>
  return %y : tensor<1x1x12x2xf64>
}

// A reduction over the plane ends the matter; one over a row leaves a smaller transpose.
// CHECK-LABEL: @reductions
// CHECK-NEXT: %[[plane:.*]] = nn.reduce_mean %x {axes = array<i64: 2, 3>
// CHECK-NEXT: %[[row:.*]] = nn.reduce_mean %x {axes = array<i64: 2>
// CHECK-NEXT: %[[last:.*]] = nn.transpose %[[row]] {perm = array<i64: 0, 2, 1>}
// CHECK-NEXT: return %[[plane]], %[[last]]
func.func @reductions(%x: tensor<1x2x3x4xf32>) -> (tensor<1x2xf32>, tensor<1x4x2xf32>) {
  %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x2x3x4xf32> -> tensor<1x3x4x2xf32>
  %0 = nn.reduce_mean %a {axes = array<i64: 1, 2>} : tensor<1x3x4x2xf32> -> tensor<1x2xf32>
  %1 = nn.reduce_mean %a {axes = array<i64: 1>} : tensor<1x3x4x2xf32> -> tensor<1x4x2xf32>
  return %0, %1 : tensor<1x2xf32>, tensor<1x4x2xf32>
}

// A gate of one number for each channel is reshaped (squeeze and excite).
// CHECK-LABEL: @gate
// CHECK: %[[gate:.*]] = nn.reshape %g : tensor<1x1x1x2xf32> -> tensor<1x2x1x1xf32>
// CHECK: %[[result:.*]] = nn.mul %x, %[[gate]]
// CHECK-NEXT: return %[[result]]
func.func @gate(%x: tensor<1x2x3x4xf32>, %g: tensor<1x1x1x2xf32>) -> tensor<1x2x3x4xf32> {
  %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x2x3x4xf32> -> tensor<1x3x4x2xf32>
  %b = nn.mul %a, %g : tensor<1x3x4x2xf32>, tensor<1x1x1x2xf32> -> tensor<1x3x4x2xf32>
  %y = nn.transpose %b {perm = array<i64: 0, 3, 1, 2>} : tensor<1x3x4x2xf32> -> tensor<1x2x3x4xf32>
  return %y : tensor<1x2x3x4xf32>
}

// The inputs of a fully connected layer are reordered in its weights.
// CHECK-LABEL: @gemm
// CHECK-DAG: nn.constant dense<[{{.}}1.000000e+00, 3.000000e+00, 5.000000e+00, 2.000000e+00, 4.000000e+00, 6.000000e+00]]>
// CHECK-DAG: %[[vector:.*]] = nn.reshape %x : tensor<1x2x3xf32> -> tensor<1x6xf32>
// CHECK: nn.gemm %[[vector]], %{{.*}} {trans_b = true}
// CHECK-NEXT: return
func.func @gemm(%x: tensor<1x2x3xf32>) -> tensor<1x1xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]> : tensor<1x6xf32>
  %a = nn.transpose %x {perm = array<i64: 0, 2, 1>} : tensor<1x2x3xf32> -> tensor<1x3x2xf32>
  %b = nn.reshape %a : tensor<1x3x2xf32> -> tensor<1x6xf32>
  %y = nn.gemm %b, %w {trans_b = true} : tensor<1x6xf32>, tensor<1x6xf32> -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// What prepares the input is done channels-first.
// CHECK-LABEL: @input
// CHECK: %[[first:.*]] = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : tensor<1x3x4x2xi8> -> tensor<1x2x3x4xi8>
// CHECK-NEXT: %[[float:.*]] = nn.cast %[[first]] : tensor<1x2x3x4xi8> -> tensor<1x2x3x4xf32>
// CHECK-NEXT: %[[mean:.*]] = nn.constant dense<{{.*}}> : tensor<1x2x1x1xf32>
// CHECK-NEXT: %[[centred:.*]] = nn.sub %[[float]], %[[mean]]
// CHECK-NEXT: %[[padded:.*]] = nn.pad %[[centred]] {pads = array<i64: 0, 0, 0, 0, 0, 0, 1, 1>}
// CHECK-NEXT: return %[[padded]]
func.func @input(%x: tensor<1x3x4x2xi8>) -> tensor<1x2x4x5xf32> {
  %mean = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %a = nn.cast %x : tensor<1x3x4x2xi8> -> tensor<1x3x4x2xf32>
  %b = nn.sub %a, %mean : tensor<1x3x4x2xf32>, tensor<2xf32> -> tensor<1x3x4x2xf32>
  %c = nn.pad %b {pads = array<i64: 0, 0, 0, 0, 0, 1, 1, 0>} : tensor<1x3x4x2xf32> -> tensor<1x4x5x2xf32>
  %y = nn.transpose %c {perm = array<i64: 0, 3, 1, 2>} : tensor<1x4x5x2xf32> -> tensor<1x2x4x5xf32>
  return %y : tensor<1x2x4x5xf32>
}

// Two permutations in a row are one, whichever they are.
// CHECK-LABEL: @compose
// CHECK-NEXT: nn.transpose %x {perm = array<i64: 1, 2, 0>} : tensor<2x3x4xf32> -> tensor<3x4x2xf32>
// CHECK-NEXT: return
func.func @compose(%x: tensor<2x3x4xf32>) -> tensor<3x4x2xf32> {
  %a = nn.transpose %x {perm = array<i64: 1, 0, 2>} : tensor<2x3x4xf32> -> tensor<3x2x4xf32>
  %y = nn.transpose %a {perm = array<i64: 0, 2, 1>} : tensor<3x2x4xf32> -> tensor<3x4x2xf32>
  return %y : tensor<3x4x2xf32>
}

// Towards channels-first, nothing sinks; towards channels-last, nothing past a value that would have to be transposed
// itself, nor past a reshape.
// CHECK-LABEL: @stays
// CHECK-NEXT: %[[first:.*]] = nn.transpose %z
// CHECK-NEXT: nn.relu %[[first]]
// CHECK-NEXT: %[[last:.*]] = nn.transpose %x
// CHECK-NEXT: nn.add %[[last]], %z
// CHECK-NEXT: nn.reshape %[[last]]
func.func @stays(%x: tensor<1x2x3x4xf32>, %z: tensor<1x3x4x2xf32>) -> (tensor<1x2x3x4xf32>, tensor<1x3x4x2xf32>, tensor<12x2xf32>) {
  %a = nn.transpose %z {perm = array<i64: 0, 3, 1, 2>} : tensor<1x3x4x2xf32> -> tensor<1x2x3x4xf32>
  %0 = nn.relu %a : tensor<1x2x3x4xf32> -> tensor<1x2x3x4xf32>
  %b = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x2x3x4xf32> -> tensor<1x3x4x2xf32>
  %1 = nn.add %b, %z : tensor<1x3x4x2xf32>, tensor<1x3x4x2xf32> -> tensor<1x3x4x2xf32>
  %2 = nn.reshape %b : tensor<1x3x4x2xf32> -> tensor<12x2xf32>
  return %0, %1, %2 : tensor<1x2x3x4xf32>, tensor<1x3x4x2xf32>, tensor<12x2xf32>
}

// -----

// It has to stay for one user, so sinking past the other would only make two of it: the module stays as it was.
// CHECK-LABEL: @other_user
// CHECK-NEXT: %[[last:.*]] = nn.transpose %x
// CHECK-NEXT: nn.relu %[[last]]
func.func @other_user(%x: tensor<1x2x3xf32>) -> (tensor<1x3x2xf32>, tensor<1x3x2xf32>) {
  %a = nn.transpose %x {perm = array<i64: 0, 2, 1>} : tensor<1x2x3xf32> -> tensor<1x3x2xf32>
  %y = nn.relu %a : tensor<1x3x2xf32> -> tensor<1x3x2xf32>
  return %a, %y : tensor<1x3x2xf32>, tensor<1x3x2xf32>
}

// -----

// Invalid: not a permutation.
func.func @no_permutation(%x: tensor<1x2x3xf32>) -> tensor<1x2x2xf32> {
  // expected-error @+1 {{C1: [0, 1, 1] does not permute 3 dimensions}}
  %y = nn.transpose %x {perm = array<i64: 0, 1, 1>} : tensor<1x2x3xf32> -> tensor<1x2x2xf32>
  return %y : tensor<1x2x2xf32>
}

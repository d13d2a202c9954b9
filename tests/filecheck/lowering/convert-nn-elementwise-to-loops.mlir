// RUN: prunir-opt %s -p convert-nn-elementwise-to-loops | filecheck %s

// Thread t of n takes rows [2·t/n, 2·(t+1)/n). The shorter operand repeats.
// CHECK-LABEL: @broadcast
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK: %[[thread:.*]] = plan.thread_id
// CHECK: %[[threads:.*]] = plan.thread_count
// CHECK: %[[before:.*]] = arith.muli %[[thread]], %[[two]]
// CHECK: %[[begin:.*]] = arith.divui %[[before]], %[[threads]]
// CHECK: %[[next:.*]] = arith.addi %[[thread]], %[[one]]
// CHECK: %[[behind:.*]] = arith.muli %[[next]], %[[two]]
// CHECK: %[[end:.*]] = arith.divui %[[behind]], %[[threads]]
// CHECK: scf.for %[[row:.*]] = %[[begin]] to %[[end]] step %[[one]]
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[a:.*]] = memref.load %a[%[[row]], %[[column]]]
// CHECK-NEXT: %[[b:.*]] = memref.load %b[%[[column]]]
// CHECK-NEXT: %[[sum:.*]] = arith.addf %[[a]], %[[b]] : f32
// CHECK-NEXT: memref.store %[[sum]], %y[%[[row]], %[[column]]]
func.func @broadcast(%a: memref<2x8xf32>, %b: memref<8xf32>, %y: memref<2x8xf32>) {
  nn.add %a, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
  func.return
}

// A dimension of one repeats too.
// CHECK-LABEL: @broadcast_one
// CHECK: %[[zero:.*]] = arith.constant 0 : index
// CHECK: scf.for %[[row:.*]] =
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK: memref.load %b[%[[row]], %[[zero]]] : memref<2x1xf32>
func.func @broadcast_one(%a: memref<2x8xf32>, %b: memref<2x1xf32>, %y: memref<2x8xf32>) {
  nn.mul %a, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<2x1xf32>
  func.return
}

// Dense buffers of equal shape are one row, in one loop.
// CHECK-LABEL: @dense
// CHECK-DAG: %[[low:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-DAG: %[[high:.*]] = arith.constant 6.000000e+00 : f32
// CHECK-DAG: %[[in:.*]] = plan.alias %x : memref<2x4x4xf32> to memref<32xf32>
// CHECK-DAG: %[[out:.*]] = plan.alias %y : memref<2x4x4xf32> to memref<32xf32>
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[x:.*]] = memref.load %[[in]][%[[i]]]
// CHECK-NEXT: %[[above:.*]] = arith.maximumf %[[x]], %[[low]]
// CHECK-NEXT: %[[clipped:.*]] = arith.minimumf %[[above]], %[[high]]
// CHECK-NEXT: memref.store %[[clipped]], %[[out]][%[[i]]]
func.func @dense(%x: memref<2x4x4xf32>, %y: memref<2x4x4xf32>) {
  nn.clip %x into(%y : memref<2x4x4xf32>) {min = 0.0 : f32, max = 6.0 : f32} : memref<2x4x4xf32>
  func.return
}

// Neighbouring dimensions that every operand has, or repeats, are one: a long loop for each channel, not many short ones.
// CHECK-LABEL: @channels
// CHECK-DAG: %[[in:.*]] = plan.alias %x : memref<1x8x5x7xf32> to memref<8x35xf32>
// CHECK-DAG: %[[factor:.*]] = plan.alias %s : memref<8x1x1xf32> to memref<8x1xf32>
// CHECK-DAG: %[[out:.*]] = plan.alias %y : memref<1x8x5x7xf32> to memref<8x35xf32>
// CHECK: scf.for %[[channel:.*]] =
// CHECK-NEXT: scf.for %[[position:.*]] =
// CHECK-NEXT: memref.load %[[in]][%[[channel]], %[[position]]]
// CHECK-NEXT: memref.load %[[factor]][%[[channel]], %{{.*}}]
// CHECK: memref.store %{{.*}}, %[[out]][%[[channel]], %[[position]]]
func.func @channels(%x: memref<1x8x5x7xf32>, %s: memref<8x1x1xf32>, %y: memref<1x8x5x7xf32>) {
  nn.mul %x, %s into(%y : memref<1x8x5x7xf32>) : memref<1x8x5x7xf32>, memref<8x1x1xf32>
  func.return
}

// Zeros of both signs are two constants.
// CHECK-LABEL: @zeros
// CHECK-DAG: %[[low:.*]] = arith.constant -0.000000e+00 : f32
// CHECK-DAG: %[[high:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[above:.*]] = arith.maximumf %{{.*}}, %[[low]]
// CHECK: arith.minimumf %[[above]], %[[high]]
func.func @zeros(%x: memref<4xf32>, %y: memref<4xf32>) {
  nn.clip %x into(%y : memref<4xf32>) {min = -0.0 : f32, max = 0.0 : f32} : memref<4xf32>
  func.return
}

// Planes with a halo are walked by index: images and channels in one loop, then rows and columns.
// CHECK-LABEL: @flat_planes
// CHECK-NOT: plan.alias
// CHECK: %[[two:.*]] = arith.constant 2 : index
// CHECK: scf.for %[[plane:.*]] =
// CHECK-NEXT: scf.for %[[row:.*]] =
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[channel:.*]] = arith.remui %[[plane]], %[[two]]
// CHECK-NEXT: %[[image:.*]] = arith.divui %[[plane]], %[[two]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[image]], %[[channel]], %[[row]], %[[column]]]
// CHECK-NEXT: memref.store %[[x]], %y[%[[image]], %[[channel]], %[[row]], %[[column]]]
func.func @flat_planes(%x: memref<3x2x2x2xf32, #plan.planar<[16, 8, 3, 1], lead = 4>>, %y: memref<3x2x2x2xf32>) {
  nn.identity %x into(%y : memref<3x2x2x2xf32>) : memref<3x2x2x2xf32, #plan.planar<[16, 8, 3, 1], lead = 4>>
  func.return
}

// The type of the elements says which comparison it is.
// CHECK-LABEL: @maxima
// CHECK: arith.maximumf {{.*}} : f32
// CHECK: arith.maxsi {{.*}} : i32
// CHECK: arith.maxui {{.*}} : ui8
func.func @maxima(%f: memref<4xf32>, %s: memref<4xi32>, %u: memref<4xui8>) {
  nn.maximum %f, %f into(%f : memref<4xf32>) : memref<4xf32>, memref<4xf32>
  nn.maximum %s, %s into(%s : memref<4xi32>) : memref<4xi32>, memref<4xi32>
  nn.maximum %u, %u into(%u : memref<4xui8>) : memref<4xui8>, memref<4xui8>
  func.return
}

// Values without buffers, and what is not elementwise, stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.relu
// CHECK-NEXT: nn.transpose
// CHECK-NEXT: func.return
func.func @no_match(%x: tensor<4xf32>, %a: memref<2x8xf32>, %y: memref<8x2xf32>) -> tensor<4xf32> {
  %r = nn.relu %x : tensor<4xf32> -> tensor<4xf32>
  nn.transpose %a into(%y : memref<8x2xf32>) {perm = array<i64: 1, 0>} : memref<2x8xf32>
  func.return %r : tensor<4xf32>
}

// Planes with rows of equal pitch are walked flat, 3·5 + 4 positions; what has one element for a plane is loaded once. The gap behind each
// row, where zeros are promised, is zeroed again.
// CHECK-LABEL: @promised_zeros
// CHECK-DAG: %[[zero:.*]] = arith.constant 0.000000e+00 : f32
// CHECK-DAG: %[[end:.*]] = arith.constant 19 : index
// CHECK-DAG: %[[rows:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[in:.*]] = plan.alias %x : {{.*}} to memref<64xf32>
// CHECK-DAG: %[[out:.*]] = plan.alias %y : {{.*}} to memref<64xf32>
// CHECK: scf.for %[[channel:.*]] =
// CHECK: %[[factor:.*]] = memref.load %s[%{{.*}}, %[[channel]], %{{.*}}, %{{.*}}]
// CHECK: scf.for %[[p:.*]] = %{{.*}} to %[[end]]
// CHECK: %[[element:.*]] = memref.load %[[in]]
// CHECK: %[[product:.*]] = arith.mulf %[[element]], %[[factor]]
// CHECK: memref.store %[[product]], %[[out]]
// CHECK: scf.for %[[row:.*]] = %{{.*}} to %[[rows]]
// CHECK: memref.store %[[zero]], %[[out]]
func.func @promised_zeros(%x: memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 0>>, %s: memref<1x2x1x1xf32>,
                  %y: memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 0, zero_halo>>) {
  nn.mul %x, %s into(%y : memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 0, zero_halo>>)
    : memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 0>>, memref<1x2x1x1xf32>
  func.return
}

// Planes of another pitch are walked row by row.
// CHECK-LABEL: @other_pitch
// CHECK: memref.load %x[%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}]
func.func @other_pitch(%x: memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 0>>,
                       %y: memref<1x2x4x4xf32, #plan.planar<[64, 32, 6, 1], lead = 0>>) {
  nn.neg %x into(%y : memref<1x2x4x4xf32, #plan.planar<[64, 32, 6, 1], lead = 0>>)
    : memref<1x2x4x4xf32, #plan.planar<[64, 32, 5, 1], lead = 0>>
  func.return
}

// Several in a row: what one makes the next one takes at once.
// CHECK-LABEL: func.func @in_a_row
// CHECK: %[[x:.*]] = memref.load %x
// CHECK-NEXT: %[[b:.*]] = memref.load %b
// CHECK-NEXT: %[[exp:.*]] = math.exp %[[x]] : f32
// CHECK-NEXT: %[[sum:.*]] = arith.addf %[[exp]], %[[b]] : f32
// CHECK-NEXT: memref.store %[[sum]], %y
func.func @in_a_row(%x: memref<2x8xf32>, %b: memref<8xf32>, %y: memref<2x8xf32>) {
  plan.elementwise %x, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32> {
  ^bb0(%0: tensor<f32>, %1: tensor<f32>):
    %2 = nn.exp %0 : tensor<f32> -> tensor<f32>
    %3 = nn.add %2, %1 : tensor<f32>, tensor<f32> -> tensor<f32>
    plan.yield %3 : tensor<f32>
  }
  func.return
}

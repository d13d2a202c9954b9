// RUN: prunir-opt %s -p convert-nn-movement-to-loops | filecheck %s

// One part behind the other.
// CHECK-LABEL: @concat
// CHECK: %[[three:.*]] = arith.constant 3 : index
// CHECK: scf.for %[[row:.*]] =
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[first:.*]] = memref.load %a[%[[row]], %[[column]]]
// CHECK-NEXT: memref.store %[[first]], %y[%[[row]], %[[column]]]
// CHECK: scf.for %[[row:.*]] =
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[behind:.*]] = arith.addi %[[column]], %[[three]]
// CHECK-NEXT: %[[second:.*]] = memref.load %b[%[[row]], %[[column]]]
// CHECK-NEXT: memref.store %[[second]], %y[%[[row]], %[[behind]]]
func.func @concat(%a: memref<2x3xf32>, %b: memref<2x5xf32>, %y: memref<2x8xf32>) {
  nn.concat %a, %b into(%y : memref<2x8xf32>) {axis = 1 : i64} : memref<2x3xf32>, memref<2x5xf32>
  func.return
}

// Dense parts are copied in one row for each index before the axis.
// CHECK-LABEL: @concat_channels
// CHECK-DAG: %[[a:.*]] = plan.alias %a : memref<2x3x4x4xf32> to memref<2x48xf32>
// CHECK-DAG: %[[b:.*]] = plan.alias %b : memref<2x5x4x4xf32> to memref<2x80xf32>
// CHECK-DAG: %[[y:.*]] = plan.alias %y : memref<2x8x4x4xf32> to memref<2x128xf32>
// CHECK-DAG: %[[begin:.*]] = arith.constant 48 : index
// CHECK: memref.load %[[b]][%[[image:.*]], %{{.*}}]
// CHECK-NEXT: memref.store %{{.*}}, %[[y]][%[[image]], %{{.*}}]
func.func @concat_channels(%a: memref<2x3x4x4xf32>, %b: memref<2x5x4x4xf32>, %y: memref<2x8x4x4xf32>) {
  nn.concat %a, %b into(%y : memref<2x8x4x4xf32>) {axis = 1 : i64} : memref<2x3x4x4xf32>, memref<2x5x4x4xf32>
  func.return
}

// Dimension i of the result is dimension perm[i] of the input; a permutation that is not its own inverse.
// CHECK-LABEL: @transpose
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: scf.for %[[j:.*]] =
// CHECK-NEXT: scf.for %[[k:.*]] =
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[k]], %[[i]], %[[j]]] : memref<2x3x4xf32>
// CHECK-NEXT: memref.store %[[x]], %y[%[[i]], %[[j]], %[[k]]] : memref<3x4x2xf32>
func.func @transpose(%x: memref<2x3x4xf32>, %y: memref<3x4x2xf32>) {
  nn.transpose %x into(%y : memref<3x4x2xf32>) {perm = array<i64: 1, 2, 0>} : memref<2x3x4xf32>
  func.return
}

// CHECK-LABEL: @slice
// CHECK-DAG: %[[one:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[two:.*]] = arith.constant 2 : index
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[steps:.*]] = arith.muli %[[i]], %[[two]]
// CHECK-NEXT: %[[source:.*]] = arith.addi %[[steps]], %[[one]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[source]]]
// CHECK-NEXT: memref.store %[[x]], %y[%[[i]]]
func.func @slice(%x: memref<8xf32>, %y: memref<3xf32>) {
  nn.slice %x into(%y : memref<3xf32>) {starts = array<i64: 1>, limits = array<i64: 7>, steps = array<i64: 2>} : memref<8xf32>
  func.return
}

// The load is always from inside; an unsigned comparison finds what lies on either side.
// CHECK-LABEL: @pad_constant
// CHECK-DAG: %[[last:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[size:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[shift:.*]] = arith.constant -1 : index
// CHECK-DAG: %[[value:.*]] = arith.constant 5.000000e+00 : f32
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[source:.*]] = arith.addi %[[i]], %[[shift]]
// CHECK-NEXT: %[[below:.*]] = arith.minsi %[[source]], %[[last]]
// CHECK-NEXT: %[[nearest:.*]] = arith.maxsi %[[below]], %[[zero]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[nearest]]]
// CHECK-NEXT: %[[inside:.*]] = arith.cmpi ult, %[[source]], %[[size]]
// CHECK-NEXT: %[[padded:.*]] = arith.select %[[inside]], %[[x]], %[[value]]
// CHECK-NEXT: memref.store %[[padded]], %y[%[[i]]]
func.func @pad_constant(%x: memref<4xf32>, %y: memref<7xf32>) {
  nn.pad %x into(%y : memref<7xf32>) {pads = array<i64: 1, 2>, mode = "constant", value = 5.0 : f32} : memref<4xf32>
  func.return
}

// |i|, mirrored at the last element: min(|i|, 6 - |i|).
// CHECK-LABEL: @pad_reflect
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[twice_last:.*]] = arith.constant 6 : index
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[source:.*]] = arith.addi %[[i]],
// CHECK-NEXT: %[[negative:.*]] = arith.subi %[[zero]], %[[source]]
// CHECK-NEXT: %[[absolute:.*]] = arith.maxsi %[[source]], %[[negative]]
// CHECK-NEXT: %[[mirrored:.*]] = arith.subi %[[twice_last]], %[[absolute]]
// CHECK-NEXT: %[[at:.*]] = arith.minsi %[[absolute]], %[[mirrored]]
// CHECK-NEXT: memref.load %x[%[[at]]]
func.func @pad_reflect(%x: memref<4xf32>, %y: memref<7xf32>) {
  nn.pad %x into(%y : memref<7xf32>) {pads = array<i64: 1, 2>, mode = "reflect", value = 0.0 : f32} : memref<4xf32>
  func.return
}

// CHECK-LABEL: @pad_edge
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[source:.*]] = arith.addi %[[i]],
// CHECK-NEXT: %[[below:.*]] = arith.minsi %[[source]],
// CHECK-NEXT: %[[nearest:.*]] = arith.maxsi %[[below]],
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%[[nearest]]]
// CHECK-NEXT: memref.store %[[x]], %y[%[[i]]]
func.func @pad_edge(%x: memref<4xf32>, %y: memref<7xf32>) {
  nn.pad %x into(%y : memref<7xf32>) {pads = array<i64: 1, 2>, mode = "edge", value = 0.0 : f32} : memref<4xf32>
  func.return
}

// Between dense buffers a reshape copies a row.
// CHECK-LABEL: @reshape_dense
// CHECK-DAG: %[[in:.*]] = plan.alias %x : memref<2x4xf32> to memref<8xf32>
// CHECK-DAG: %[[out:.*]] = plan.alias %y : memref<4x2xf32> to memref<8xf32>
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: %[[x:.*]] = memref.load %[[in]][%[[i]]]
// CHECK-NEXT: memref.store %[[x]], %[[out]][%[[i]]]
func.func @reshape_dense(%x: memref<2x4xf32>, %y: memref<4x2xf32>) {
  nn.reshape %x into(%y : memref<4x2xf32>) : memref<2x4xf32>
  func.return
}

// From planes with a halo, the element's number is its index in the row.
// CHECK-LABEL: @flatten_planes
// CHECK: %[[two:.*]] = arith.constant 2 : index
// CHECK: %[[out:.*]] = plan.alias %y : memref<1x8xf32> to memref<8xf32>
// CHECK: scf.for %[[channel:.*]] =
// CHECK-NEXT: scf.for %[[row:.*]] =
// CHECK-NEXT: scf.for %[[column:.*]] =
// CHECK-NEXT: %[[plane_rows:.*]] = arith.muli %[[channel]], %[[two]]
// CHECK-NEXT: %[[rows:.*]] = arith.addi %[[plane_rows]], %[[row]]
// CHECK-NEXT: %[[row_columns:.*]] = arith.muli %[[rows]], %[[two]]
// CHECK-NEXT: %[[number:.*]] = arith.addi %[[row_columns]], %[[column]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%{{.*}}, %[[channel]], %[[row]], %[[column]]]
// CHECK-NEXT: memref.store %[[x]], %[[out]][%[[number]]]
func.func @flatten_planes(%x: memref<1x2x2x2xf32, #plan.planar<[16, 8, 3, 1], lead = 4>>, %y: memref<1x8xf32>) {
  nn.flatten %x into(%y : memref<1x8xf32>) {axis = 1 : i64} : memref<1x2x2x2xf32, #plan.planar<[16, 8, 3, 1], lead = 4>>
  func.return
}

// Each pair of types has its conversion.
// CHECK-LABEL: @casts
// CHECK: arith.fptosi %{{.*}} : f32 to i8
// CHECK: arith.cmpf une, %{{.*}} : f32
// CHECK: arith.uitofp %{{.*}} : ui8 to f64
// CHECK: arith.extui %{{.*}} : ui8 to i32
// CHECK: arith.extsi %{{.*}} : i8 to i32
// CHECK: arith.trunci %{{.*}} : i32 to i8
// CHECK: arith.truncf %{{.*}} : f64 to f32
func.func @casts(%f: memref<4xf32>, %d: memref<4xf64>, %s: memref<4xi8>, %u: memref<4xui8>, %i: memref<4xi32>, %b: memref<4xi1>) {
  nn.cast %f into(%s : memref<4xi8>) : memref<4xf32>
  nn.cast %f into(%b : memref<4xi1>) : memref<4xf32>
  nn.cast %u into(%d : memref<4xf64>) : memref<4xui8>
  nn.cast %u into(%i : memref<4xi32>) : memref<4xui8>
  nn.cast %s into(%i : memref<4xi32>) : memref<4xi8>
  nn.cast %i into(%s : memref<4xi8>) : memref<4xi32>
  nn.cast %d into(%f : memref<4xf32>) : memref<4xf64>
  func.return
}

// Values without buffers, and what computes, stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.reshape
// CHECK-NEXT: nn.relu
// CHECK-NEXT: func.return
func.func @no_match(%x: tensor<2x4xf32>, %a: memref<4xf32>, %y: memref<4xf32>) -> tensor<8xf32> {
  %r = nn.reshape %x : tensor<2x4xf32> -> tensor<8xf32>
  nn.relu %a into(%y : memref<4xf32>) : memref<4xf32>
  func.return %r : tensor<8xf32>
}

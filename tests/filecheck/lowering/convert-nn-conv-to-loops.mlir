// RUN: prunir-opt %s -p convert-nn-conv-to-loops --split-input-file --verify-diagnostics | filecheck %s

// A row of the result begins as the bias. Weight k meets columns max(1 - k, 0) to min(7 - k, 6), so padding is never read.
// CHECK-LABEL: @computed_weights
// CHECK-DAG: %[[zero:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[pad:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[size_and_pad:.*]] = arith.constant 7 : index
// CHECK-DAG: %[[count:.*]] = arith.constant 6 : index
// CHECK-DAG: %[[shift:.*]] = arith.constant -1 : index
// CHECK: scf.for %[[filter:.*]] =
// CHECK-NEXT: %[[bias:.*]] = memref.load %b[%[[filter]]]
// CHECK-NEXT: scf.for %[[o:.*]] =
// CHECK-NEXT: memref.store %[[bias]], %y[%{{.*}}, %[[filter]], %[[o]]]
// CHECK: scf.for %[[c:.*]] =
// CHECK: scf.for %[[k:.*]] =
// CHECK-NEXT: %[[w:.*]] = memref.load %w[%[[filter]], %[[c]], %[[k]]]
// CHECK-NEXT: %[[missing:.*]] = arith.subi %[[pad]], %[[k]]
// CHECK-NEXT: %[[begin:.*]] = arith.maxsi %[[missing]], %[[zero]]
// CHECK-NEXT: %[[left:.*]] = arith.subi %[[size_and_pad]], %[[k]]
// CHECK-NEXT: %[[room:.*]] = arith.maxsi %[[left]], %[[zero]]
// CHECK-NEXT: %[[inside:.*]] = arith.minsi %[[room]], %[[count]]
// CHECK-NEXT: %[[end:.*]] = arith.maxsi %[[inside]], %[[begin]]
// CHECK-NEXT: scf.for %[[o:.*]] = %[[begin]] to %[[end]]
// CHECK-NEXT: %[[tap:.*]] = arith.addi %[[o]], %[[k]]
// CHECK-NEXT: %[[source:.*]] = arith.addi %[[tap]], %[[shift]]
// CHECK-NEXT: %[[x:.*]] = memref.load %x[%{{.*}}, %{{.*}}, %[[source]]]
// CHECK-NEXT: %[[product:.*]] = arith.mulf %[[w]], %[[x]]
// CHECK-NEXT: %[[old:.*]] = memref.load %y[%{{.*}}, %[[filter]], %[[o]]]
// CHECK-NEXT: %[[new:.*]] = arith.addf %[[old]], %[[product]]
// CHECK-NEXT: memref.store %[[new]], %y[%{{.*}}, %[[filter]], %[[o]]]
func.func @computed_weights(%x: memref<1x4x6xf32>, %w: memref<8x4x3xf32>, %b: memref<8xf32>, %y: memref<1x8x6xf32>) {
  nn.conv %x, %w bias(%b : memref<8xf32>) into(%y : memref<1x8x6xf32>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : memref<1x4x6xf32>, memref<8x4x3xf32>
  func.return
}

// 4 filters and 2 channels a group: filter f reads channels from f / 4 · 2 on. Any type of element will do.
// CHECK-LABEL: @groups
// CHECK-DAG: %[[channels:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[filters:.*]] = arith.constant 4 : index
// CHECK: memref.store %{{.*}}, %y[%[[image:.*]], %[[filter:.*]], %{{.*}}]
// CHECK: %[[group:.*]] = arith.divui %[[filter]], %[[filters]]
// CHECK-NEXT: scf.for %[[c:.*]] =
// CHECK-NEXT: %[[first:.*]] = arith.muli %[[group]], %[[channels]]
// CHECK-NEXT: %[[channel:.*]] = arith.addi %[[first]], %[[c]]
// CHECK: memref.load %w[%[[filter]], %[[c]], %{{.*}}] : memref<8x2x1xf64>
// CHECK: memref.load %x[%[[image]], %[[channel]], %{{.*}}] : memref<1x4x6xf64>
func.func @groups(%x: memref<1x4x6xf64>, %w: memref<8x2x1xf64>, %y: memref<1x8x6xf64>) {
  nn.conv %x, %w into(%y : memref<1x8x6xf64>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, group = 2 : i64} : memref<1x4x6xf64>, memref<8x2x1xf64>
  func.return
}

// A last walk along the row adds the residual, then activates.
// CHECK-LABEL: @epilogue
// CHECK: arith.mulf
// CHECK: %[[sum:.*]] = memref.load %y[%[[image:.*]], %[[filter:.*]], %[[old:.*]]]
// CHECK: scf.for %[[o:.*]] =
// CHECK-NEXT: %[[y:.*]] = memref.load %y[%[[image]], %[[filter]], %[[o]]]
// CHECK-NEXT: %[[r:.*]] = memref.load %r[%[[image]], %[[filter]], %[[o]]]
// CHECK-NEXT: %[[total:.*]] = arith.addf %[[y]], %[[r]]
// CHECK-NEXT: %[[activated:.*]] = arith.maximumf %[[total]],
// CHECK-NEXT: memref.store %[[activated]], %y[%[[image]], %[[filter]], %[[o]]]
func.func @epilogue(%x: memref<1x4x6xf32>, %w: memref<8x4x1xf32>, %r: memref<1x8x6xf32>, %y: memref<1x8x6xf32>) {
  nn.conv %x, %w residual(%r : memref<1x8x6xf32>) into(%y : memref<1x8x6xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, activation = #nn.activation<relu>} : memref<1x4x6xf32>, memref<8x4x1xf32>
  func.return
}

// Pruned weights that are computed are not packed: their zeros are multiplied.
// CHECK-LABEL: @computed_pruned_weights
// CHECK-NOT: pconv.conv
// CHECK: memref.load %w
func.func @computed_pruned_weights(%x: memref<1x2x4xf32>, %w: memref<2x2x1xf32>, %y: memref<1x2x4xf32>) {
  pconv.conv %x, %w into(%y : memref<1x2x4xf32>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>, scheme = #pconv.unstructured_scheme<group = 1>} : memref<1x2x4xf32>, memref<2x2x1xf32>
  func.return
}

// Values without buffers stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.conv
// CHECK-NEXT: func.return
func.func @no_match(%x: tensor<1x4x6xf32>, %w: tensor<8x4x1xf32>) -> tensor<1x8x6xf32> {
  %y = nn.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : tensor<1x4x6xf32>, tensor<8x4x1xf32> -> tensor<1x8x6xf32>
  func.return %y : tensor<1x8x6xf32>
}

// -----

// Invalid: only weights of f32 can be packed and computed with.
func.func @packed(%x: memref<1x1x4xf64>, %y: memref<1x1x4xf64>) {
  %w = pconv.constant {offset = #nn.weight<"00">, reorder = #nn.weight<"01">, index = #nn.weight<"02">, stride = #nn.weight<"03">, weight = #nn.weight<"04">} : !pconv.fkw<1x1x1xf64, #pconv.unstructured_scheme<group = 1>>
  // expected-error @+1 {{packed weights of f64 have no kernel}}
  pconv.conv %x, %w into(%y : memref<1x1x4xf64>) {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>} : memref<1x1x4xf64>, !pconv.fkw<1x1x1xf64, #pconv.unstructured_scheme<group = 1>>
  func.return
}

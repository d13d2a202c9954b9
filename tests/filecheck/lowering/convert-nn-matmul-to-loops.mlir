// RUN: prunir-opt %s -p convert-nn-matmul-to-loops | filecheck %s

// The innermost loop runs along a row of the result and a row of b.
// CHECK-LABEL: @matmul
// CHECK: %[[zero:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: scf.for %[[j:.*]] =
// CHECK-NEXT: memref.store %[[zero]], %y[%[[i]], %[[j]]]
// CHECK: scf.for %[[k:.*]] =
// CHECK-NEXT: %[[a:.*]] = memref.load %a[%[[i]], %[[k]]]
// CHECK-NEXT: scf.for %[[j:.*]] =
// CHECK-NEXT: %[[b:.*]] = memref.load %b[%[[k]], %[[j]]]
// CHECK-NEXT: %[[old:.*]] = memref.load %y[%[[i]], %[[j]]]
// CHECK-NEXT: %[[product:.*]] = arith.mulf %[[a]], %[[b]]
// CHECK-NEXT: %[[new:.*]] = arith.addf %[[old]], %[[product]]
// CHECK-NEXT: memref.store %[[new]], %y[%[[i]], %[[j]]]
func.func @matmul(%a: memref<2x4xf32>, %b: memref<4x8xf32>, %y: memref<2x8xf32>) {
  nn.matmul %a, %b into(%y : memref<2x8xf32>) : memref<2x4xf32>, memref<4x8xf32>
  func.return
}

// Leading dimensions broadcast: all matrices of %a meet the only one of %b.
// CHECK-LABEL: @stack
// CHECK: %[[zero:.*]] = arith.constant 0 : index
// CHECK: scf.for %[[matrix:.*]] =
// CHECK-NEXT: scf.for %[[i:.*]] =
// CHECK: memref.load %a[%[[matrix]], %[[i]], %[[k:.*]]] : memref<3x2x4xf32>
// CHECK: memref.load %b[%[[zero]], %[[k]], %[[j:.*]]] : memref<1x4x8xf32>
// CHECK: memref.store %{{.*}}, %y[%[[matrix]], %[[i]], %[[j]]]
func.func @stack(%a: memref<3x2x4xf32>, %b: memref<1x4x8xf32>, %y: memref<3x2x8xf32>) {
  nn.matmul %a, %b into(%y : memref<3x2x8xf32>) : memref<3x2x4xf32>, memref<1x4x8xf32>
  func.return
}

// A vector is one row on the left, one column on the right; their product has no index.
// CHECK-LABEL: @vectors
// CHECK: memref.load %a[%[[k:.*]]] : memref<4xf32>
// CHECK-NEXT: memref.load %b[%[[k]]] : memref<4xf32>
// CHECK: memref.store %{{.*}}, %y[] : memref<f32>
func.func @vectors(%a: memref<4xf32>, %b: memref<4xf32>, %y: memref<f32>) {
  nn.matmul %a, %b into(%y : memref<f32>) : memref<4xf32>, memref<4xf32>
  func.return
}

// A row begins as beta · c, takes alpha · a[i,k] · row k of b for every k, and is activated last.
// CHECK-LABEL: @gemm
// CHECK-DAG: %[[alpha:.*]] = arith.constant 2.000000e+00 : f32
// CHECK-DAG: %[[beta:.*]] = arith.constant 3.000000e+00 : f32
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: scf.for %[[j:.*]] =
// CHECK-NEXT: %[[c:.*]] = memref.load %c[%[[j]]]
// CHECK-NEXT: %[[addend:.*]] = arith.mulf %[[c]], %[[beta]]
// CHECK-NEXT: memref.store %[[addend]], %y[%[[i]], %[[j]]]
// CHECK: scf.for %[[k:.*]] =
// CHECK-NEXT: %[[a:.*]] = memref.load %a[%[[i]], %[[k]]]
// CHECK-NEXT: %[[scaled:.*]] = arith.mulf %[[a]], %[[alpha]]
// CHECK-NEXT: scf.for %[[j:.*]] =
// CHECK-NEXT: %[[b:.*]] = memref.load %b[%[[k]], %[[j]]]
// CHECK: arith.mulf %[[scaled]], %[[b]]
// CHECK: scf.for %[[j:.*]] =
// CHECK-NEXT: %[[sum:.*]] = memref.load %y[%[[i]], %[[j]]]
// CHECK-NEXT: %[[activated:.*]] = arith.maximumf %[[sum]],
// CHECK-NEXT: memref.store %[[activated]], %y[%[[i]], %[[j]]]
func.func @gemm(%a: memref<2x4xf32>, %b: memref<4x8xf32>, %c: memref<8xf32>, %y: memref<2x8xf32>) {
  nn.gemm %a, %b c(%c : memref<8xf32>) into(%y : memref<2x8xf32>) {alpha = 2.0 : f32, beta = 3.0 : f32, activation = #nn.activation<relu>} : memref<2x4xf32>, memref<4x8xf32>
  func.return
}

// CHECK-LABEL: @transposed
// CHECK: scf.for %[[i:.*]] =
// CHECK: memref.load %a[%[[k:.*]], %[[i]]] : memref<4x2xf32>
// CHECK: memref.load %b[%[[j:.*]], %[[k]]] : memref<8x4xf32>
// CHECK: memref.store %{{.*}}, %y[%[[i]], %[[j]]]
func.func @transposed(%a: memref<4x2xf32>, %b: memref<8x4xf32>, %y: memref<2x8xf32>) {
  nn.gemm %a, %b into(%y : memref<2x8xf32>) {trans_a = true, trans_b = true} : memref<4x2xf32>, memref<8x4xf32>
  func.return
}

// Values without buffers stay.
// CHECK-LABEL: @no_match
// CHECK-NEXT: nn.matmul
// CHECK-NEXT: func.return
func.func @no_match(%a: tensor<2x4xf32>, %b: tensor<4x8xf32>) -> tensor<2x8xf32> {
  %y = nn.matmul %a, %b : tensor<2x4xf32>, tensor<4x8xf32> -> tensor<2x8xf32>
  func.return %y : tensor<2x8xf32>
}

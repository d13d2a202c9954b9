// RUN: prunir-opt %s -p fuse-elementwise --split-input-file | filecheck %s

// What only the next operation takes needs no buffer. A value that is taken twice, %x, comes in once.
// CHECK-LABEL: func.func @in_a_row
// CHECK-NEXT: plan.elementwise %x, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32> {
// CHECK-NEXT: ^bb0(%[[x:.*]]: tensor<f32>, %[[b:.*]]: tensor<f32>):
// CHECK-NEXT: %[[exp:.*]] = nn.exp %[[x]] : tensor<f32> -> tensor<f32>
// CHECK-NEXT: %[[sum:.*]] = nn.add %[[exp]], %[[b]] : tensor<f32>, tensor<f32> -> tensor<f32>
// CHECK-NEXT: %[[product:.*]] = nn.mul %[[x]], %[[sum]] : tensor<f32>, tensor<f32> -> tensor<f32>
// CHECK-NEXT: plan.yield %[[product]] : tensor<f32>
// CHECK-NEXT: }
// CHECK-NEXT: func.return
func.func @in_a_row(%x: memref<2x8xf32>, %b: memref<8xf32>, %y: memref<2x8xf32>) attributes {plan.entry} {
  %t = memref.alloc() : memref<2x8xf32>
  nn.exp %x into(%t : memref<2x8xf32>) : memref<2x8xf32>
  %u = memref.alloc() : memref<2x8xf32>
  nn.add %t, %b into(%u : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
  nn.mul %x, %u into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<2x8xf32>
  func.return
}

// Two rows that meet are one.
// CHECK-LABEL: func.func @two_rows
// CHECK-NEXT: plan.elementwise %x, %z into(%y : memref<8xf32>)
// CHECK: %[[a:.*]] = nn.exp
// CHECK-NEXT: %[[b:.*]] = nn.leaky_relu %{{.*}} {alpha = 2.500000e-01 : f32}
// CHECK-NEXT: nn.add %[[b]], %[[a]]
func.func @two_rows(%x: memref<8xf32>, %z: memref<8xf32>, %y: memref<8xf32>) attributes {plan.entry} {
  %t = memref.alloc() : memref<8xf32>
  nn.leaky_relu %x into(%t : memref<8xf32>) {alpha = 0.25 : f32} : memref<8xf32>
  %u = memref.alloc() : memref<8xf32>
  nn.exp %z into(%u : memref<8xf32>) : memref<8xf32>
  nn.add %t, %u into(%y : memref<8xf32>) : memref<8xf32>, memref<8xf32>
  func.return
}

// What several operations take is not computed twice, nor what broadcasts again and again.
// CHECK-LABEL: func.func @not_alone
// CHECK-NOT: plan.elementwise
func.func @not_alone(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<2x8xf32>) attributes {plan.entry} {
  %t = memref.alloc() : memref<8xf32>
  nn.exp %x into(%t : memref<8xf32>) : memref<8xf32>
  nn.tanh %t into(%y : memref<8xf32>) : memref<8xf32>
  nn.add %z, %t into(%z : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
  func.return
}

// CHECK-LABEL: func.func @broadcast
// CHECK-NOT: plan.elementwise
func.func @broadcast(%x: memref<8xf32>, %z: memref<2x8xf32>, %y: memref<2x8xf32>) attributes {plan.entry} {
  %t = memref.alloc() : memref<8xf32>
  nn.exp %x into(%t : memref<8xf32>) : memref<8xf32>
  nn.add %z, %t into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
  func.return
}

// Two functions that take long gain nothing in a row.
// CHECK-LABEL: func.func @long
// CHECK: nn.exp
// CHECK-NEXT: nn.tanh
func.func @long(%x: memref<8xf32>, %y: memref<8xf32>) attributes {plan.entry} {
  %t = memref.alloc() : memref<8xf32>
  nn.exp %x into(%t : memref<8xf32>) : memref<8xf32>
  nn.tanh %t into(%y : memref<8xf32>) : memref<8xf32>
  func.return
}

// Nor what is not elementwise, or a result of the network.
// CHECK-LABEL: func.func @others
// CHECK-NOT: plan.elementwise
func.func @others(%x: memref<2x8xf32>, %y: memref<2x8xf32>, %z: memref<2x8xf32>) attributes {plan.entry} {
  %t = memref.alloc() : memref<2x8xf32>
  nn.softmax %x into(%t : memref<2x8xf32>) {axis = 1 : i64} : memref<2x8xf32>
  nn.tanh %t into(%y : memref<2x8xf32>) : memref<2x8xf32>
  nn.exp %y into(%z : memref<2x8xf32>) : memref<2x8xf32>
  func.return
}

// -----

// In a function that is no entry nothing is planned.
// CHECK-LABEL: func.func @no_entry
// CHECK-NOT: plan.elementwise
func.func @no_entry(%x: memref<8xf32>, %y: memref<8xf32>) {
  %t = memref.alloc() : memref<8xf32>
  nn.exp %x into(%t : memref<8xf32>) : memref<8xf32>
  nn.tanh %t into(%y : memref<8xf32>) : memref<8xf32>
  func.return
}

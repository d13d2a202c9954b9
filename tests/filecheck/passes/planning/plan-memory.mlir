// RUN: prunir-opt %s -p plan-memory | filecheck %s

// %a and %c never live at the same time and share memory; %b lives with both.
// CHECK-LABEL: func.func @sharing
// CHECK-SAME: (%arena: memref<128xi8>, %blob: memref<64xi8>, %barrier: memref<64xi8>, %x: memref<16xf32>, %y: memref<16xf32>)
// CHECK: %a = plan.view %arena {offset = 0 : i64}
// CHECK: %b = plan.view %arena {offset = 64 : i64}
// CHECK: %c = plan.view %arena {offset = 0 : i64}
func.func @sharing(%x: memref<16xf32>, %y: memref<16xf32>) attributes {plan.entry} {
  %a = memref.alloc() : memref<16xf32>
  nn.relu %x into(%a : memref<16xf32>) : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  nn.relu %a into(%b : memref<16xf32>) : memref<16xf32>
  %c = memref.alloc() : memref<16xf32>
  nn.relu %b into(%c : memref<16xf32>) : memref<16xf32>
  nn.relu %c into(%y : memref<16xf32>) : memref<16xf32>
  func.return
}

// A buffer lives as long as its aliases: %a is still read when %b is written.
// CHECK-LABEL: func.func @aliases
// CHECK: %a = plan.view %arena {offset = 0 : i64}
// CHECK: %b = plan.view %arena {offset = 64 : i64}
func.func @aliases(%x: memref<16xf32>, %y: memref<4x4xf32>) attributes {plan.entry} {
  %a = memref.alloc() : memref<16xf32>
  nn.relu %x into(%a : memref<16xf32>) : memref<16xf32>
  %square = plan.alias %a : memref<16xf32> to memref<4x4xf32>
  %b = memref.alloc() : memref<4x4xf32>
  nn.relu %square into(%b : memref<4x4xf32>) : memref<4x4xf32>
  nn.add %square, %b into(%y : memref<4x4xf32>) : memref<4x4xf32>, memref<4x4xf32>
  func.return
}

// Equal weights lie once in the blob; each begins at a multiple of 64 bytes; unused ones vanish.
// CHECK-LABEL: func.func @weights
// CHECK-SAME: %blob: memref<128xi8>
// CHECK: plan.weight in(%blob : memref<128xi8>) {value = dense<1.000000e+00> : tensor<4xf32>, offset = 0 : i64}
// CHECK: plan.weight in(%blob : memref<128xi8>) {value = dense<2.000000e+00> : tensor<4xf32>, offset = 64 : i64}
// CHECK: plan.weight in(%blob : memref<128xi8>) {value = dense<1.000000e+00> : tensor<4xf32>, offset = 0 : i64}
// CHECK-NOT: dense<3.0
func.func @weights(%x: memref<4xf32>, %y: memref<4xf32>, %z: memref<4xf32>) attributes {plan.entry} {
  %one = plan.weight {value = dense<1.0> : tensor<4xf32>} : memref<4xf32>
  %two = plan.weight {value = dense<2.0> : tensor<4xf32>} : memref<4xf32>
  %again = plan.weight {value = dense<1.0> : tensor<4xf32>} : memref<4xf32>
  %unused = plan.weight {value = dense<3.0> : tensor<4xf32>} : memref<4xf32>
  nn.add %one, %two into(%y : memref<4xf32>) : memref<4xf32>, memref<4xf32>
  nn.add %again, %two into(%z : memref<4xf32>) : memref<4xf32>, memref<4xf32>
  func.return
}

// Only the entry of a program is planned.
// CHECK-LABEL: func.func @other(%x: memref<16xf32>)
// CHECK: memref.alloc
func.func @other(%x: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  nn.relu %x into(%a : memref<16xf32>) : memref<16xf32>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @weight
// CHECK: plan.weight {value = dense<1.000000e+00> : tensor<2x2xf32>} : memref<2x2xf32>
// CHECK: plan.weight {value = #nn.weight<"9f86">} : memref<2304xf32>
// CHECK: plan.weight in(%blob : memref<128xi8>) {value = dense<[1, 2]> : tensor<2xi32>, offset = 64 : i64} : memref<2xi32>
func.func @weight(%blob: memref<128xi8>) {
  %inline = plan.weight {value = dense<1.0> : tensor<2x2xf32>} : memref<2x2xf32>
  %named = plan.weight {value = #nn.weight<"9f86">} : memref<2304xf32>
  %placed = plan.weight in(%blob : memref<128xi8>) {value = dense<[1, 2]> : tensor<2xi32>, offset = 64 : i64} : memref<2xi32>
  func.return
}

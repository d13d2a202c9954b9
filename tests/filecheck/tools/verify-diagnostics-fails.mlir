// RUN: not prunir-opt %s --split-input-file --verify-diagnostics 2>&1 | filecheck %s

// CHECK: verify-diagnostics-fails.mlir:4: error: expected error "never" did not come
// expected-error {{never}}
func.func @fine() {
  func.return
}

// -----

// CHECK: error: expected error "another text" did not come
// CHECK: verify-diagnostics-fails.mlir:14:1: error: 'nn.constant': C1: value of type tensor<2xf32> in a constant of type tensor<3xf32> [unexpected]
// expected-error {{another text}}
%0 = "nn.constant"() {value = dense<[0.1, 0.2]> : tensor<2xf32>} : () -> tensor<3xf32>

// -----

// CHECK: error: expected error "C1: value of type" did not come
// CHECK: error: 'nn.constant': C1: {{.*}} [unexpected]
// expected-error @+2 {{C1: value of type}}
%0 = "nn.constant"() {value = dense<[0.1, 0.2]> : tensor<2xf32>} : () -> tensor<3xf32>

// -----

// CHECK: error: 'nn.constant': C1: {{.*}} [unexpected]
%0 = "nn.constant"() {value = dense<[0.1, 0.2]> : tensor<2xf32>} : () -> tensor<3xf32>

// -----

// CHECK: error: line 31: write {{.*}}, not {{.*}}odd
// expected-warning {{odd}}
func.func @fine() {
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics | filecheck %s

// A chunk without errors is compiled as usual.
// CHECK-LABEL: @fine
func.func @fine() {
  func.return
}

// -----

// An error of the verifier, wherever it is.
// expected-error {{C1: value of type}}
%0 = "nn.constant"() {value = dense<[0.1, 0.2]> : tensor<2xf32>} : () -> tensor<3xf32>

// -----

// The same, on the line it is on.
// expected-error @+1 {{C1: value of type}}
%0 = "nn.constant"() {value = dense<[0.1, 0.2]> : tensor<2xf32>} : () -> tensor<3xf32>

// -----

// An error of the parser.
// expected-error @below {{Expected argument or type}}
func.func @broken( {
}

// -----

// CHECK-LABEL: @after_errors
func.func @after_errors() {
  func.return
}

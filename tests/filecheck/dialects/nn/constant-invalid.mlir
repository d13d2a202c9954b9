// RUN: prunir-opt %s --split-input-file --verify-diagnostics

// expected-error {{C0: every dimension must be static and at least 1, got tensor<?xf32>}}
func.func @dynamic() {
  %c = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<?xf32>
  func.return
}

// -----

// expected-error {{C0: no tensor can have elements of type i3}}
func.func @elements() {
  %c = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<4xi3>
  func.return
}

// -----

// expected-error {{C1: value of type tensor<2xf32> in a constant of type tensor<3xf32>}}
func.func @type() {
  %c = "nn.constant"() <{value = dense<[1.0, 2.0]> : tensor<2xf32>}> : () -> tensor<3xf32>
  func.return
}

// -----

// expected-error {{C2: #nn.random makes f32, not f64}}
func.func @recipe_of_f64() {
  %c = nn.constant #nn.random<7> : tensor<3xf64>
  func.return
}

// -----

// expected-error {{the seed must be at least 0, got -1}}
func.func @seed() {
  %c = nn.constant #nn.random<-1> : tensor<3xf32>
  func.return
}

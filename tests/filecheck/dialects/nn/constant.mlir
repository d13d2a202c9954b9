// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @inline(
// CHECK: %slope = nn.constant dense<[1.000000e-01, 2.000000e-01]> : tensor<2xf32>
// CHECK: %shape = nn.constant dense<[1, -1]> : tensor<2xi64>
// CHECK: %flag = nn.constant dense<true> : tensor<i1>
func.func @inline() {
  %slope = nn.constant dense<[0.1, 0.2]> : tensor<2xf32>
  %shape = nn.constant dense<[1, -1]> : tensor<2xi64>
  %flag = nn.constant dense<true> : tensor<i1>
  func.return
}

// CHECK-LABEL: func.func @named(
// CHECK: %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<64x3x7x7xf32> {note = "first"}
// CHECK: %noise = nn.constant #nn.random<7> : tensor<8x8x3x3xf32>
func.func @named() {
  %w = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<64x3x7x7xf32> {note = "first"}
  %noise = nn.constant #nn.random<7> : tensor<8x8x3x3xf32>
  func.return
}

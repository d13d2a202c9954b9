// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>} : tensor<4x8xf32> -> tensor<4x11xf32>
func.func @tensor(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>} : tensor<4x8xf32> -> tensor<4x11xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>, mode = "reflect"} : tensor<4x8xf32> -> tensor<4x11xf32>
func.func @tensor_1(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>, mode = "reflect"} : tensor<4x8xf32> -> tensor<4x11xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_2(
// CHECK: %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>, value = -1.000000e+00 : f32} : tensor<4x8xf32> -> tensor<4x11xf32>
func.func @tensor_2(%x: tensor<4x8xf32>) {
  %y = nn.pad %x {pads = array<i64: 0, 1, 0, 2>, value = -1.000000e+00 : f32}
      : tensor<4x8xf32> -> tensor<4x11xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_3(
// CHECK: %y = nn.pad %x {pads = array<i64: 1, 0>, mode = "edge"} : tensor<4xi64> -> tensor<5xi64>
func.func @tensor_3(%x: tensor<4xi64>) {
  %y = nn.pad %x {pads = array<i64: 1, 0>, mode = "edge"} : tensor<4xi64> -> tensor<5xi64>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.pad %x into(%y : memref<4x11xf32>) {pads = array<i64: 0, 1, 0, 2>} : memref<4x8xf32>
func.func @buffer(%x: memref<4x8xf32>, %y: memref<4x11xf32>) {
  nn.pad %x into(%y : memref<4x11xf32>) {pads = array<i64: 0, 1, 0, 2>} : memref<4x8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.pad %x into(%y : memref<4x11xf32>) {pads = array<i64: 0, 1, 0, 2>, mode = "reflect"} : memref<4x8xf32>
func.func @buffer_1(%x: memref<4x8xf32>, %y: memref<4x11xf32>) {
  nn.pad %x into(%y : memref<4x11xf32>) {pads = array<i64: 0, 1, 0, 2>, mode = "reflect"} : memref<4x8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_2(
// CHECK: nn.pad %x into(%y : memref<4x11xf32>) {pads = array<i64: 0, 1, 0, 2>, value = -1.000000e+00 : f32} : memref<4x8xf32>
func.func @buffer_2(%x: memref<4x8xf32>, %y: memref<4x11xf32>) {
  nn.pad %x into(%y : memref<4x11xf32>) {pads = array<i64: 0, 1, 0, 2>, value = -1.000000e+00 : f32}
      : memref<4x8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_3(
// CHECK: nn.pad %x into(%y : memref<5xi64>) {pads = array<i64: 1, 0>, mode = "edge"} : memref<4xi64>
func.func @buffer_3(%x: memref<4xi64>, %y: memref<5xi64>) {
  nn.pad %x into(%y : memref<5xi64>) {pads = array<i64: 1, 0>, mode = "edge"} : memref<4xi64>
  func.return
}

// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: func.func @tensor(
// CHECK: %y = nn.clip %x {min = 0.000000e+00 : f32, max = 6.000000e+00 : f32} : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
func.func @tensor(%x: tensor<1x8x4x4xf32>) {
  %y = nn.clip %x {min = 0.000000e+00 : f32, max = 6.000000e+00 : f32}
      : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @tensor_1(
// CHECK: %y = nn.clip %x {min = 0xff800000 : f32, max = 0x7f800000 : f32} : tensor<8xf32> -> tensor<8xf32>
func.func @tensor_1(%x: tensor<8xf32>) {
  %y = nn.clip %x {min = 0xff800000 : f32, max = 0x7f800000 : f32} : tensor<8xf32> -> tensor<8xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer(
// CHECK: nn.clip %x into(%y : memref<1x8x4x4xf32>) {min = 0.000000e+00 : f32, max = 6.000000e+00 : f32} : memref<1x8x4x4xf32>
func.func @buffer(%x: memref<1x8x4x4xf32>, %y: memref<1x8x4x4xf32>) {
  nn.clip %x into(%y : memref<1x8x4x4xf32>) {min = 0.000000e+00 : f32, max = 6.000000e+00 : f32}
      : memref<1x8x4x4xf32>
  func.return
}

// CHECK-LABEL: func.func @buffer_1(
// CHECK: nn.clip %x into(%y : memref<8xf32>) {min = 0xff800000 : f32, max = 0x7f800000 : f32} : memref<8xf32>
func.func @buffer_1(%x: memref<8xf32>, %y: memref<8xf32>) {
  nn.clip %x into(%y : memref<8xf32>) {min = 0xff800000 : f32, max = 0x7f800000 : f32} : memref<8xf32>
  func.return
}

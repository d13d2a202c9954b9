func.func @main(%x: tensor<1x4x6x6xf32>) -> (tensor<1x6x6x8xf32>, tensor<1x144xf32>, tensor<1x4x9x8xf32>) {
  %t = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x4x6x6xf32> -> tensor<1x6x6x4xf32>
  %s = nn.slice %t {starts = array<i64: 0, 1, 0, 0>, limits = array<i64: 1, 6, 6, 4>, steps = array<i64: 1, 2, 1, 1>} : tensor<1x6x6x4xf32> -> tensor<1x3x6x4xf32>
  %c = nn.concat %s, %s {axis = 1 : i64} : tensor<1x3x6x4xf32>, tensor<1x3x6x4xf32> -> tensor<1x6x6x4xf32>
  %d = nn.concat %c, %t {axis = 3 : i64} : tensor<1x6x6x4xf32>, tensor<1x6x6x4xf32> -> tensor<1x6x6x8xf32>
  %f = nn.reshape %t : tensor<1x6x6x4xf32> -> tensor<1x144xf32>
  %p = nn.pad %x {pads = array<i64: 0, 0, 1, 2, 0, 0, 2, 0>, mode = "constant", value = -1.5 : f32} : tensor<1x4x6x6xf32> -> tensor<1x4x9x8xf32>
  func.return %d, %f, %p : tensor<1x6x6x8xf32>, tensor<1x144xf32>, tensor<1x4x9x8xf32>
}

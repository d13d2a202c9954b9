// RUN: prunir-opt %s | prunir-opt | filecheck %s

// CHECK-LABEL: @patterns
// CHECK: pconv.conv %{{.*}}, %{{.*}} bias(%{{.*}} : tensor<2xf32>) residual(%{{.*}} : tensor<1x2x4x4xf32>) {strides = array<i64: 1, 1>, {{.*}}, activation = #nn.activation<relu>, scheme = #pconv.pattern_scheme<["010/111/000", "000/111/010"], group = 4>} : tensor<1x3x4x4xf32>, tensor<2x3x3x3xf32> -> tensor<1x2x4x4xf32>
func.func @patterns(%x : tensor<1x3x4x4xf32>, %w : tensor<2x3x3x3xf32>, %b : tensor<2xf32>, %r : tensor<1x2x4x4xf32>) {
  %y = pconv.conv %x, %w bias(%b : tensor<2xf32>) residual(%r : tensor<1x2x4x4xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, activation = #nn.activation<relu>,
     scheme = #pconv.pattern_scheme<["010/111/000", "000/111/010"], group = 4>}
    : tensor<1x3x4x4xf32>, tensor<2x3x3x3xf32> -> tensor<1x2x4x4xf32>
  func.return
}

// Kernels of one and of three dimensions.
// CHECK-LABEL: @ranks
// CHECK: scheme = #pconv.pattern_scheme<["110", "011"], group = 1>
// CHECK: scheme = #pconv.pattern_scheme<["10/00//00/01"], group = 1>
func.func @ranks(%x : tensor<1x3x4xf32>, %w : tensor<2x3x3xf32>, %v : tensor<1x1x4x4x4xf32>, %u : tensor<1x1x2x2x2xf32>) {
  %y = pconv.conv %x, %w {strides = array<i64: 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1>,
                          scheme = #pconv.pattern_scheme<["110", "011"], group = 1>}
    : tensor<1x3x4xf32>, tensor<2x3x3xf32> -> tensor<1x2x2xf32>
  %z = pconv.conv %v, %u {strides = array<i64: 2, 2, 2>, pads = array<i64: 0, 0, 0, 0, 0, 0>, dilations = array<i64: 1, 1, 1>,
                          scheme = #pconv.pattern_scheme<["10/00//00/01"], group = 1>}
    : tensor<1x1x4x4x4xf32>, tensor<1x1x2x2x2xf32> -> tensor<1x1x2x2x2xf32>
  func.return
}

// CHECK-LABEL: @packed
// CHECK: %[[W:.*]] = pconv.constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, reorder = dense<[1, 0]> : tensor<2xi32>, {{.*}}} : !pconv.fkw<2x2x1x1xf32, #pconv.unstructured_scheme<group = 1>>
// CHECK: pconv.conv %{{.*}}, %[[W]] {{.*}} : tensor<1x2x4x4xf32>, !pconv.fkw<2x2x1x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x2x4x4xf32>
func.func @packed(%x : tensor<1x2x4x4xf32>) {
  %w = pconv.constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, reorder = dense<[1, 0]> : tensor<2xi32>,
                       index = dense<[1, 0]> : tensor<2xi32>, stride = dense<[0, 1, 0, 1]> : tensor<4xi32>,
                       weight = dense<[0.5, 0.25]> : tensor<2xf32>}
    : !pconv.fkw<2x2x1x1xf32, #pconv.unstructured_scheme<group = 1>>
  %y = pconv.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : tensor<1x2x4x4xf32>, !pconv.fkw<2x2x1x1xf32, #pconv.unstructured_scheme<group = 1>> -> tensor<1x2x4x4xf32>
  func.return
}

// Weights that are only named are not looked at.
// CHECK-LABEL: @named
// CHECK: pconv.constant {offset = #nn.weight<"00">, {{.*}}, weight = #nn.weight<"04">}
// CHECK: filter_order = #nn.weight<"06">
func.func @named(%x : tensor<1x2x4x4xf32>) {
  %w = pconv.constant {offset = #nn.weight<"00">, reorder = #nn.weight<"01">, index = #nn.weight<"02">, stride = #nn.weight<"03">,
                       weight = #nn.weight<"04">} : !pconv.fkw<2x2x1x1xf32, #pconv.unstructured_scheme<group = 1>>
  %v = nn.constant #nn.weight<"05"> : tensor<2x2x1x1xf32>
  %y = pconv.conv %x, %v {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                          scheme = #pconv.unstructured_scheme<group = 1>, filter_order = #nn.weight<"06">}
    : tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32> -> tensor<1x2x4x4xf32>
  func.return
}

// CHECK-LABEL: @destination
// CHECK: pconv.conv %{{.*}}, %{{.*}} into(%{{.*}} : memref<1x2x4x4xf32>) {{.*}} : memref<1x2x4x4xf32>, memref<2x2x1x1xf32>
func.func @destination(%x : memref<1x2x4x4xf32>, %w : memref<2x2x1x1xf32>, %y : memref<1x2x4x4xf32>) {
  pconv.conv %x, %w into(%y : memref<1x2x4x4xf32>)
    {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, scheme = #pconv.unstructured_scheme<group = 2>}
    : memref<1x2x4x4xf32>, memref<2x2x1x1xf32>
  func.return
}

// CHECK: builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["010/111/000"]>], one = #pconv.pattern<"010/">}
builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["010/111/000"]>], one = #pconv.pattern<"010/">} {}

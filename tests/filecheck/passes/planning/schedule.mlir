// RUN: prunir-opt %s -p schedule --split-input-file --verify-diagnostics | filecheck %s

// 32 registers of 16 lanes. Dense: the block of filters and the tile whose sums, inputs and one weight fill the registers best.
module attributes {plan.target = #plan.target<lanes = 16, registers = 32, l1 = 32768, l2 = 1048576>} {
  // CHECK-LABEL: @dense
  // CHECK: nn.conv {{.*}}plan.schedule = #plan.schedule<tap, filters = {{[0-9]+}}, tile = {{[0-9]+}}, lanes = 16, order = group>
  func.func @dense(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
    %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
    nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
    func.return
  }

  // Patterns that every filter chooses for itself: (channel, pattern)-outer.
  // CHECK-LABEL: @patterns_alone
  // CHECK: pconv.conv {{.*}}plan.schedule = #plan.schedule<run, filters = 8,
  func.func @patterns_alone(%x: memref<1x1x600xf32, #plan.planar<[640, 640, 1], lead = 16>>, %y: memref<1x8x600xf32, #plan.planar<[5120, 640, 1], lead = 16>>) {
    %w = pconv.constant {offset = dense<[0, 1, 2, 3, 4, 5, 6, 7, 8]> : tensor<9xi32>, reorder = dense<[0, 1, 2, 3, 4, 5, 6, 7]> : tensor<8xi32>, index = dense<0> : tensor<8xi32>, stride = dense<[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]> : tensor<16xi32>, weight = dense<1.0> : tensor<16xf32>} : !pconv.fkw<8x1x3xf32, #pconv.pattern_scheme<["110"], group = 1>>
    pconv.conv %x, %w into(%y : memref<1x8x600xf32, #plan.planar<[5120, 640, 1], lead = 16>>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : memref<1x1x600xf32, #plan.planar<[640, 640, 1], lead = 16>>, !pconv.fkw<8x1x3xf32, #pconv.pattern_scheme<["110"], group = 1>>
    func.return
  }

  // Groups that share them: their filters are the block.
  // CHECK-LABEL: @patterns_in_groups
  // CHECK: pconv.conv {{.*}}plan.schedule = #plan.schedule<tap, filters = 4,
  func.func @patterns_in_groups(%x: memref<1x1x20xf32, #plan.planar<[64, 64, 1], lead = 16>>, %y: memref<1x4x20xf32, #plan.planar<[256, 64, 1], lead = 16>>) {
    %w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0, 1, 2, 3]> : tensor<4xi32>, index = dense<0> : tensor<1xi32>, stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<1.0> : tensor<8xf32>} : !pconv.fkw<4x1x3xf32, #pconv.pattern_scheme<["110"], group = 4>>
    pconv.conv %x, %w into(%y : memref<1x4x20xf32, #plan.planar<[256, 64, 1], lead = 16>>) {strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : memref<1x1x20xf32, #plan.planar<[64, 64, 1], lead = 16>>, !pconv.fkw<4x1x3xf32, #pconv.pattern_scheme<["110"], group = 4>>
    func.return
  }

  // As many vectors of outputs as there are.
  // CHECK-LABEL: @linear
  // CHECK: nn.gemm {{.*}}plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 16, order = tile>
  func.func @linear(%x: memref<1x4xf32>, %y: memref<1x10xf32>) {
    %w = plan.weight {value = dense<1.0> : tensor<4x10xf32>} : memref<4x10xf32>
    nn.gemm %x, %w into(%y : memref<1x10xf32>) : memref<1x4xf32>, memref<4x10xf32>
    func.return
  }

  // Seven rows share the weights, which then come from memory once.
  // CHECK-LABEL: @rows
  // CHECK: nn.gemm {{.*}}plan.schedule = #plan.schedule<linear, filters = 7, tile = 3, lanes = 16, order = tile>
  func.func @rows(%x: memref<7x4000xf32>, %y: memref<7x960xf32>) {
    %w = plan.weight {value = #nn.weight<"9f86d081884c7d659a2feaa0c55ad015">} : memref<4000x960xf32>
    nn.gemm %x, %w into(%y : memref<7x960xf32>) : memref<7x4000xf32>, memref<4000x960xf32>
    func.return
  }

  // Blocks of outputs that read columns of their own: the group in the widest vectors that it is made of, 24 = 3 × 8.
  // CHECK-LABEL: @columns
  // CHECK: pconv.linear {{.*}}plan.schedule = #plan.schedule<blocks, filters = 2, tile = 3, lanes = 8, order = tile>
  func.func @columns(%x: memref<2x4xf32>, %y: memref<2x24xf32>) {
    %w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<3> : tensor<1xi32>, weight = dense<1.0> : tensor<24xf32>} : !pconv.block_pruned<24x4xf32, #pconv.block_pruned_scheme<group = 24>>
    pconv.linear %x, %w into(%y : memref<2x24xf32>) : memref<2x4xf32>, !pconv.block_pruned<24x4xf32, #pconv.block_pruned_scheme<group = 24>>
    func.return
  }

  // Only this kernel reads the input of a strided depthwise convolution in place. Rows of 4 need no longer vectors.
  // CHECK-LABEL: @strided_depthwise
  // CHECK: nn.conv {{.*}}plan.schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = {{4|8}}, order = tile>
  func.func @strided_depthwise(%x: memref<1x2x8x8xf32, #plan.planar<[256, 128, 9, 1], lead = 16, zero_halo>>, %y: memref<1x2x4x4xf32, #plan.planar<[64, 32, 4, 1], lead = 0>>) {
    %w = plan.weight {value = dense<1.0> : tensor<2x1x3x3xf32>} : memref<2x1x3x3xf32>
    nn.conv %x, %w into(%y : memref<1x2x4x4xf32, #plan.planar<[64, 32, 4, 1], lead = 0>>) {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64} : memref<1x2x8x8xf32, #plan.planar<[256, 128, 9, 1], lead = 16, zero_halo>>, memref<2x1x3x3xf32>
    func.return
  }

  // A schedule that stands there already stays.
  // CHECK-LABEL: @preset
  // CHECK: plan.schedule = #plan.schedule<tap, filters = 3, tile = 1, lanes = 8, order = tile>
  func.func @preset(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
    %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
    nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = #plan.schedule<tap, filters = 3, tile = 1, lanes = 8, order = tile>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
    func.return
  }

  // Weights or addends that are values have no kernel.
  // CHECK-LABEL: @values
  // CHECK-NOT: plan.schedule
  func.func @values(%x: memref<1x4xf32>, %w: memref<4x10xf32>, %y: memref<1x10xf32>) {
    nn.gemm %x, %w into(%y : memref<1x10xf32>) : memref<1x4xf32>, memref<4x10xf32>
    func.return
  }
}

// -----

// CHECK: builtin.module attributes
// A measured schedule takes the place of the predicted one, for workloads that are said to be the same, and if it can compute them.
module attributes {plan.target = #plan.target<lanes = 16, registers = 32, l1 = 32768, l2 = 1048576>, plan.measured = {
    "kind=linear images=1 filters=40 channels=4 kernels=160" = #plan.measured<#plan.schedule<linear, filters = 1, tile = 2, lanes = 16, order = tile>, slots = 9.0>,
    "kind=linear images=1 filters=50 channels=4 kernels=200" = #plan.measured<#plan.schedule<tap, filters = 1, tile = 2, lanes = 16, order = tile>, slots = 9.0>}} {
  // CHECK-LABEL: @measured
  // CHECK: nn.gemm {{.*}}plan.schedule = #plan.schedule<linear, filters = 1, tile = 2, lanes = 16, order = tile>
  func.func @measured(%x: memref<1x4xf32>, %y: memref<1x40xf32>) {
    %w = plan.weight {value = dense<1.0> : tensor<4x40xf32>} : memref<4x40xf32>
    nn.gemm %x, %w into(%y : memref<1x40xf32>) : memref<1x4xf32>, memref<4x40xf32>
    func.return
  }

  // CHECK-LABEL: @measured_impossibly
  // CHECK: nn.gemm {{.*}}plan.schedule = #plan.schedule<linear,
  func.func @measured_impossibly(%x: memref<1x4xf32>, %y: memref<1x50xf32>) {
    %w = plan.weight {value = dense<1.0> : tensor<4x50xf32>} : memref<4x50xf32>
    nn.gemm %x, %w into(%y : memref<1x50xf32>) : memref<1x4xf32>, memref<4x50xf32>
    func.return
  }
}

// -----

// Invalid: how far a plane reaches is a matter of its buffer.
func.func @tensors(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-error @below {{'nn.relu' has no destination; bufferize must run first}}
  %y = nn.relu %x : tensor<1x4xf32> -> tensor<1x4xf32>
  func.return %y : tensor<1x4xf32>
}

// -----

// Invalid: a tile wider than the plane.
func.func @a_tile_wider_than_the_plane(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
  // expected-error @below {{cannot be computed as scheduled: a plane has 16 vectors, fewer than a tile of 17}}
  nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = #plan.schedule<tap, filters = 3, tile = 17, lanes = 4, order = tile>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
  func.return
}

// -----

// Invalid: a kernel that nobody wrote.
func.func @unknown_kernel(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
  // expected-error @below {{there is no kernel 'winograd', only}}
  nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = #plan.schedule<winograd, filters = 3, tile = 1, lanes = 4, order = tile>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
  func.return
}

// -----

// Invalid: a kernel for other layers.
func.func @another_kernel(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
  // expected-error @below {{'run' is for convolutions pruned by patterns}}
  nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = #plan.schedule<run, filters = 3, tile = 1, lanes = 4, order = tile>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
  func.return
}

// -----

// Invalid: vectors that the machine has not.
func.func @wide_vectors(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
  // expected-error @below {{16 lanes do not divide the target's 4}}
  nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = #plan.schedule<tap, filters = 3, tile = 1, lanes = 16, order = tile>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
  func.return
}

// -----

// Invalid: not a schedule.
func.func @no_schedule(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
  // expected-error @below {{plan.schedule must be a schedule, not 3 : i64}}
  nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = 3 : i64, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
  func.return
}

// -----

// Invalid: blocks that the pruned groups do not allow.
func.func @other_groups(%x: memref<1x1x20xf32, #plan.planar<[64, 64, 1], lead = 16>>, %y: memref<1x4x20xf32, #plan.planar<[256, 64, 1], lead = 16>>) {
  %w = pconv.constant {offset = dense<[0, 1]> : tensor<2xi32>, reorder = dense<[0, 1, 2, 3]> : tensor<4xi32>, index = dense<0> : tensor<1xi32>, stride = dense<[0, 1]> : tensor<2xi32>, weight = dense<1.0> : tensor<8xf32>} : !pconv.fkw<4x1x3xf32, #pconv.pattern_scheme<["110"], group = 4>>
  // expected-error @below {{the filters are pruned in groups of 4, not of 2}}
  pconv.conv %x, %w into(%y : memref<1x4x20xf32, #plan.planar<[256, 64, 1], lead = 16>>) {plan.schedule = #plan.schedule<tap, filters = 2, tile = 1, lanes = 4, order = tile>, strides = array<i64: 1>, pads = array<i64: 1, 1>, dilations = array<i64: 1>} : memref<1x1x20xf32, #plan.planar<[64, 64, 1], lead = 16>>, !pconv.fkw<4x1x3xf32, #pconv.pattern_scheme<["110"], group = 4>>
  func.return
}

// -----

// Invalid: layers without a kernel of their own.
func.func @loops(%x: memref<1x4xf32>, %w: memref<4x10xf32>, %y: memref<1x10xf32>) {
  // expected-error @below {{'nn.gemm' is scheduled, but has no kernel of its own}}
  nn.gemm %x, %w into(%y : memref<1x10xf32>) {plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x4xf32>, memref<4x10xf32>
  func.return
}

// -----

// Invalid: its input has no phases.
func.func @strided_depthwise_by_taps(%x: memref<1x2x8x8xf32, #plan.planar<[256, 128, 9, 1], lead = 16, zero_halo>>, %y: memref<1x2x4x4xf32, #plan.planar<[64, 32, 4, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<2x1x3x3xf32>} : memref<2x1x3x3xf32>
  // expected-error @below {{a strided depthwise convolution reads its input in place, which only 'depthwise' does}}
  nn.conv %x, %w into(%y : memref<1x2x4x4xf32, #plan.planar<[64, 32, 4, 1], lead = 0>>) {plan.schedule = #plan.schedule<tap, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64} : memref<1x2x8x8xf32, #plan.planar<[256, 128, 9, 1], lead = 16, zero_halo>>, memref<2x1x3x3xf32>
  func.return
}

// -----

// Invalid: a strip wider than a row.
func.func @wide_strip(%x: memref<1x2x8x8xf32, #plan.planar<[256, 128, 9, 1], lead = 16, zero_halo>>, %y: memref<1x2x4x4xf32, #plan.planar<[64, 32, 4, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<2x1x3x3xf32>} : memref<2x1x3x3xf32>
  // expected-error @below {{a row of 4 is narrower than 8 columns}}
  nn.conv %x, %w into(%y : memref<1x2x4x4xf32, #plan.planar<[64, 32, 4, 1], lead = 0>>) {plan.schedule = #plan.schedule<depthwise, filters = 1, tile = 2, lanes = 4, order = tile>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64} : memref<1x2x8x8xf32, #plan.planar<[256, 128, 9, 1], lead = 16, zero_halo>>, memref<2x1x3x3xf32>
  func.return
}

// -----

// Invalid: not one channel each.
func.func @not_depthwise(%x: memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, %y: memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {
  %w = plan.weight {value = dense<1.0> : tensor<8x4x1x1xf32>} : memref<8x4x1x1xf32>
  // expected-error @below {{'depthwise' is for convolutions in two dimensions whose filters read one channel each}}
  nn.conv %x, %w into(%y : memref<1x8x8x8xf32, #plan.planar<[512, 64, 8, 1], lead = 0>>) {plan.schedule = #plan.schedule<depthwise, filters = 1, tile = 1, lanes = 4, order = tile>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : memref<1x4x8x8xf32, #plan.planar<[256, 64, 8, 1], lead = 0>>, memref<8x4x1x1xf32>
  func.return
}

// -----

// Invalid: fully connected layers in rows that are not there.
func.func @too_many_rows(%x: memref<1x4xf32>, %y: memref<1x10xf32>) {
  %w = plan.weight {value = dense<1.0> : tensor<4x10xf32>} : memref<4x10xf32>
  // expected-error @below {{the input has 1 rows, fewer than 2}}
  nn.gemm %x, %w into(%y : memref<1x10xf32>) {plan.schedule = #plan.schedule<linear, filters = 2, tile = 1, lanes = 4, order = tile>} : memref<1x4xf32>, memref<4x10xf32>
  func.return
}

// -----

// Invalid: dense layers in blocks.
func.func @dense_blocks(%x: memref<1x4xf32>, %y: memref<1x10xf32>) {
  %w = plan.weight {value = dense<1.0> : tensor<4x10xf32>} : memref<4x10xf32>
  // expected-error @below {{'blocks' is for pruned fully connected layers}}
  nn.gemm %x, %w into(%y : memref<1x10xf32>) {plan.schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x4xf32>, memref<4x10xf32>
  func.return
}

// -----

// Invalid: pruned layers as dense ones.
func.func @pruned_as_dense(%x: memref<1x4xf32>, %y: memref<1x8xf32>) {
  %w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<3> : tensor<1xi32>, weight = dense<1.0> : tensor<8xf32>} : !pconv.block_pruned<8x4xf32, #pconv.block_pruned_scheme<group = 8>>
  // expected-error @below {{'linear' is for dense fully connected layers}}
  pconv.linear %x, %w into(%y : memref<1x8xf32>) {plan.schedule = #plan.schedule<linear, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x4xf32>, !pconv.block_pruned<8x4xf32, #pconv.block_pruned_scheme<group = 8>>
  func.return
}

// -----

// Invalid: other blocks.
func.func @other_blocks(%x: memref<1x4xf32>, %y: memref<1x8xf32>) {
  %w = pconv.block_constant {offset = dense<[0, 1]> : tensor<2xi32>, index = dense<3> : tensor<1xi32>, weight = dense<1.0> : tensor<8xf32>} : !pconv.block_pruned<8x4xf32, #pconv.block_pruned_scheme<group = 8>>
  // expected-error @below {{blocks have 8 outputs, not 4}}
  pconv.linear %x, %w into(%y : memref<1x8xf32>) {plan.schedule = #plan.schedule<blocks, filters = 1, tile = 1, lanes = 4, order = tile>} : memref<1x4xf32>, !pconv.block_pruned<8x4xf32, #pconv.block_pruned_scheme<group = 8>>
  func.return
}

// RUN: prunir-opt %s --split-input-file --verify-diagnostics

func.func @c1_arena(%arena: memref<512xf32>) {
  // expected-error @below {{C1: the arena must be a row of bytes, got memref<512xf32>}}
  %v = plan.view %arena {offset = 0 : i64} : memref<512xf32> to memref<16xf32>
  func.return
}

// -----

func.func @c1_alignment(%arena: memref<512xi8>) {
  // expected-error @below {{C1: 64 bytes at 32 do not lie aligned inside the arena of 512}}
  %v = plan.view %arena {offset = 32 : i64} : memref<512xi8> to memref<16xf32>
  func.return
}

// -----

func.func @c1_begin(%arena: memref<512xi8>) {
  // expected-error @below {{C1: 64 bytes at -64 do not lie aligned inside the arena of 512}}
  %v = plan.view %arena {offset = -64 : i64} : memref<512xi8> to memref<16xf32>
  func.return
}

// -----

// The halo counts.
func.func @c1_end(%arena: memref<512xi8>) {
  // expected-error @below {{C1: 256 bytes at 320 do not lie aligned inside the arena of 512}}
  %v = plan.view %arena {offset = 320 : i64} : memref<512xi8> to memref<1x1x4x4xf32, #plan.planar<[64, 64, 5, 1], lead = 16>>
  func.return
}

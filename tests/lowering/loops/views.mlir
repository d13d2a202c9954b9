// Views: offsets in the type and in the pointer, strides, other shapes, planes with a halo, bytes seen as floats.
#planes = #plan.planar<[400, 100, 10, 1], lead = 16>
func.func private @double(%from: memref<2x3xf32, strided<[20, 2], offset: ?>>, %to: memref<2x3xf32, strided<[3, 1]>>) {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %2 = arith.constant 2 : index
  %3 = arith.constant 3 : index
  scf.for %i = %0 to %2 step %1 {
    scf.for %j = %0 to %3 step %1 {
      %v = memref.load %from[%i, %j] : memref<2x3xf32, strided<[20, 2], offset: ?>>
      %w = arith.addf %v, %v : f32
      memref.store %w, %to[%i, %j] : memref<2x3xf32, strided<[3, 1]>>
    }
  }
  func.return
}
func.func @main(%bytes: memref<1024xi8>, %x: memref<8x10xf32>, %y: memref<24xf32>, %p: memref<1x3x8x9xf32, #planes>,
                %q: memref<3x8x9xf32>, %sizes: memref<2xi64>, %tid: index, %nt: index) attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %2 = arith.constant 2 : index
  %3 = arith.constant 3 : index
  %8 = arith.constant 8 : index
  %9 = arith.constant 9 : index
  %64 = arith.constant 64 : index
  %half = arith.constant 0.5 : f32
  scf.for %i = %0 to %3 step %1 {
    // A dynamic offset goes into the pointer.
    %window = memref.subview %x[%i, 2][2, 3][2, 2] : memref<8x10xf32> to memref<2x3xf32, strided<[20, 2], offset: ?>>
    %six = arith.muli %i, %i : index
    %row = memref.reinterpret_cast %y to offset: [%six], sizes: [6], strides: [1] : memref<24xf32> to memref<6xf32, strided<[1], offset: ?>>
    %flat = memref.subview %row[0][6][1] : memref<6xf32, strided<[1], offset: ?>> to memref<6xf32, strided<[1], offset: ?>>
    %target = memref.reinterpret_cast %y to offset: [0], sizes: [2, 3], strides: [3, 1] : memref<24xf32> to memref<2x3xf32, strided<[3, 1]>>
    func.call @double(%window, %target) : (memref<2x3xf32, strided<[20, 2], offset: ?>>, memref<2x3xf32, strided<[3, 1]>>) -> ()
    memref.store %half, %flat[%3] : memref<6xf32, strided<[1], offset: ?>>
  }
  // A static offset stays in the type.
  %part = memref.subview %x[1, 1][4, 4][1, 2] : memref<8x10xf32> to memref<4x4xf32, strided<[10, 2], offset: 11>>
  %inner = memref.subview %part[1, 0][2, 4][1, 1] : memref<4x4xf32, strided<[10, 2], offset: 11>> to memref<2x4xf32, strided<[10, 2], offset: 21>>
  %v = memref.load %inner[%1, %3] : memref<2x4xf32, strided<[10, 2], offset: 21>>
  %shifted = "memref.cast"(%inner) : (memref<2x4xf32, strided<[10, 2], offset: 21>>) -> memref<2x4xf32, strided<[10, 2], offset: ?>>
  %w = memref.load %shifted[%0, %2] : memref<2x4xf32, strided<[10, 2], offset: ?>>
  %long = memref.collapse_shape %x [[0, 1]] : memref<8x10xf32> into memref<80xf32>
  %sum = arith.addf %v, %w : f32
  %77 = arith.constant 77 : index
  memref.store %sum, %long[%77] : memref<80xf32>
  %f = memref.view %bytes[%64][] : memref<1024xi8> to memref<4x4xf32>
  %shift = arith.muli %8, %64 : index
  %g = memref.view %bytes[%shift][] : memref<1024xi8> to memref<4xvector<4xf32>>
  memref.store %sum, %f[%1, %2] : memref<4x4xf32>
  %four = vector.broadcast %sum : f32 to vector<4xf32>
  memref.store %four, %g[%3] : memref<4xvector<4xf32>>
  // Planes: one by one, and flattened: a vector runs over the end of its row.
  scf.for %c = %0 to %3 step %1 {
    scf.for %i = %0 to %8 step %1 {
      scf.for %j = %0 to %9 step %1 {
        %e = memref.load %p[%0, %c, %i, %j] : memref<1x3x8x9xf32, #planes>
        memref.store %e, %q[%c, %i, %j] : memref<3x8x9xf32>
      }
    }
    %run = vector.load %p[%0, %c, %1, %3] : memref<1x3x8x9xf32, #planes>, vector<16xf32>
    vector.store %run, %p[%0, %c, %3, %8] : memref<1x3x8x9xf32, #planes>, vector<16xf32>
  }
  %d = memref.dim %q, %1 : memref<3x8x9xf32>
  %d64 = arith.index_cast %d : index to i64
  memref.store %d64, %sizes[%1] : memref<2xi64>
  func.return
}

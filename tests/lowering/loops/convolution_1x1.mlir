// A kernel as networks have them: a tile of accumulators over channels, on strided planes, then relu.
func.func private @kernel(%x: memref<4x64xf32, strided<[80, 1], offset: 16>> {llvm.noalias}, %w: memref<4xf32, strided<[1], offset: 16>>, %y: memref<64xf32>, %tid: index, %nt: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant dense<0.0> : vector<16xf32>
  %acc = memref.alloca() : memref<2xvector<16xf32>>
  scf.for %p = %c0 to %c64 step %c32 {
    scf.for %t = %c0 to %c2 step %c1 {
      memref.store %zero, %acc[%t] : memref<2xvector<16xf32>>
    }
    scf.for %c = %c0 to %c4 step %c1 {
      %s = memref.load %w[%c] : memref<4xf32, strided<[1], offset: 16>>
      %b = vector.broadcast %s : f32 to vector<16xf32>
      scf.for %t = %c0 to %c2 step %c1 {
        %o = arith.muli %t, %c16 : index
        %q = arith.addi %p, %o : index
        %v = vector.load %x[%c, %q] : memref<4x64xf32, strided<[80, 1], offset: 16>>, vector<16xf32>
        %a = memref.load %acc[%t] : memref<2xvector<16xf32>>
        %n = vector.fma %v, %b, %a : vector<16xf32>
        memref.store %n, %acc[%t] : memref<2xvector<16xf32>>
      }
    }
    scf.for %t = %c0 to %c2 step %c1 {
      %o = arith.muli %t, %c16 : index
      %q = arith.addi %p, %o : index
      %a = memref.load %acc[%t] : memref<2xvector<16xf32>>
      %r = arith.maximumf %a, %zero : vector<16xf32>
      vector.store %r, %y[%q] : memref<64xf32>, vector<16xf32>
    }
  }
  func.return
}
func.func private @prunir_barrier(memref<64xi8>, index)
func.func @main(%arena: memref<1024xi8>, %blob: memref<256xf32>, %barrier: memref<64xi8>, %x: memref<4x80xf32>, %y: memref<64xf32>, %tid: index, %nt: index) attributes {plan.entry} {
  %xv = memref.reinterpret_cast %x to offset: [16], sizes: [4, 64], strides: [80, 1] : memref<4x80xf32> to memref<4x64xf32, strided<[80, 1], offset: 16>>
  %w = memref.reinterpret_cast %blob to offset: [16], sizes: [4], strides: [1] : memref<256xf32> to memref<4xf32, strided<[1], offset: 16>>
  func.call @kernel(%xv, %w, %y, %tid, %nt) : (memref<4x64xf32, strided<[80, 1], offset: 16>>, memref<4xf32, strided<[1], offset: 16>>, memref<64xf32>, index, index) -> ()
  func.call @prunir_barrier(%barrier, %nt) : (memref<64xi8>, index) -> ()
  func.return
}

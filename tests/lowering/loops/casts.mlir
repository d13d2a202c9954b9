// Conversions between number types; floats beyond an integer's range saturate.
func.func @main(%f: memref<64xf32>, %i: memref<64xi32>, %fi: memref<64xi32>, %fu: memref<64xi8>, %d: memref<64xf64>,
                %h: memref<64xf16>, %bits: memref<64xi32>, %if: memref<64xf32>, %uf: memref<64xf32>, %bf: memref<64xf32>,
                %tid: index, %nt: index) attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %64 = arith.constant 64 : index
  scf.for %k = %0 to %64 step %1 {
    %x = memref.load %f[%k] : memref<64xf32>
    %n = memref.load %i[%k] : memref<64xi32>
    %r0 = arith.fptosi %x : f32 to i32
    %r1 = arith.fptoui %x : f32 to i8
    %r2 = arith.extf %x : f32 to f64
    %r3 = arith.truncf %x : f32 to f16
    %r4 = arith.bitcast %x : f32 to i32
    %r5 = arith.sitofp %n : i32 to f32
    %r6 = arith.uitofp %n : i32 to f32
    %r7 = arith.bitcast %n : i32 to f32
    memref.store %r0, %fi[%k] : memref<64xi32>
    memref.store %r1, %fu[%k] : memref<64xi8>
    memref.store %r2, %d[%k] : memref<64xf64>
    memref.store %r3, %h[%k] : memref<64xf16>
    memref.store %r4, %bits[%k] : memref<64xi32>
    memref.store %r5, %if[%k] : memref<64xf32>
    memref.store %r6, %uf[%k] : memref<64xf32>
    memref.store %r7, %bf[%k] : memref<64xf32>
  }
  func.return
}

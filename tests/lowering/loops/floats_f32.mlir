// Float arithmetic and comparisons in f32, element by element, on special values too.
func.func @main(%a: memref<64xf32>, %b: memref<64xf32>, %r: memref<11x64xf32>, %c: memref<16x64xi1>,
                %tid: index, %nt: index) attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %2 = arith.constant 2 : index
  %3 = arith.constant 3 : index
  %4 = arith.constant 4 : index
  %5 = arith.constant 5 : index
  %6 = arith.constant 6 : index
  %7 = arith.constant 7 : index
  %8 = arith.constant 8 : index
  %9 = arith.constant 9 : index
  %10 = arith.constant 10 : index
  %11 = arith.constant 11 : index
  %12 = arith.constant 12 : index
  %13 = arith.constant 13 : index
  %14 = arith.constant 14 : index
  %15 = arith.constant 15 : index
  %64 = arith.constant 64 : index
  %half = arith.constant 0.5 : f32
  scf.for %i = %0 to %64 step %1 {
    %p = memref.load %a[%i] : memref<64xf32>
    %j = arith.xori %i, %3 : index
    %q = memref.load %b[%j] : memref<64xf32>
    %r0 = arith.addf %p, %q : f32
    %r1 = arith.subf %p, %q : f32
    %r2 = arith.mulf %p, %q : f32
    %r3 = arith.divf %p, %q : f32
    %r4 = arith.maximumf %p, %q : f32
    %r5 = arith.minimumf %p, %q : f32
    %r6 = arith.maxnumf %p, %q : f32
    %r7 = arith.minnumf %p, %q : f32
    %r8 = arith.negf %p : f32
    %r9 = math.fma %p, %q, %half : f32
    %less = arith.cmpf olt, %p, %q : f32
    %r10 = arith.select %less, %p, %half : f32
    memref.store %r0, %r[%0, %i] : memref<11x64xf32>
    memref.store %r1, %r[%1, %i] : memref<11x64xf32>
    memref.store %r2, %r[%2, %i] : memref<11x64xf32>
    memref.store %r3, %r[%3, %i] : memref<11x64xf32>
    memref.store %r4, %r[%4, %i] : memref<11x64xf32>
    memref.store %r5, %r[%5, %i] : memref<11x64xf32>
    memref.store %r6, %r[%6, %i] : memref<11x64xf32>
    memref.store %r7, %r[%7, %i] : memref<11x64xf32>
    memref.store %r8, %r[%8, %i] : memref<11x64xf32>
    memref.store %r9, %r[%9, %i] : memref<11x64xf32>
    memref.store %r10, %r[%10, %i] : memref<11x64xf32>
    %c0 = arith.cmpf oeq, %p, %q : f32
    memref.store %c0, %c[%0, %i] : memref<16x64xi1>
    %c1 = arith.cmpf ogt, %p, %q : f32
    memref.store %c1, %c[%1, %i] : memref<16x64xi1>
    %c2 = arith.cmpf oge, %p, %q : f32
    memref.store %c2, %c[%2, %i] : memref<16x64xi1>
    %c3 = arith.cmpf olt, %p, %q : f32
    memref.store %c3, %c[%3, %i] : memref<16x64xi1>
    %c4 = arith.cmpf ole, %p, %q : f32
    memref.store %c4, %c[%4, %i] : memref<16x64xi1>
    %c5 = arith.cmpf one, %p, %q : f32
    memref.store %c5, %c[%5, %i] : memref<16x64xi1>
    %c6 = arith.cmpf ord, %p, %q : f32
    memref.store %c6, %c[%6, %i] : memref<16x64xi1>
    %c7 = arith.cmpf ueq, %p, %q : f32
    memref.store %c7, %c[%7, %i] : memref<16x64xi1>
    %c8 = arith.cmpf ugt, %p, %q : f32
    memref.store %c8, %c[%8, %i] : memref<16x64xi1>
    %c9 = arith.cmpf uge, %p, %q : f32
    memref.store %c9, %c[%9, %i] : memref<16x64xi1>
    %c10 = arith.cmpf ult, %p, %q : f32
    memref.store %c10, %c[%10, %i] : memref<16x64xi1>
    %c11 = arith.cmpf ule, %p, %q : f32
    memref.store %c11, %c[%11, %i] : memref<16x64xi1>
    %c12 = arith.cmpf une, %p, %q : f32
    memref.store %c12, %c[%12, %i] : memref<16x64xi1>
    %c13 = arith.cmpf uno, %p, %q : f32
    memref.store %c13, %c[%13, %i] : memref<16x64xi1>
    %c14 = arith.cmpf true, %p, %q : f32
    memref.store %c14, %c[%14, %i] : memref<16x64xi1>
    %c15 = arith.cmpf false, %p, %q : f32
    memref.store %c15, %c[%15, %i] : memref<16x64xi1>
  }
  func.return
}

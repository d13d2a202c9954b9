// Arithmetic on vectors of floats and integers, casts, and moves between lanes.
func.func @main(%a: memref<64xf32>, %b: memref<64xf32>, %n: memref<64xi32>, %r: memref<20x16xf32>, %m: memref<12x16xi32>,
                %s: memref<16xf32>, %tid: index, %nt: index) attributes {plan.entry} {
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
  %x = vector.load %a[%3] : memref<64xf32>, vector<16xf32>
  %y = vector.load %b[%5] : memref<64xf32>, vector<16xf32>
  %ramp = arith.constant dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0]> : vector<16xf32>
  %half = arith.constant 5.000000e-01 : f32
  %halves = vector.broadcast %half : f32 to vector<16xf32>
  %first = memref.load %a[%7] : memref<64xf32>
  %firsts = vector.broadcast %first : f32 to vector<16xf32>
  %r0 = arith.addf %x, %y : vector<16xf32>
  %r1 = vector.fma %x, %y, %ramp : vector<16xf32>
  %r2 = arith.maximumf %x, %halves : vector<16xf32>
  %r3 = arith.negf %y : vector<16xf32>
  %r4 = arith.divf %x, %firsts : vector<16xf32>
  %r5 = vector.shuffle %x, %y [0, 17, 2, 19, 4, 21, 6, 23, 8, 25, 10, 27, 12, 29, 14, 31] : vector<16xf32>, vector<16xf32>
  %low = vector.shuffle %x, %x [0, 1, 2, 3] : vector<16xf32>, vector<16xf32>
  %r6 = vector.shuffle %low, %y [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 1, 2] : vector<4xf32>, vector<16xf32>
  %r7 = vector.shuffle %y, %low [0, 16, 1, 17, 2, 18, 3, 19, 4, 5, 6, 7, 8, 9, 10, 11] : vector<16xf32>, vector<4xf32>
  %e = vector.extract %x[9] : f32 from vector<16xf32>
  %r8 = vector.insert %e, %y [3] : f32 into vector<16xf32>
  %r9 = vector.insert %half, %r8 [%2] : f32 into vector<16xf32>
  %single = vector.shuffle %x, %x [5] : vector<16xf32>, vector<16xf32>
  %r10 = vector.broadcast %single : vector<1xf32> to vector<16xf32>
  vector.store %r0, %r[%0, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r1, %r[%1, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r2, %r[%2, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r3, %r[%3, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r4, %r[%4, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r5, %r[%5, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r6, %r[%6, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r7, %r[%7, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r8, %r[%8, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r9, %r[%9, %0] : memref<20x16xf32>, vector<16xf32>
  vector.store %r10, %r[%10, %0] : memref<20x16xf32>, vector<16xf32>

  %p = vector.load %n[%1] : memref<64xi32>, vector<16xi32>
  %q = vector.load %n[%8] : memref<64xi32>, vector<16xi32>
  %c3 = arith.constant dense<3> : vector<16xi32>
  %m0 = arith.addi %p, %q : vector<16xi32>
  %m1 = arith.muli %p, %q : vector<16xi32>
  %m2 = arith.divsi %p, %q : vector<16xi32>
  %m3 = arith.shli %p, %c3 : vector<16xi32>
  %m4 = arith.shrsi %p, %c3 : vector<16xi32>
  %m5 = arith.shrui %p, %c3 : vector<16xi32>
  %m6 = arith.maxsi %p, %q : vector<16xi32>
  %m7 = arith.minui %p, %q : vector<16xi32>
  %m8 = arith.xori %p, %q : vector<16xi32>
  %m9 = arith.bitcast %x : vector<16xf32> to vector<16xi32>
  %m10 = vector.bitcast %y : vector<16xf32> to vector<16xi32>
  %m11 = arith.remui %p, %c3 : vector<16xi32>
  vector.store %m0, %m[%0, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m1, %m[%1, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m2, %m[%2, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m3, %m[%3, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m4, %m[%4, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m5, %m[%5, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m6, %m[%6, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m7, %m[%7, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m8, %m[%8, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m9, %m[%9, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m10, %m[%10, %0] : memref<12x16xi32>, vector<16xi32>
  vector.store %m11, %m[%11, %0] : memref<12x16xi32>, vector<16xi32>
  func.return
}

// Reductions: in order, in halves, with and without an accumulator.
func.func @main(%a: memref<64xf32>, %n: memref<64xi32>, %r: memref<8xf32>, %m: memref<10xi32>, %tid: index, %nt: index)
    attributes {plan.entry} {
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
  %20 = arith.constant 20 : index
  %start = memref.load %a[%20] : memref<64xf32>
  %x = vector.load %a[%20] : memref<64xf32>, vector<16xf32>
  %r0 = "vector.reduction"(%x) <{kind = #vector.kind<add>, fastmath = #arith.fastmath<none>}> : (vector<16xf32>) -> f32
  %r1 = "vector.reduction"(%x, %start) <{kind = #vector.kind<add>, fastmath = #arith.fastmath<none>}> : (vector<16xf32>, f32) -> f32
  %r2 = "vector.reduction"(%x) <{kind = #vector.kind<add>, fastmath = #arith.fastmath<reassoc>}> : (vector<16xf32>) -> f32
  %r3 = "vector.reduction"(%x, %start) <{kind = #vector.kind<mul>, fastmath = #arith.fastmath<reassoc>}> : (vector<16xf32>, f32) -> f32
  %r4 = "vector.reduction"(%x) <{kind = #vector.kind<maximumf>, fastmath = #arith.fastmath<none>}> : (vector<16xf32>) -> f32
  %r5 = "vector.reduction"(%x, %start) <{kind = #vector.kind<minnumf>, fastmath = #arith.fastmath<none>}> : (vector<16xf32>, f32) -> f32
  %r6 = "vector.reduction"(%x) <{kind = #vector.kind<mul>, fastmath = #arith.fastmath<none>}> : (vector<16xf32>) -> f32
  memref.store %r0, %r[%0] : memref<8xf32>
  memref.store %r1, %r[%1] : memref<8xf32>
  memref.store %r2, %r[%2] : memref<8xf32>
  memref.store %r3, %r[%3] : memref<8xf32>
  memref.store %r4, %r[%4] : memref<8xf32>
  memref.store %r5, %r[%5] : memref<8xf32>
  memref.store %r6, %r[%6] : memref<8xf32>
  %p = vector.load %n[%3] : memref<64xi32>, vector<8xi32>
  %q = memref.load %n[%0] : memref<64xi32>
  %m0 = "vector.reduction"(%p) <{kind = #vector.kind<add>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>) -> i32
  %m1 = "vector.reduction"(%p, %q) <{kind = #vector.kind<mul>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>, i32) -> i32
  %m2 = "vector.reduction"(%p) <{kind = #vector.kind<minsi>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>) -> i32
  %m3 = "vector.reduction"(%p, %q) <{kind = #vector.kind<maxui>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>, i32) -> i32
  %m4 = "vector.reduction"(%p) <{kind = #vector.kind<xor>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>) -> i32
  %m5 = "vector.reduction"(%p) <{kind = #vector.kind<minui>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>) -> i32
  %m6 = "vector.reduction"(%p) <{kind = #vector.kind<maxsi>, fastmath = #arith.fastmath<none>}> : (vector<8xi32>) -> i32
  memref.store %m0, %m[%0] : memref<10xi32>
  memref.store %m1, %m[%1] : memref<10xi32>
  memref.store %m2, %m[%2] : memref<10xi32>
  memref.store %m3, %m[%3] : memref<10xi32>
  memref.store %m4, %m[%4] : memref<10xi32>
  memref.store %m5, %m[%5] : memref<10xi32>
  memref.store %m6, %m[%6] : memref<10xi32>
  func.return
}

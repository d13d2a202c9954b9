// Loops that carry numbers, indices and vectors; branches with results; loops that never turn; early work in helpers.
func.func private @clamp(%x: f32, %low: f32) -> f32 {
  %below = arith.cmpf olt, %x, %low : f32
  %y = scf.if %below -> (f32) {
    scf.yield %low : f32
  } else {
    %two = arith.constant 2.0 : f32
    %z = arith.mulf %x, %two : f32
    scf.yield %z : f32
  }
  func.return %y : f32
}
func.func @main(%x: memref<48xf32>, %y: memref<16xf32>, %s: memref<8xf32>, %n: memref<8xi64>, %tid: index, %nt: index)
    attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %2 = arith.constant 2 : index
  %3 = arith.constant 3 : index
  %4 = arith.constant 4 : index
  %16 = arith.constant 16 : index
  %48 = arith.constant 48 : index
  %zero = arith.constant 0.0 : f32
  %zeros = arith.constant dense<0.0> : vector<16xf32>
  %sum, %last, %vec = scf.for %i = %16 to %48 step %3 iter_args(%a = %zero, %b = %0, %v = %zeros) -> (f32, index, vector<16xf32>) {
    %e = memref.load %x[%i] : memref<48xf32>
    %c = func.call @clamp(%e, %zero) : (f32, f32) -> f32
    %a2 = arith.addf %a, %c : f32
    %even = arith.remui %i, %2 : index
    %is_even = arith.cmpi eq, %even, %0 : index
    scf.if %is_even {
      memref.store %c, %s[%1] : memref<8xf32>
    }
    %b2 = arith.select %is_even, %i, %b : index
    %many = vector.broadcast %c : f32 to vector<16xf32>
    %v2 = arith.addf %v, %many : vector<16xf32>
    scf.yield %a2, %b2, %v2 : f32, index, vector<16xf32>
  }
  memref.store %sum, %s[%0] : memref<8xf32>
  vector.store %vec, %y[%0] : memref<16xf32>, vector<16xf32>
  %last64 = arith.index_cast %last : index to i64
  memref.store %last64, %n[%0] : memref<8xi64>
  %never = scf.for %i = %4 to %4 step %1 iter_args(%a = %zero) -> (f32) {
    memref.store %a, %s[%2] : memref<8xf32>
    scf.yield %a : f32
  }
  memref.store %never, %s[%3] : memref<8xf32>
  // A stack buffer in a loop: hoisted to the function's entry.
  scf.for %i = %0 to %4 step %1 {
    %buffer = memref.alloca() : memref<4x4xf32>
    %e = memref.load %x[%i] : memref<48xf32>
    memref.store %e, %buffer[%i, %3] : memref<4x4xf32>
    %back = memref.load %buffer[%i, %3] : memref<4x4xf32>
    %place = arith.addi %i, %4 : index
    memref.store %back, %s[%place] : memref<8xf32>
  }
  func.return
}

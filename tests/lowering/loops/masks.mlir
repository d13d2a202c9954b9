// A row whose length is no multiple of the vector, with constant and computed masks; the lanes beyond must not be written.
func.func @main(%x: memref<3x21xf32>, %n: memref<21xi32>, %y: memref<3x21xf32>, %k: memref<21xi32>, %z: memref<3x21xf32>,
                %tid: index, %nt: index) attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %3 = arith.constant 3 : index
  %8 = arith.constant 8 : index
  %16 = arith.constant 16 : index
  %21 = arith.constant 21 : index
  %5 = arith.constant 5 : index
  %none = arith.constant dense<1.5> : vector<8xf32>
  scf.for %r = %0 to %3 step %1 {
    scf.for %c = %0 to %21 step %8 {
      %left = arith.subi %21, %c : index
      %mask = vector.create_mask %left : vector<8xi1>
      %v = vector.maskedload %x[%r, %c], %mask, %none : memref<3x21xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
      %d = arith.addf %v, %v : vector<8xf32>
      vector.maskedstore %y[%r, %c], %mask, %d : memref<3x21xf32>, vector<8xi1>, vector<8xf32>
    }
    %tail = vector.create_mask %5 : vector<8xi1>
    %v = vector.maskedload %x[%r, %16], %tail, %none : memref<3x21xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
    vector.maskedstore %z[%r, %16], %tail, %v : memref<3x21xf32>, vector<8xi1>, vector<8xf32>
    // Below zero and beyond the lanes: none, all.
    %negative = arith.subi %0, %r : index
    %nothing = vector.create_mask %negative : vector<8xi1>
    vector.maskedstore %z[%r, %0], %nothing, %none : memref<3x21xf32>, vector<8xi1>, vector<8xf32>
  }
  %odd = arith.constant dense<[false, true, false, true, false, true, false, true]> : vector<8xi1>
  %zero = arith.constant dense<0> : vector<8xi32>
  %i = vector.maskedload %n[%8], %odd, %zero : memref<21xi32>, vector<8xi1>, vector<8xi32> into vector<8xi32>
  vector.maskedstore %k[%3], %odd, %i : memref<21xi32>, vector<8xi1>, vector<8xi32>
  func.return
}

// Functions of math: what the machine has as an instruction, and what expand-math turns into polynomials.
func.func @main(%x: memref<64xf32>, %y: memref<16x64xf32>, %s: memref<5x64xf32>, %tid: index, %nt: index) attributes {plan.entry} {
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
  %16 = arith.constant 16 : index
  %64 = arith.constant 64 : index
  scf.for %i = %0 to %64 step %16 {
    %v = vector.load %x[%i] : memref<64xf32>, vector<16xf32>
    %y0 = math.exp %v : vector<16xf32>
    %y1 = math.tanh %v : vector<16xf32>
    %y2 = math.erf %v : vector<16xf32>
    %y3 = math.log %v : vector<16xf32>
    %y4 = math.log1p %v : vector<16xf32>
    %y5 = math.sqrt %v : vector<16xf32>
    %y6 = math.rsqrt %v : vector<16xf32>
    %y7 = math.floor %v : vector<16xf32>
    %y8 = math.ceil %v : vector<16xf32>
    %y9 = math.round %v : vector<16xf32>
    %y10 = math.roundeven %v : vector<16xf32>
    %y11 = math.trunc %v : vector<16xf32>
    %y12 = math.absf %v : vector<16xf32>
    %y13 = math.copysign %y0, %v : vector<16xf32>
    vector.store %y0, %y[%0, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y1, %y[%1, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y2, %y[%2, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y3, %y[%3, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y4, %y[%4, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y5, %y[%5, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y6, %y[%6, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y7, %y[%7, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y8, %y[%8, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y9, %y[%9, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y10, %y[%10, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y11, %y[%11, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y12, %y[%12, %i] : memref<16x64xf32>, vector<16xf32>
    vector.store %y13, %y[%13, %i] : memref<16x64xf32>, vector<16xf32>
  }
  scf.for %i = %0 to %64 step %1 {
    %v = memref.load %x[%i] : memref<64xf32>
    %s0 = math.exp %v : f32
    %s1 = math.tanh %v : f32
    %s2 = math.erf %v : f32
    %s3 = math.log %v : f32
    %s4 = math.log1p %v : f32
    memref.store %s0, %s[%0, %i] : memref<5x64xf32>
    memref.store %s1, %s[%1, %i] : memref<5x64xf32>
    memref.store %s2, %s[%2, %i] : memref<5x64xf32>
    memref.store %s3, %s[%3, %i] : memref<5x64xf32>
    memref.store %s4, %s[%4, %i] : memref<5x64xf32>
  }
  func.return
}

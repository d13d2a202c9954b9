// Every integer operation, element by element; the operands are never zero.
func.func @main(%a: memref<64xi32>, %b: memref<64xi32>, %r: memref<20x64xi32>, %c: memref<10x64xi1>, %w: memref<6x64xi64>,
                %n: memref<2x64xi8>, %x: memref<4x64xi64>, %tid: index, %nt: index) attributes {plan.entry} {
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
  %16 = arith.constant 16 : index
  %17 = arith.constant 17 : index
  %18 = arith.constant 18 : index
  %19 = arith.constant 19 : index
  %64 = arith.constant 64 : index
  %mask = arith.constant 31 : i32
  scf.for %i = %0 to %64 step %1 {
    %p = memref.load %a[%i] : memref<64xi32>
    %q = memref.load %b[%i] : memref<64xi32>
    %s = arith.andi %q, %mask : i32
    %r0 = arith.addi %p, %q : i32
    %r1 = arith.subi %p, %q overflow<nsw> : i32
    %r2 = arith.muli %p, %q : i32
    %r3 = arith.divsi %p, %q : i32
    %r4 = arith.divui %p, %q : i32
    %r5 = arith.remsi %p, %q : i32
    %r6 = arith.remui %p, %q : i32
    %r7 = arith.floordivsi %p, %q : i32
    %r8 = arith.ceildivsi %p, %q : i32
    %r9 = arith.ceildivui %p, %q : i32
    %r10 = arith.minsi %p, %q : i32
    %r11 = arith.maxsi %p, %q : i32
    %r12 = arith.minui %p, %q : i32
    %r13 = arith.maxui %p, %q : i32
    %r14 = arith.andi %p, %q : i32
    %r15 = arith.ori %p, %q : i32
    %r16 = arith.xori %p, %q : i32
    %r17 = arith.shli %p, %s : i32
    %r18 = arith.shrsi %p, %s : i32
    %r19 = arith.shrui %p, %s : i32
    memref.store %r0, %r[%0, %i] : memref<20x64xi32>
    memref.store %r1, %r[%1, %i] : memref<20x64xi32>
    memref.store %r2, %r[%2, %i] : memref<20x64xi32>
    memref.store %r3, %r[%3, %i] : memref<20x64xi32>
    memref.store %r4, %r[%4, %i] : memref<20x64xi32>
    memref.store %r5, %r[%5, %i] : memref<20x64xi32>
    memref.store %r6, %r[%6, %i] : memref<20x64xi32>
    memref.store %r7, %r[%7, %i] : memref<20x64xi32>
    memref.store %r8, %r[%8, %i] : memref<20x64xi32>
    memref.store %r9, %r[%9, %i] : memref<20x64xi32>
    memref.store %r10, %r[%10, %i] : memref<20x64xi32>
    memref.store %r11, %r[%11, %i] : memref<20x64xi32>
    memref.store %r12, %r[%12, %i] : memref<20x64xi32>
    memref.store %r13, %r[%13, %i] : memref<20x64xi32>
    memref.store %r14, %r[%14, %i] : memref<20x64xi32>
    memref.store %r15, %r[%15, %i] : memref<20x64xi32>
    memref.store %r16, %r[%16, %i] : memref<20x64xi32>
    memref.store %r17, %r[%17, %i] : memref<20x64xi32>
    memref.store %r18, %r[%18, %i] : memref<20x64xi32>
    memref.store %r19, %r[%19, %i] : memref<20x64xi32>
    %c0 = arith.cmpi eq, %p, %q : i32
    %c1 = arith.cmpi ne, %p, %q : i32
    %c2 = arith.cmpi slt, %p, %q : i32
    %c3 = arith.cmpi sle, %p, %q : i32
    %c4 = arith.cmpi sgt, %p, %q : i32
    %c5 = arith.cmpi sge, %p, %q : i32
    %c6 = arith.cmpi ult, %p, %q : i32
    %c7 = arith.cmpi ule, %p, %q : i32
    %c8 = arith.cmpi ugt, %p, %q : i32
    %c9 = arith.cmpi uge, %p, %q : i32
    memref.store %c0, %c[%0, %i] : memref<10x64xi1>
    memref.store %c1, %c[%1, %i] : memref<10x64xi1>
    memref.store %c2, %c[%2, %i] : memref<10x64xi1>
    memref.store %c3, %c[%3, %i] : memref<10x64xi1>
    memref.store %c4, %c[%4, %i] : memref<10x64xi1>
    memref.store %c5, %c[%5, %i] : memref<10x64xi1>
    memref.store %c6, %c[%6, %i] : memref<10x64xi1>
    memref.store %c7, %c[%7, %i] : memref<10x64xi1>
    memref.store %c8, %c[%8, %i] : memref<10x64xi1>
    memref.store %c9, %c[%9, %i] : memref<10x64xi1>
    %w0 = arith.extsi %p : i32 to i64
    %w1 = arith.extui %p : i32 to i64
    %pi = arith.index_cast %p : i32 to index
    %w2 = arith.index_cast %pi : index to i64
    %w3 = arith.extui %c2 : i1 to i64
    %w4 = arith.extsi %c2 : i1 to i64
    %w5 = arith.select %c2, %w0, %w1 : i64
    memref.store %w0, %w[%0, %i] : memref<6x64xi64>
    memref.store %w1, %w[%1, %i] : memref<6x64xi64>
    memref.store %w2, %w[%2, %i] : memref<6x64xi64>
    memref.store %w3, %w[%3, %i] : memref<6x64xi64>
    memref.store %w4, %w[%4, %i] : memref<6x64xi64>
    memref.store %w5, %w[%5, %i] : memref<6x64xi64>
    %n0 = arith.trunci %r2 : i32 to i8
    %n1i = arith.muli %pi, %pi : index
    %n1 = arith.index_cast %n1i : index to i8
    memref.store %n0, %n[%0, %i] : memref<2x64xi8>
    memref.store %n1, %n[%1, %i] : memref<2x64xi8>
    %qi = arith.index_cast %q : i32 to index
    %x0i = arith.floordivsi %pi, %qi : index
    %x1i = arith.remsi %pi, %qi : index
    %x2i = arith.maxsi %pi, %i : index
    %x0 = arith.index_cast %x0i : index to i64
    %x1 = arith.index_cast %x1i : index to i64
    %x2 = arith.index_cast %x2i : index to i64
    memref.store %x0, %x[%0, %i] : memref<4x64xi64>
    memref.store %x1, %x[%1, %i] : memref<4x64xi64>
    memref.store %x2, %x[%2, %i] : memref<4x64xi64>
  }
  func.return
}

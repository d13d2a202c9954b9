// RUN: prunir-opt %s -p flatten-loops | filecheck %s

// CHECK-LABEL: func.func @loop
// CHECK-NEXT:    "test.op"() {first}
// CHECK-NEXT:    cf.br ^[[HEAD:.*]](%begin : index)
// CHECK-NEXT:  ^[[HEAD]](%i: index):
// CHECK-NEXT:    [[MORE:%.*]] = arith.cmpi slt, %i, %end : index
// CHECK-NEXT:    cf.cond_br [[MORE]], ^[[BODY:.*]], ^[[EXIT:.*]]
// CHECK-NEXT:  ^[[BODY]]:
// CHECK-NEXT:    "test.op"(%i)
// CHECK-NEXT:    [[NEXT:%.*]] = arith.addi %i, %step : index
// CHECK-NEXT:    cf.br ^[[HEAD]]([[NEXT]] : index)
// CHECK-NEXT:  ^[[EXIT]]:
// CHECK-NEXT:    "test.op"() {last}
// CHECK-NEXT:    func.return
func.func @loop(%begin: index, %end: index, %step: index) {
  "test.op"() {first} : () -> ()
  scf.for %i = %begin to %end step %step {
    "test.op"(%i) : (index) -> ()
  }
  "test.op"() {last} : () -> ()
  func.return
}

// CHECK-LABEL: func.func @nest_and_carried
// CHECK-NEXT:    cf.br ^[[OUTER:.*]](%one, %x : index, f32)
// CHECK-NEXT:  ^[[OUTER]](%i: index, %a: f32):
// CHECK:         cf.br ^[[INNER:.*]](%one, %a : index, f32)
// CHECK-NEXT:  ^[[INNER]](%j: index, %b: f32):
// CHECK:         %c = arith.addf %b, %x : f32
// CHECK:         cf.br ^[[INNER]](%{{.*}}, %c : index, f32)
// CHECK:         cf.br ^[[OUTER]](%{{.*}}, %b : index, f32)
// CHECK:         func.return %a : f32
func.func @nest_and_carried(%n: index, %one: index, %x: f32) -> f32 {
  %sum = scf.for %i = %one to %n step %one iter_args(%a = %x) -> (f32) {
    %inner = scf.for %j = %one to %n step %one iter_args(%b = %a) -> (f32) {
      %c = arith.addf %b, %x : f32
      scf.yield %c : f32
    }
    scf.yield %inner : f32
  }
  func.return %sum : f32
}

// CHECK-LABEL: func.func @condition
// CHECK-NEXT:    cf.cond_br %c, ^[[THEN:.*]], ^[[ELSE:.*]]
// CHECK-NEXT:  ^[[THEN]]:
// CHECK-NEXT:    "test.op"() {then}
// CHECK-NEXT:    cf.br ^[[END:.*]]
// CHECK-NEXT:  ^[[ELSE]]:
// CHECK-NEXT:    "test.op"() {else}
// CHECK-NEXT:    cf.br ^[[END]]
// CHECK-NEXT:  ^[[END]]:
// CHECK-NEXT:    func.return
func.func @condition(%c: i1) {
  scf.if %c {
    "test.op"() {then} : () -> ()
  } else {
    "test.op"() {else} : () -> ()
  }
  func.return
}

// RUN: prunir-opt %s -p bufferize --split-input-file --verify-diagnostics | filecheck %s

// Arguments and results become memrefs; the last value is written where the caller wants it.
// CHECK-LABEL: func.func @chain
// CHECK-SAME: (%x: memref<1x4xf32> {onnx.name = "in"}, %[[out:.*]]: memref<1x4xf32> {onnx.name = "out"}) attributes {plan.entry}
// CHECK: %[[buffer:.*]] = memref.alloc() : memref<1x4xf32>
// CHECK: nn.relu %x into(%[[buffer]] : memref<1x4xf32>) : memref<1x4xf32>
// CHECK: nn.tanh %[[buffer]] into(%[[out]] : memref<1x4xf32>) : memref<1x4xf32>
// CHECK: func.return
func.func @chain(%x: tensor<1x4xf32> {onnx.name = "in"}) -> (tensor<1x4xf32> {onnx.name = "out"}) {
  %r = nn.relu %x : tensor<1x4xf32> -> tensor<1x4xf32>
  %y = nn.tanh %r : tensor<1x4xf32> -> tensor<1x4xf32>
  func.return %y : tensor<1x4xf32>
}

// Constants become weights; a reshape of a dense buffer is the same buffer.
// CHECK-LABEL: func.func @views
// CHECK: %[[weight:.*]] = plan.weight {value = dense<1.000000e+00> : tensor<4xf32>} : memref<4xf32>
// CHECK: %[[sum:.*]] = memref.alloc() : memref<2x4xf32>
// CHECK: nn.add %x, %[[weight]] into(%[[sum]] : memref<2x4xf32>)
// CHECK: %[[flat:.*]] = plan.alias %[[sum]] : memref<2x4xf32> to memref<8xf32>
// CHECK: nn.tanh %[[flat]]
func.func @views(%x: tensor<2x4xf32>) -> tensor<8xf32> {
  %c = nn.constant dense<1.0> : tensor<4xf32>
  %s = nn.add %x, %c : tensor<2x4xf32>, tensor<4xf32> -> tensor<2x4xf32>
  %f = nn.reshape %s : tensor<2x4xf32> -> tensor<8xf32>
  %y = nn.tanh %f : tensor<8xf32> -> tensor<8xf32>
  func.return %y : tensor<8xf32>
}

// An argument that is a result, and a value that is two results, are copied.
// CHECK-LABEL: func.func @copies
// CHECK-SAME: %[[same:[a-z0-9]+]]: memref<4xf32>, %[[one:[a-z0-9]+]]: memref<4xf32>, %[[two:[a-z0-9]+]]: memref<4xf32>)
// CHECK: nn.relu %x into(%[[one]]
// CHECK: nn.identity %x into(%[[same]]
// CHECK: nn.identity %[[one]] into(%[[two]]
func.func @copies(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %y = nn.relu %x : tensor<4xf32> -> tensor<4xf32>
  func.return %x, %y, %y : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A result that is also seen in another shape is written where the caller wants it; the view is copied.
// CHECK-LABEL: func.func @result_and_view
// CHECK-SAME: %[[one:[a-z0-9]+]]: memref<2x2xf32>, %[[two:[a-z0-9]+]]: memref<4xf32>)
// CHECK-NOT: memref.alloc
// CHECK: nn.relu %x into(%[[one]]
// CHECK: %[[flat:.*]] = plan.alias %[[one]]
// CHECK: nn.identity %[[flat]] into(%[[two]]
func.func @result_and_view(%x: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<4xf32>) {
  %y = nn.relu %x : tensor<2x2xf32> -> tensor<2x2xf32>
  %f = nn.reshape %y : tensor<2x2xf32> -> tensor<4xf32>
  func.return %y, %f : tensor<2x2xf32>, tensor<4xf32>
}

// A layer that writes only the interior of a buffer with a zero halo is preceded by a clear; a result with a layout is copied out.
// CHECK-LABEL: func.func @halo
// CHECK: %[[planes:.*]] = memref.alloc() : memref<1x1x2x2xf32, #plan.planar<[16, 16, 3, 1], lead = 4, zero_halo>>
// CHECK: plan.clear into(%[[planes]]
// CHECK: nn.relu %x into(%[[planes]]
// CHECK: nn.identity %[[planes]] into(
func.func @halo(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  %y = nn.relu %x {plan.layout = #plan.planar<[16, 16, 3, 1], lead = 4, zero_halo>} : tensor<1x1x2x2xf32> -> tensor<1x1x2x2xf32>
  func.return %y : tensor<1x1x2x2xf32>
}

// -----

// Invalid: nothing says how an operation of another dialect writes into a buffer.
func.func @foreign(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'test.op' has no destination form}}
  %y = "test.op"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  func.return %y : tensor<4xf32>
}

// -----

// Invalid: a convolution's tables could not name every element.
func.func @huge(%x: tensor<65536x65536xf32>) -> tensor<65536x65536xf32> {
  // expected-error @+1 {{is too large: over 2147483647 elements}}
  %y = nn.relu %x : tensor<65536x65536xf32> -> tensor<65536x65536xf32>
  func.return %y : tensor<65536x65536xf32>
}

// -----

// Invalid: the program has one path.
// expected-error @below {{function 'main' must be one block, it is 2}}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^next(%x : tensor<4xf32>)
^next(%y: tensor<4xf32>):
  func.return %y : tensor<4xf32>
}

// -----

// Invalid: there is nothing to run.
// expected-error @below {{function 'main' must be one block, it is 0}}
func.func private @main(tensor<4xf32>) -> tensor<4xf32>

// -----

// Invalid: buffers already.
// expected-error @below {{function 'main' must take and return tensors, not memref<4xf32>}}
func.func @main(%x: memref<4xf32>) {
  func.return
}

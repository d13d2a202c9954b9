"""Small compiled networks for the tests of the runtime."""

from __future__ import annotations

import numpy as np
from lowering_helpers import TO_LLVM, parse, run_pipeline
from prunir import targets
from prunir.runtime.jit import compile_object
from prunir.runtime.session import Session, ValueInfo

SCALE = """
// y = x · w in two steps with a barrier between: every thread scales its part into the arena, then copies what another wrote.
func.func private @prunir_barrier(memref<64xi8>, index)
func.func @main(%arena: memref<4096xi8>, %blob: memref<4096xi8>, %barrier: memref<64xi8>, %x: memref<1024xf32>,
                %y: memref<1024xf32>, %sum: memref<1xf32>, %tid: index, %nt: index) attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %1024 = arith.constant 1024 : index
  %last = arith.constant 1023 : index
  %steps = memref.view %arena[%0][] : memref<4096xi8> to memref<1024xf32>
  %w = memref.view %blob[%0][] : memref<4096xi8> to memref<1024xf32>
  scf.for %i = %tid to %1024 step %nt {
    %a = memref.load %x[%i] : memref<1024xf32>
    %b = memref.load %w[%i] : memref<1024xf32>
    %c = arith.mulf %a, %b : f32
    memref.store %c, %steps[%i] : memref<1024xf32>
  }
  func.call @prunir_barrier(%barrier, %nt) : (memref<64xi8>, index) -> ()
  scf.for %i = %tid to %1024 step %nt {
    %j = arith.subi %last, %i : index
    %c = memref.load %steps[%j] : memref<1024xf32>
    memref.store %c, %y[%j] : memref<1024xf32>
  }
  func.call @prunir_barrier(%barrier, %nt) : (memref<64xi8>, index) -> ()
  %first = arith.cmpi eq, %tid, %0 : index
  scf.if %first {
    %zero = arith.constant 0.0 : f32
    %total = scf.for %i = %0 to %1024 step %1 iter_args(%t = %zero) -> (f32) {
      %c = memref.load %y[%i] : memref<1024xf32>
      %t2 = arith.addf %t, %c : f32
      scf.yield %t2 : f32
    }
    memref.store %total, %sum[%0] : memref<1xf32>
  }
  func.return
}
"""

SIZE = 1024


def object_code(text: str) -> bytes:
    """Machine code for this processor, from the loops level."""
    return compile_object(run_pipeline(parse(text), TO_LLVM), targets.host())


def scale_session(code: bytes, weights: np.ndarray, threads: int = 1) -> Session:
    """A session of `SCALE`: outputs `y = x · weights` and `sum` of y."""
    f32 = np.dtype(np.float32)
    return Session(
        code,
        arena_bytes=4 * SIZE,
        blob=weights.view(np.uint8),
        inputs=[ValueInfo("x", (SIZE,), f32)],
        outputs=[ValueInfo("y", (SIZE,), f32), ValueInfo("sum", (1,), f32)],
        threads=threads,
    )

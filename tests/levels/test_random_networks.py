"""Random small networks give the reference's answers as machine code, and the same bits on three threads."""

from __future__ import annotations

import numpy as np
import prunir
from hypothesis import given, settings
from nn_programs import networks
from prunir.dialects.reference import interpret
from xdsl.dialects.builtin import ModuleOp

TOLERANCE = 1e-4
"""Of an output's largest magnitude: graph passes fold and reorder, and errors grow through up to eight layers."""


@given(networks())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_machine_code(module: ModuleOp):
    session = prunir.compile(module)
    generator = np.random.default_rng(6)
    inputs = [generator.standard_normal(value.shape).astype(np.float32) for value in session.inputs]
    feeds = {value.name: array for value, array in zip(session.inputs, inputs, strict=True)}
    results, expected = session.run(None, feeds), interpret(module, inputs)
    for result, reference in zip(results, expected, strict=True):
        scale = np.abs(reference).max(initial=1e-30, where=np.isfinite(reference))
        np.testing.assert_allclose(result, reference, rtol=0, atol=TOLERANCE * scale)
    session.threads = 3
    for result, again in zip(results, session.run(None, feeds), strict=True):
        np.testing.assert_array_equal(result, again)

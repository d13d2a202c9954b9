"""Random small networks give the reference's answers as machine code, and the same bits on three threads, without a step beyond
their buffers or an element that they have not written."""

from __future__ import annotations

import numpy as np
import prunir
from guarded import run_guarded
from hypothesis import given, settings
from hypothesis import strategies as st
from nn_programs import networks
from prunir.dialects.reference import interpret
from xdsl.dialects.builtin import ModuleOp

TOLERANCE = 1e-4
"""Of an output's largest magnitude: graph passes fold and reorder, and errors grow through up to eight layers."""


PIPELINES = (None, "simplify-graph,exploit-all-sparsity")
"""What is faster, and everything pruned: of layers as small as these hardly any is faster so."""


@given(networks(), st.sampled_from(PIPELINES))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_machine_code(module: ModuleOp, pipeline: str | None):
    session = prunir.compile(module, pipeline=pipeline)
    generator = np.random.default_rng(6)
    inputs = [generator.standard_normal(value.shape).astype(np.float32) for value in session.inputs]
    results, expected = run_guarded(session, inputs, 1, at_end=True), interpret(module, inputs)
    for result, reference in zip(results, expected, strict=True):
        scale = np.abs(reference).max(initial=1e-30, where=np.isfinite(reference))
        np.testing.assert_allclose(result, reference, rtol=0, atol=TOLERANCE * scale)
    for result, again in zip(results, run_guarded(session, inputs, 3, at_end=False), strict=True):
        np.testing.assert_array_equal(result, again)

"""Every case in `cases/` gives the same answers at every level of IR, and as machine code with one thread and with two.

A case is a network in `nn`. Its first line may name the passes that run before the program is planned:
`// PIPELINE: prune-4,simplify-graph,exploit-sparsity`. Inputs are seeded normal numbers, or `// INPUTS: negative`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import prunir
import pytest
from levels import INTERPRETED, interpret
from lowering_helpers import parse

CASES = sorted((Path(__file__).parent / "cases").glob("*.mlir"))
TOLERANCE = 2e-6
"""Of the largest magnitude of an output: sums are taken in another order and with fused multiply-adds."""


def option(text: str, name: str) -> str | None:
    found = re.search(rf"^// {name}: (.*)$", text, re.MULTILINE)
    return found.group(1) if found else None


def inputs_of(session: prunir.CompiledSession, kind: str | None) -> list[np.ndarray]:
    generator = np.random.default_rng(3)
    arrays = [generator.standard_normal(value.shape).astype(value.dtype) for value in session.inputs]
    return [-np.abs(a) - 1 for a in arrays] if kind == "negative" else arrays


def assert_close(results: list[np.ndarray], expected: list[np.ndarray], where: str) -> None:
    assert len(results) == len(expected)
    for result, reference in zip(results, expected, strict=True):
        assert result.shape == reference.shape and result.dtype == reference.dtype
        assert np.isfinite(reference).all()
        error = np.abs(result.astype(np.float64) - reference).max() / max(np.abs(reference).max(), 1e-30)
        assert error <= TOLERANCE, f"{where}: relative error {error:.1e}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_all_levels_agree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pipeline = option(text, "PIPELINE")
    session = prunir.compile(parse(text), pipeline=pipeline)
    inputs = inputs_of(session, option(text, "INPUTS"))
    # pruning changes what is computed, so the oracle is the network after the passes that the case asks for
    expected = interpret(session, "pconv" if pipeline else "import", inputs)
    for level in INTERPRETED[3 if pipeline else 1 :]:
        assert_close(interpret(session, level, inputs), expected, level)
    feeds = {value.name: array for value, array in zip(session.inputs, inputs, strict=True)}
    one = session.run(None, feeds)
    assert_close(one, expected, "machine code")
    session.threads = 2
    assert all(np.array_equal(a, b) for a, b in zip(session.run(None, feeds), one, strict=True)), (
        "two threads differ"
    )

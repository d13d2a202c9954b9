"""Every case in `cases/` gives the same answers at every level of IR, and as machine code with one thread and with two.

A case is a network in `nn`. Its first line may name the passes that run before the program is planned:
`// PIPELINE: prune-4,simplify-graph,exploit-all-sparsity`. Inputs are seeded normal numbers, or `// INPUTS: negative`, or with
infinities and NaN among them: `// INPUTS: special`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import prunir
import pytest
from lowering_helpers import parse

from levels import INTERPRETED, interpret

CASES = sorted((Path(__file__).parent / "cases").glob("*.mlir"))
TOLERANCE = 2e-6
"""Of the largest magnitude of an output: sums are taken in another order and with fused multiply-adds."""


def option(text: str, name: str) -> str | None:
    found = re.search(rf"^// {name}: (.*)$", text, re.MULTILINE)
    return found.group(1) if found else None


def inputs_of(session: prunir.CompiledSession, kind: str | None) -> list[np.ndarray]:
    generator = np.random.default_rng(3)
    arrays = [generator.standard_normal(value.shape).astype(value.dtype) for value in session.inputs]
    if kind == "special":
        for array in arrays:
            places = generator.choice(array.size, 3, replace=False)
            array.reshape(-1)[places] = np.inf, -np.inf, np.nan
    return [-np.abs(a) - 1 for a in arrays] if kind == "negative" else arrays


def assert_close(results: list[np.ndarray], expected: list[np.ndarray], where: str) -> None:
    assert len(results) == len(expected)
    for result, reference in zip(results, expected, strict=True):
        assert result.shape == reference.shape and result.dtype == reference.dtype
        finite = np.isfinite(reference)
        np.testing.assert_array_equal(result[~finite], reference[~finite], where)
        assert finite.any()
        scale = max(np.abs(reference[finite]).max(), 1e-30)
        error = np.abs(result[finite].astype(np.float64) - reference[finite]).max() / scale
        assert error <= TOLERANCE, f"{where}: relative error {error:.1e}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_all_levels_agree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pipeline = option(text, "PIPELINE")
    session = prunir.compile(parse(text), pipeline=pipeline)
    inputs = inputs_of(session, option(text, "INPUTS"))
    special = option(text, "INPUTS") == "special"
    # pruning changes what is computed, so the oracle is the network after the passes that the case asks for; whether an
    # infinity is multiplied by a zero that is not stored, pconv leaves open
    oracle = ("plan" if special else "pconv") if pipeline else "import"
    expected = interpret(session, oracle, inputs)
    assert all(np.isfinite(e).all() for e in expected) or special
    for level in INTERPRETED[INTERPRETED.index(oracle) + 1 :]:
        assert_close(interpret(session, level, inputs), expected, level)
    feeds = {value.name: array for value, array in zip(session.inputs, inputs, strict=True)}
    one = session.run(None, feeds)
    assert_close(one, expected, "machine code")
    session.threads = 2
    assert all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(session.run(None, feeds), one, strict=True)
    ), "two threads differ"

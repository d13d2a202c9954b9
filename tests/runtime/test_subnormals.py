"""Subnormal numbers count as zero while a network runs, and only then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import prunir
import pytest
from lowering_helpers import TO_LLVM, parse, run_pipeline
from networks import SCALE
from prunir import targets
from prunir.runtime.jit import emit_assembly

PRODUCT = """
func.func @main(%x: tensor<40xf32>, %y: tensor<40xf32>) -> tensor<40xf32> {
  %z = nn.mul %x, %y : tensor<40xf32>, tensor<40xf32> -> tensor<40xf32>
  func.return %z : tensor<40xf32>
}
"""

flushes = pytest.mark.skipif(
    targets.host().architecture not in ("x86_64", "aarch64"), reason="this processor keeps subnormals"
)


def product(x: float, y: float, threads: int) -> np.ndarray:
    session = prunir.compile(parse(PRODUCT), threads=threads)
    return session.run(None, {"x": np.full(40, x, np.float32), "y": np.full(40, y, np.float32)})[0]


@flushes
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("x", "y"), [(1e-30, 1e-10), (1e-40, 1e10)], ids=["result", "operand"])
def test_runs_flush_them(x: float, y: float, threads: int):
    assert product(1e-20, 1e-10, threads).all()
    assert not product(x, y, threads).any()


@pytest.mark.parametrize("threads", [1, 2])
def test_the_caller_keeps_them(threads: int):
    tiny = np.full(40, 1e-40, np.float32)
    product(1e-30, 1e-10, threads)
    assert ((tiny * np.float32(0.5)) > 0).all() and ((tiny * np.float32(1e10)) > 0).all()


def test_the_caller_sees_no_exceptions():
    with np.errstate(all="raise"):
        overflown = product(1e30, 1e30, 1)
        doubled = np.ones(40, np.float32) * np.float32(2)  # looks for exceptions, and finds its own
    assert np.isinf(overflown).all() and (doubled == 2).all()


@pytest.mark.parametrize(
    ("triple", "instruction"),
    [
        ("x86_64-unknown-linux-gnu", "ldmxcsr"),
        ("aarch64-unknown-linux-gnu", "FPCR"),
        ("riscv64-unknown-linux-gnu", ""),
    ],
)
def test_processors_have_their_own_ways(triple: str, instruction: str):
    features = "+m,+a,+f,+d" if triple.startswith("riscv64") else ""
    target = replace(targets.host(), triple=triple, cpu="", features=features)
    text = emit_assembly(run_pipeline(parse(SCALE), TO_LLVM), target)
    assert instruction.lower() in text.lower()
    for other in {"ldmxcsr", "FPCR"} - {instruction}:
        assert other.lower() not in text.lower()

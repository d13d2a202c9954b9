"""The polynomials of expand-math against f64, in units in the last place, and at every kind of special value."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from lowering_helpers import parse, run_pipeline
from prunir.dialects.reference.loops import register_loops
from xdsl.interpreter import Interpreter

SIZE = 1 << 16

erf = np.vectorize(math.erf)

FUNCTIONS = [
    # function, its meaning in f64, units in the last place
    ("exp", np.exp, 1.1),
    ("tanh", np.tanh, 2.4),
    ("erf", erf, 3.0),
    ("log", np.log, 0.9),
    ("log1p", np.log1p, 1.5),
]


def expanded(function: str, x: np.ndarray) -> np.ndarray:
    """The expansion, interpreted on one long vector."""
    type_ = f"vector<{x.size}xf32>"
    text = f"func.func @f(%x: {type_}) -> {type_} {{ %y = math.{function} %x : {type_} func.return %y : {type_} }}"
    interpreter = Interpreter(run_pipeline(parse(text), "expand-math"))
    register_loops(interpreter)
    (y,) = interpreter.call_op("f", (x,))
    return y


def samples() -> np.ndarray:
    """Every order of magnitude of both signs, subnormal numbers included, and the neighbourhood of 1."""
    generator = np.random.default_rng(0)
    anything = generator.integers(0, 1 << 32, SIZE, dtype=np.uint32).view(np.float32)
    usual = generator.uniform(-105, 90, SIZE).astype(np.float32)
    near = generator.uniform(-2, 2, SIZE).astype(np.float32)
    return np.concatenate([anything, usual, near])


@pytest.mark.parametrize(("function", "exact", "units"), FUNCTIONS)
def test_accuracy(function: str, exact: Callable[[np.ndarray], np.ndarray], units: float):
    x = samples()
    with np.errstate(all="ignore"):
        wanted = exact(x.astype(np.float64))
        rounded = wanted.astype(np.float32)
    y = expanded(function, x)
    np.testing.assert_array_equal(np.isnan(y), np.isnan(rounded))
    np.testing.assert_array_equal(np.isinf(y), np.isinf(rounded))
    finite = np.isfinite(rounded)
    unit = np.spacing(np.abs(rounded[finite])).astype(np.float64)
    assert np.max(np.abs(y[finite] - wanted[finite]) / unit) <= units


@pytest.mark.parametrize(
    ("function", "x"),
    [
        ("exp", [0.0, -0.0, np.inf, -np.inf, 88.7228, 88.7229, -87.5, -103.97, -104.0, 1e30, -1e30]),
        ("tanh", [0.0, -0.0, np.inf, -np.inf, 1e-45, -30.0, 9.0, 9.1]),
        ("erf", [0.0, -0.0, np.inf, -np.inf, 1e-45, 5.0, 3.9, 4.0]),
        ("log", [0.0, -0.0, 1.0, np.inf, 1e-45, 1.1754944e-38, 3.4028235e38]),
        ("log1p", [0.0, -1.0, np.inf, 1e-45, 3.4028235e38]),
    ],
)
def test_ends(function: str, x: list[float]):
    exact = next(meaning for name, meaning, _ in FUNCTIONS if name == function)
    with np.errstate(all="ignore"):
        wanted = exact(np.array(x, np.float32).astype(np.float64)).astype(np.float32)
    actual = expanded(function, np.array(x, np.float32))
    np.testing.assert_allclose(actual, wanted, rtol=2e-7)
    if function != "log1p":  # log1p(-0.0) is +0
        np.testing.assert_array_equal(np.signbit(actual), np.signbit(wanted))


@pytest.mark.parametrize(("function", "x"), [("log", [-1.0, -np.inf, -1e-45]), ("log1p", [-1.5, -np.inf])])
def test_outside_of_the_domain(function: str, x: list[float]):
    assert np.isnan(expanded(function, np.array(x, np.float32))).all()

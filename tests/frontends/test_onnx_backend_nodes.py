"""ONNX's own test case of every operator: import it, interpret it in numpy, compare with the expected outputs.

Operands that must be known at import (shapes, axes, …) are fixed with `constants`; the others are arguments. Cases of element
types that Prunir does not have are left out by rule, what else is left out is listed in `onnx_nodes` with the reason. Most
operators that are functions come a second time, expanded to simpler operators.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from onnx.backend.test.case.test_case import TestCase
from onnx.backend.test.loader import load_node_model_tests
from onnx_nodes import EXPANDED, GROUPS, SKIPPED, cases_by_group, imported
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError

FEWEST_CASES = 700
"""Cases that must pass; the number only grows."""


def check(case: TestCase) -> None:
    module, feeds, expected = imported(case)
    module.verify()
    with np.errstate(all="ignore"):
        results = interpret(module, feeds)
    for result, wanted in zip(results, expected, strict=True):
        assert (result.shape, result.dtype) == (wanted.shape, wanted.dtype)
        coarse = 1e-2 if wanted.dtype.name == "bfloat16" else case.rtol
        np.testing.assert_allclose(
            result.astype(np.float64), wanted.astype(np.float64), rtol=coarse, atol=1e-6
        )


@cache
def run(group: str) -> tuple[int, list[str]]:
    """The number of cases that passed, and the others with their errors.

    Expanded functions that hold operators without converter are not claimed, and count for neither.
    """
    passed, failures = 0, list[str]()
    for case in cases_by_group()[group]:
        try:
            check(case)
            passed += 1
        except (FrontendError, AssertionError) as error:
            if group != EXPANDED or "operators that are not supported" not in str(error):
                failures.append(f"{case.name}: {error}")
    return passed, failures


@pytest.mark.parametrize("group", GROUPS)
def test_backend_cases(group: str) -> None:
    passed, failures = run(group)
    assert passed and not failures, "\n".join(failures)


def test_coverage() -> None:
    passed = sum(run(group)[0] for group in GROUPS)
    print(f"{passed} cases of {len(GROUPS) - 1} operators, {run(EXPANDED)[0]} of them of expanded functions")
    assert passed >= FEWEST_CASES


def test_every_skip_is_needed() -> None:
    cases_by_group()
    names = [case.name for case in load_node_model_tests()]
    assert [part for part in SKIPPED if not any(part in name for name in names)] == []

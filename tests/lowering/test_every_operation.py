"""Every operation, alone in a network, gives the reference's answers as machine code.

The examples are those of the operations' docstrings, their operands arguments of the network, so that nothing is constant; and
some of ONNX's own cases of each operator, with other element types, ranks and attributes. No graph pass runs before: each
operation is lowered as it is.
"""

from __future__ import annotations

import re

import numpy as np
import prunir
import pytest
from nn_examples import EXAMPLE_OPS, example, program
from onnx.backend.test.case.test_case import TestCase
from onnx_nodes import EXPANDED, GROUPS, cases_by_group, imported
from prunir.dialects import nn
from prunir.dialects.reference import interpret
from prunir.levels import interface
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.utils.exceptions import VerifyException

TOLERANCE = 1e-5
"""Of an output's largest magnitude."""

CASES_OF_AN_OPERATOR = 3
"""How many of ONNX's cases of each operator are compiled, spread over all of them."""

NOT_COMPILED = {
    "BFLOAT16": "bfloat16 has no lowering",
    "bfloat16": "bfloat16 has no lowering",
    "DOUBLE_to_FLOAT16": "f64 to f16 rounds once; LLVM calls a library for it",
    "float32_uint64": "xDSL's llvm dialect cannot convert unsigned integers of 64 bits",
}
"""Parts of names of cases that are refused with an error, and why."""


def run(module: ModuleOp, inputs: list[np.ndarray]) -> list[np.ndarray]:
    session = prunir.compile(module, pipeline="")
    return session.run(None, {value.name: x for value, x in zip(session.inputs, inputs, strict=True)})


def inputs_of(op: type[Operation], module: ModuleOp) -> list[np.ndarray]:
    """Numbers around zero; positive ones where the operation or the elements are not defined on others."""
    generator = np.random.default_rng(5)
    values, _ = interface(module)
    positive = op.name in ("nn.log", "nn.sqrt", "nn.pow", "nn.batch_norm")
    positive |= any(v.dtype.kind == "u" or (v.dtype.kind == "i" and op.name == "nn.div") for v in values)
    arrays = [3 * generator.standard_normal(v.shape) for v in values]
    return [(abs(a) + 1 if positive else a).astype(v.dtype) for a, v in zip(arrays, values, strict=True)]


def assert_close(results: list[np.ndarray], expected: list[np.ndarray], what: str = "") -> None:
    for result, reference in zip(results, expected, strict=True):
        assert (result.shape, result.dtype) == (reference.shape, reference.dtype)
        scale = np.abs(reference.astype(np.float64)).max(initial=0, where=np.isfinite(reference))
        coarse = max(TOLERANCE, 8 * np.finfo(reference.dtype).eps) if reference.dtype.kind == "f" else 0
        values = (array.astype(np.float64) for array in (result, reference))
        np.testing.assert_allclose(*values, rtol=0, atol=coarse * scale, err_msg=what)


@pytest.mark.parametrize("op", EXAMPLE_OPS, ids=lambda op: op.name)
def test_the_example_of_every_operation(op: type[Operation]) -> None:
    module = program(example(op))
    inputs = inputs_of(op, module)
    assert_close(run(module, inputs), list(interpret(module, inputs)))


@pytest.mark.parametrize("element", ["f64", "f16", "i64", "ui8", "i1"])
def test_element_types(element: str) -> None:
    """Every operation that takes elements of a type is lowered for it."""
    compiled = 0
    for op in EXAMPLE_OPS:
        try:
            module = program(re.sub(r"(?<=x)(f32|i64)(?=>)", element, example(op)))
        except VerifyException:
            continue  # the operation does not take these elements
        inputs = inputs_of(op, module)
        assert_close(run(module, inputs), list(interpret(module, inputs)), op.name)
        compiled += 1
    assert compiled >= 9


@pytest.mark.parametrize("element", ["i32", "i64", "ui8"])
def test_integers_are_divided_by_anything(element: str) -> None:
    """By zero, and the smallest by -1: neither ends the process."""
    module = program(re.sub(r"(?<=x)f32(?=>)", element, example(nn.DivOp)))
    a, b = interface(module)[0]
    smallest = np.iinfo(a.dtype).min
    lhs = np.resize(np.array([smallest, smallest, 7, 0, 9]).astype(a.dtype), a.shape)
    rhs = np.resize(np.array([-1, 0, 0, 0, 2]).astype(b.dtype), b.shape)
    with np.errstate(all="ignore"):
        expected = list(interpret(module, [lhs, rhs]))
    assert_close(run(module, [lhs, rhs]), expected)


def sample(group: str) -> list[TestCase]:
    cases = [c for c in cases_by_group()[group] if not any(part in c.name for part in NOT_COMPILED)]
    return cases[:: -(-len(cases) // CASES_OF_AN_OPERATOR)]


@pytest.mark.parametrize("group", [group for group in GROUPS if group != EXPANDED])
def test_cases_of_onnx(group: str) -> None:
    for case in sample(group):
        module, feeds, expected = imported(case)
        assert_close(run(module, feeds), expected)


def test_refused_types() -> None:
    """What is not compiled is refused: the error names the node and the type."""
    case = next(c for c in cases_by_group()["Celu"] if c.name == "test_celu_bfloat16")
    module, *_ = imported(case)
    with pytest.raises(prunir.PrunirError, match='"Y": .*type bf16 has no llvm counterpart'):
        prunir.compile(module, pipeline="")

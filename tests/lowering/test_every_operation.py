"""Every operation, alone in a network, gives the reference's answers as machine code.

The examples are those of the operations' docstrings, their operands arguments of the network, so that nothing is constant; and
some of ONNX's own cases of each operator, with other element types, ranks and attributes. No graph pass runs before: each
operation is lowered as it is.
"""

from __future__ import annotations

import numpy as np
import prunir
import pytest
from nn_examples import EXAMPLE_OPS, example, program
from onnx.backend.test.case.test_case import TestCase
from onnx_nodes import EXPANDED, GROUPS, cases_by_group, imported
from prunir.compiler import interface
from prunir.dialects.reference import interpret
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

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
    """Numbers around zero; positive ones where others are outside of what the operation is defined on."""
    generator = np.random.default_rng(5)
    session_inputs, _ = interface(module)
    arrays = [(3 * generator.standard_normal(i.shape)).astype(i.dtype) for i in session_inputs]
    positive = op.name in ("nn.log", "nn.sqrt", "nn.pow", "nn.batch_norm")
    return [np.abs(a) + 1 for a in arrays] if positive else arrays


def assert_close(results: list[np.ndarray], expected: list[np.ndarray]) -> None:
    for result, reference in zip(results, expected, strict=True):
        assert (result.shape, result.dtype) == (reference.shape, reference.dtype)
        scale = np.abs(reference.astype(np.float64)).max(initial=0, where=np.isfinite(reference))
        coarse = max(TOLERANCE, 4 * np.finfo(reference.dtype).eps) if reference.dtype.kind == "f" else 0
        np.testing.assert_allclose(
            result.astype(np.float64), reference.astype(np.float64), rtol=0, atol=coarse * scale
        )


@pytest.mark.parametrize("op", EXAMPLE_OPS, ids=lambda op: op.name)
def test_the_example_of_every_operation(op: type[Operation]) -> None:
    module = program(example(op))
    inputs = inputs_of(op, module)
    assert_close(run(module, inputs), list(interpret(module, inputs)))


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

"""ONNX's own test case of every operator: import it, interpret it in numpy, compare with the expected outputs.

Operands that must be known at import (shapes, axes, …) are fixed with `constants`; the others are arguments. Cases of element
types that Prunir does not have are left out by rule, what else is left out is listed here with the reason. Most operators
that are functions come a second time, expanded to simpler operators.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.test_case import TestCase
from onnx.backend.test.loader import load_node_model_tests
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model
from prunir.frontends.onnx.converters import CONVERTERS
from prunir.frontends.onnx.tensors import DTYPES

CONFIGURATION = {
    "CastLike": (1,),
    "Dropout": (1, 2),
    "Expand": (1,),
    "Gather": (1,),
    "Pad": (1, 2, 3),
    "Reshape": (1,),
    "Resize": (1, 2, 3),
    "Slice": (1, 2, 3, 4),
    "Split": (1,),
    "Squeeze": (1,),
    "Tile": (1,),
    "Unsqueeze": (1,),
    "Upsample": (1,),
    **{op: (1,) for op in CONVERTERS if op.startswith("Reduce")},
}
"""Operands that must be known when the model is imported."""

FOLDED = (
    "And",
    "ConstantOfShape",
    "Equal",
    "Greater",
    "Less",
    "Mod",
    "Or",
    "Range",
    "ReduceProd",
    "Sign",
    "Where",
)
"""Operators without a converter that shape arithmetic needs: all their operands are fixed."""

SKIPPED = {
    "_empty_set": "tensors without elements",
    "allowzero_reordered": "tensors without elements",
    "causal_conv_with_state_kernel_size_one": "tensors without elements",
    "constantofshape_int_shape_zero": "tensors without elements",
    "shape_start_greater_than_end": "tensors without elements",
    "slice_start_out_of_bounds": "tensors without elements",
    "split_zero_size": "tensors without elements",
    "identity_opt": "optional values",
    "identity_sequence": "sequences",
    "sequence_map": "sequences",
    "training": "training mode",
    "max_bool_inputs": "reductions of truth values",
    "min_bool_inputs": "reductions of truth values",
    "maxpool_2d_uint8": "pools of integers",
    "maxpool_with_argmax": "indices of the largest elements",
    "wrap_pad": "padding with the other end",
    "cubic": "cubic interpolation",
    "antialias": "antialiasing",
    "tf_crop_and_resize": "cropping while resizing",
    "resize_downsample_scales_linear_align_corners": "coordinates count on the fractional size 2.4, not on the size 2",
}
"""Parts of names of cases that are left out, and why: what they need is not supported."""

EXPANDED = "expanded functions"
GROUPS = [*sorted(CONVERTERS), *FOLDED, EXPANDED]
FEWEST_CASES = 700
"""Cases that must pass; the number only grows."""


@cache
def cases_by_group() -> dict[str, list[TestCase]]:
    """The cases to run, by operator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making some of the cases overflows on purpose
        cases = load_node_model_tests()
    groups: dict[str, list[TestCase]] = defaultdict(list)
    for case in cases:
        if not any(part in case.name for part in SKIPPED) and has_our_types(case):
            groups[group_of(case)].append(case)
    return groups


def group_of(case: TestCase) -> str:
    return EXPANDED if "_expanded" in case.name else case.model.graph.node[0].op_type


def has_our_types(case: TestCase) -> bool:
    values = [*case.model.graph.input, *case.model.graph.output]
    return all(v.type.HasField("tensor_type") and v.type.tensor_type.elem_type in DTYPES for v in values)


def fixed_inputs(case: TestCase) -> set[str]:
    names, node = [value.name for value in case.model.graph.input], case.model.graph.node[0]
    if group_of(case) == EXPANDED:
        return set(names[1:])
    if node.op_type in FOLDED:
        return set(names)
    return {node.input[i] for i in CONFIGURATION.get(node.op_type, ()) if i < len(node.input)} & set(names)


def arrays(tensors: Iterable[Any]) -> list[np.ndarray]:
    return [numpy_helper.to_array(t) if isinstance(t, TensorProto) else np.asarray(t) for t in tensors]


def check(case: TestCase) -> None:
    assert case.model is not None and case.data_sets is not None
    fixed, names = fixed_inputs(case), [value.name for value in case.model.graph.input]
    inputs, expected = (arrays(values) for values in case.data_sets[0])
    constants = {name: array for name, array in zip(names, inputs, strict=True) if name in fixed}
    module = import_model(case.model, constants=constants)
    module.verify()
    with np.errstate(all="ignore"):
        results = interpret(module, [x for name, x in zip(names, inputs, strict=True) if name not in fixed])
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

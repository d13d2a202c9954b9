"""ONNX's own test cases, one for each operator and kind of use, sorted out for Prunir."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.test_case import TestCase
from onnx.backend.test.loader import load_node_model_tests
from prunir.frontends.onnx import import_model
from prunir.frontends.onnx.converters import CONVERTERS
from prunir.frontends.onnx.tensors import DTYPES
from xdsl.dialects.builtin import ModuleOp

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


def imported(case: TestCase) -> tuple[ModuleOp, list[np.ndarray], list[np.ndarray]]:
    """The module, the operands that are not fixed at import, and the results expected."""
    assert case.model is not None and case.data_sets is not None
    fixed, names = fixed_inputs(case), [value.name for value in case.model.graph.input]
    inputs, expected = (arrays(values) for values in case.data_sets[0])
    constants = {name: array for name, array in zip(names, inputs, strict=True) if name in fixed}
    feeds = [array for name, array in zip(names, inputs, strict=True) if name not in fixed]
    return import_model(case.model, constants=constants), feeds, expected


def arrays(tensors: Iterable[Any]) -> list[np.ndarray]:
    return [numpy_helper.to_array(t) if isinstance(t, TensorProto) else np.asarray(t) for t in tensors]

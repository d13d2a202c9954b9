"""The verifier is complete: what it accepts, the reference computes; shapes are those that ONNX infers."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nn_examples import EXAMPLE_OPS, example, first_op, program
from prunir.dialects import nn
from prunir.dialects.reference.nn import evaluate
from xdsl.dialects.builtin import (
    BoolAttr,
    DenseArrayBase,
    FloatAttr,
    IndexType,
    IntegerAttr,
    IntegerType,
    Signedness,
    StringAttr,
    TensorType,
    bf16,
    f16,
    f32,
    f64,
    i1,
    i64,
)
from xdsl.ir import Attribute, Block
from xdsl.rewriter import Rewriter
from xdsl.utils.exceptions import VerifyException

ELEMENTS = [
    f32,
    f64,
    f16,
    bf16,
    i1,
    i64,
    IntegerType(8),
    IntegerType(8, Signedness.UNSIGNED),
    IndexType(),
    IntegerType(5),
]
WORDS = [
    "nearest",
    "linear",
    "constant",
    "reflect",
    "edge",
    "floor",
    "ceil",
    "align_corners",
    "asymmetric",
    "wrong",
]
NUMBERS = [0.0, 1.0, -1.0, 0.5, 1e30, float("inf"), float("-inf"), float("nan")]


@st.composite
def changed_list(draw, values: list, values_in: st.SearchStrategy) -> list:
    """`values` with one element replaced, left out or put in."""
    at = draw(st.integers(0, len(values)))
    new = draw(st.lists(values_in, max_size=2))
    return [*values[:at], *new, *values[at + draw(st.integers(0, 1)) :]]


@st.composite
def changed_type(draw, kind: TensorType) -> TensorType:
    if draw(st.booleans()):
        return TensorType(draw(st.sampled_from(ELEMENTS)), kind.get_shape())
    return TensorType(kind.element_type, draw(changed_list(list(kind.get_shape()), st.integers(-1, 6))))


@st.composite
def changed_attribute(draw, value: Attribute) -> Attribute:
    """Another value of the same sort."""
    match value:
        case DenseArrayBase(elt_type=element) if element == f64:
            numbers: list[float] = list(cast(Any, value).get_values())
            return DenseArrayBase.from_list(f64, draw(changed_list(numbers, st.sampled_from(NUMBERS))))
        case DenseArrayBase():
            integers: list[int] = list(cast(Any, value).get_values())
            return DenseArrayBase.from_list(i64, draw(changed_list(integers, st.integers(-3, 6))))
        case FloatAttr():
            return FloatAttr(draw(st.sampled_from(NUMBERS)), f32)
        case IntegerAttr(type=element) if element == i1:
            return BoolAttr.from_bool(draw(st.booleans()))
        case IntegerAttr():
            return IntegerAttr(draw(st.integers(-3, 6)), i64)
        case StringAttr():
            return StringAttr(draw(st.sampled_from(WORDS)))
        case _:
            return value


@cache
def original(op):
    """The operation of the docstring."""
    return first_op(program(example(op)))


@st.composite
def changed_operation(draw, op):
    """`op` after one or two changes of operand types, result types and properties."""
    types = [value.type for value in op.operands]
    results = [value.type for value in op.results]
    properties = dict(op.properties)
    names = [k for k in properties if k != "operandSegmentSizes"]
    for _ in range(draw(st.integers(1, 2))):
        what = draw(st.sampled_from(["operand", "result", *["property"] * bool(names)]))
        if what == "property":
            name = draw(st.sampled_from(names))
            properties[name] = draw(changed_attribute(properties[name]))
        else:
            changed = types if what == "operand" else results
            at = draw(st.integers(0, len(changed) - 1))
            changed[at] = draw(changed_type(changed[at]))
    block = Block(arg_types=types)
    return type(op).create(operands=block.args, properties=properties, result_types=results), block


def take_inferred_type(op) -> None:
    """Give `op` the result type that it infers, so that the check of the result hides no other."""
    if isinstance(op, nn.NNOp):
        Rewriter.replace_value_with_new_type(op.results[0], op.infer())


@pytest.mark.parametrize("op", EXAMPLE_OPS, ids=lambda op: op.name)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_the_verifier_accepts_the_reference_computes(op, data):
    changed, _block = data.draw(changed_operation(original(op)))
    try:
        take_inferred_type(changed)
        changed.verify()
    except VerifyException:
        return
    inputs = [np.ones(nn.shape_of(v), nn.dtype_of(nn.element_of(v))) for v in changed.operands]
    for result, value in zip(evaluate(changed, inputs), changed.results, strict=True):
        assert (result.dtype, result.shape) == (nn.dtype_of(nn.element_of(value)), nn.shape_of(value))


@pytest.mark.parametrize("element", ["f16", "bf16", "f64"])
@pytest.mark.parametrize("op", EXAMPLE_OPS, ids=lambda op: op.name)
def test_results_have_the_type_of_the_operands(op, element):
    text = re.sub(r"(tensor<[\dx]*)f32>", rf"\g<1>{element}>", example(op))
    typed = first_op(program(text))
    inputs = [np.ones(nn.shape_of(v), nn.dtype_of(nn.element_of(v))) for v in typed.operands]
    for result, value in zip(evaluate(typed, inputs), typed.results, strict=True):
        assert result.dtype == nn.dtype_of(nn.element_of(value))


@st.composite
def windows(draw):
    """Input size, kernel, and the attributes of a sliding window, over one to three dimensions."""
    r = draw(st.integers(1, 3))

    def each(low: int, high: int, count: int = r) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    attributes = {"strides": each(1, 4), "pads": each(0, 3, 2 * r), "dilations": each(1, 3)}
    return each(1, 12), each(1, 4), attributes


def inferred_by_onnx(op_type: str, shapes: list[list[int]], **attributes) -> tuple[int, ...]:
    names = [f"x{i}" for i in range(len(shapes))]
    infos = [
        onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, s)
        for n, s in zip(names, shapes, strict=True)
    ]
    node = onnx.helper.make_node(op_type, names, ["y"], **attributes)
    graph = onnx.helper.make_graph([node], "g", infos, [onnx.helper.make_empty_tensor_value_info("y")])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 22)], ir_version=10)
    output = onnx.shape_inference.infer_shapes(model, strict_mode=True).graph.output[0]
    return tuple(d.dim_value for d in output.type.tensor_type.shape.dim)


def built(make: Callable[..., Any], *shapes: list[int], **properties: Any) -> Any:
    """The operation that `make` builds on tensors of `shapes`, or the constraint that it breaks."""
    arguments = Block(arg_types=[TensorType(f32, shape) for shape in shapes]).args
    try:
        return make(*arguments, **properties)
    except VerifyException as error:
        return str(error)


@settings(max_examples=200, deadline=None)
@given(windows(), st.sampled_from([(1, 3, 4), (2, 4, 2), (4, 4, 8)]))
def test_conv_infers_the_shape_that_onnx_infers(window, channels):
    size, kernel, attributes = window
    group, inputs, filters = channels
    x, w = [2, inputs, *size], [filters, inputs // group, *kernel]
    op = built(nn.ConvOp.of, x, w, group=group, **attributes)
    if isinstance(op, str):
        assert op.startswith("C4")
        assert any(room < 0 for room in rooms(size, kernel, **attributes))
    else:
        assert nn.shape_of(op.result) == inferred_by_onnx("Conv", [x, w], group=group, **attributes)


@settings(max_examples=300, deadline=None)
@given(windows(), st.booleans())
def test_pool_infers_the_shape_that_onnx_infers(window, ceil_mode):
    size, kernel, attributes = window
    x = [2, 3, *size]
    op = built(nn.MaxPoolOp.of, x, kernel_shape=kernel, ceil_mode=ceil_mode, **attributes)
    if isinstance(op, str):
        assert op.startswith("C3") or any(room < 0 for room in rooms(size, kernel, **attributes))
    else:
        attributes |= {"kernel_shape": kernel, "ceil_mode": int(ceil_mode)}
        assert nn.shape_of(op.result) == inferred_by_onnx("MaxPool", [x], **attributes)


def rooms(size, kernel, *, strides, pads, dilations) -> list[int]:
    """How far a window can move in each dimension; negative where it does not fit."""
    r = len(size)
    return [size[i] + pads[i] + pads[r + i] - (kernel[i] - 1) * dilations[i] - 1 for i in range(r)]


@settings(max_examples=200, deadline=None)
@given(windows(), st.booleans(), st.integers(0, 2**32 - 1))
def test_max_pool_takes_the_largest_of_what_lies_inside(window, ceil_mode, seed):
    """Padding never wins, and no window is empty: the reference agrees with the formula, element by element."""
    size, kernel, attributes = window
    op = built(nn.MaxPoolOp.of, [1, 1, *size], kernel_shape=kernel, ceil_mode=ceil_mode, **attributes)
    if isinstance(op, str):
        return
    x = -1 - np.random.default_rng(seed).random((1, 1, *size), dtype=np.float32)
    (y,) = evaluate(op, [x])
    for o in np.ndindex(y.shape[2:]):
        taps = [
            [p for k in range(n) if 0 <= (p := i * s - pad + k * d) < limit]
            for i, n, s, d, pad, limit in zip(
                o,
                kernel,
                attributes["strides"],
                attributes["dilations"],
                attributes["pads"],
                size,
                strict=False,
            )
        ]
        assert y[(0, 0, *o)] == x[0, 0][np.ix_(*taps)].max()

"""Evaluating nodes whose operands are all known, such as the arithmetic on shapes that exporters leave in a graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from onnx import FunctionProto, NodeProto, helper

from .checking import subgraphs
from .loading import DEFAULT_DOMAIN, domain_name
from .node import Known, Node

_RANDOM = (
    "Bernoulli",
    "Multinomial",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
)
_NOT_TENSORS = (
    "ImageDecoder",
    "RegexFullMatch",
    "StringConcat",
    "StringNormalizer",
    "StringSplit",
    "TfIdfVectorizer",
)
_SLOW = ("AveragePool", "Conv", "ConvTranspose", "Erf", "LRN", "LpPool", "MaxPool", "Resize", "Upsample")
"""Their numpy reference is too slow for weights."""
NEVER = {"Constant", "Dropout", "Identity", *_RANDOM, *_NOT_TENSORS, *_SLOW}
"""Operators that are converted, or not supported, even if all their operands are known; converters may answer with known values."""
LARGEST_RESULT = 2**29
"""Elements that a node may compute from a shape alone; what asks for more is a broken model."""


def is_foldable(node: NodeProto) -> bool:
    """Whether `node` may be evaluated as soon as its operands are known."""
    return (
        domain_name(node.domain) == DEFAULT_DOMAIN
        and node.op_type not in NEVER
        and not any(kind in node.op_type for kind in ("Sequence", "Optional"))
        and not any(subgraphs(node))
    )


def fold(node: Node) -> list[np.ndarray]:
    """What `node` computes from known operands; whatever goes wrong is a FrontendError that names the node."""
    arrays = [value.array if isinstance(value, Known) else None for value in node.inputs]
    if node.op_type == "Range":
        arrays = [array.reshape(()) if array is not None and array.size == 1 else array for array in arrays]
    try:
        size = _RESULT_SIZES[node.op_type](*arrays) if node.op_type in _RESULT_SIZES else 0
        if size > LARGEST_RESULT:
            raise ValueError(f"its result of {size:.3g} elements is too large")
        with np.errstate(all="ignore"):
            results = _evaluate(node, arrays)
        if max(result.size for result in results) > LARGEST_RESULT:  # a chain of nodes that double
            raise ValueError("its result is too large")
        return results
    except Exception as error:  # the reference raises whatever its numpy code raises
        raise node.error(f"cannot be evaluated: {error}") from error


def _evaluate(node: Node, arrays: Sequence[np.ndarray | None]) -> list[np.ndarray]:
    """Evaluate by onnx's own reference of the operator, in the version that the model's opset asks for."""
    from onnx.reference import ReferenceEvaluator  # 0.1 s that most models do not need

    proto = node.proto
    function = FunctionProto(name="node", input=dict.fromkeys(filter(None, proto.input)), node=[proto])
    function.output.extend(filter(None, proto.output))
    function.opset_import.append(helper.make_opsetid(DEFAULT_DOMAIN, node.opset))
    feeds = {name: array for name, array in zip(proto.input, arrays, strict=True) if name}
    results = iter(ReferenceEvaluator(function).run(None, feeds, attributes={}))
    return [np.asarray(next(results)) if name else np.empty(0) for name in proto.output]


def _elements(shape: np.ndarray) -> float:
    return float(math.prod(int(size) for size in shape.reshape(-1)))


def _padded(x: np.ndarray, pads: np.ndarray | None = None, *_: np.ndarray | None) -> float:
    return 0.0 if pads is None else float(np.prod(max(x.shape, default=1) + np.abs(pads).astype(float)))


_RESULT_SIZES: dict[str, Callable[..., float]] = {
    "ConstantOfShape": _elements,
    "Expand": lambda x, shape: x.size * _elements(shape),
    "OneHot": lambda indices, depth, values: indices.size * _elements(depth),
    "Pad": _padded,
    "Range": lambda start, limit, delta: (limit.item() - start.item()) / delta.item(),
    "Tile": lambda x, repeats: x.size * _elements(repeats),
}
"""Operators whose result may be much larger than their operands: an upper bound of its elements."""

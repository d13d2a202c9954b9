"""Compares a model's answers with ONNX Runtime's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import onnx
import onnxruntime

Feeds = Mapping[str, np.ndarray]
Run = Callable[[onnx.ModelProto, Feeds], Sequence[np.ndarray]]

# Operators that move elements about, between a softmax and the output.
MOVES = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Transpose", "Cast", "Dropout"}


def compare_with_onnxruntime(
    model: onnx.ModelProto | str | Path, run: Run, feeds: Feeds, rtol: float = 1e-4
) -> dict[str, float]:
    """The largest error of each output, relative to its largest magnitude; AssertionError where it is over `rtol`.

    `run(model, feeds)` gives the outputs in order. If an output comes from a final softmax, which hides errors, the model
    is run with the softmax's input as one more output.
    """
    proto = model if isinstance(model, onnx.ModelProto) else onnx.load(model)
    proto = with_logits(proto)
    expected = run_onnxruntime(proto, feeds)
    actual = list(run(proto, feeds))
    names = [value.name for value in proto.graph.output]
    assert len(actual) == len(names), f"{len(actual)} outputs instead of {len(names)}: {names}"
    errors = {name: relative_error(a, e, name) for name, a, e in zip(names, actual, expected, strict=True)}
    wrong = {name: error for name, error in errors.items() if error > rtol}
    assert not wrong, f"relative errors over {rtol:g}: {wrong}"
    return errors


def run_onnxruntime(model: onnx.ModelProto, feeds: Feeds, *, optimize: bool = True) -> list[np.ndarray]:
    return onnxruntime_of(model, optimize=optimize)(feeds)


def onnxruntime_of(
    model: onnx.ModelProto | str | Path, *, optimize: bool = True
) -> Callable[[Feeds], list[np.ndarray]]:
    """The model as a function of its feeds."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # no warnings about unused initializers
    if not optimize:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    source = model.SerializeToString() if isinstance(model, onnx.ModelProto) else model
    session = onnxruntime.InferenceSession(source, options)
    return lambda feeds: cast(list[np.ndarray], session.run(None, dict(feeds)))


def relative_error(actual: np.ndarray, expected: np.ndarray, name: str = "output") -> float:
    """max |actual - expected| / max |expected|; infinite if one has a NaN or infinity where the other has not."""
    assert actual.shape == expected.shape, f"{name}: shape {actual.shape} instead of {expected.shape}"
    assert actual.dtype == expected.dtype, f"{name}: {actual.dtype} instead of {expected.dtype}"
    if not np.issubdtype(expected.dtype, np.inexact):
        return float(np.any(actual != expected))
    same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    if same.all():
        return 0.0
    if not (np.isfinite(actual[~same]).all() and np.isfinite(expected[~same]).all()):
        return float("inf")
    difference = np.abs(actual[~same].astype(np.float64) - expected[~same]).max()
    magnitude = np.abs(expected[np.isfinite(expected)]).max()
    return float(difference / np.maximum(magnitude, np.finfo(expected.dtype).tiny))


def with_logits(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with the inputs of its final softmaxes as further outputs; the model itself if it has none."""
    if not final_softmaxes(model):
        return model
    extended = onnx.ModelProto()
    extended.CopyFrom(model)
    add_logits(extended)
    return extended


def add_logits(model: onnx.ModelProto) -> None:
    """As `with_logits`, in place."""
    for node in final_softmaxes(model):
        value = onnx.ValueInfoProto()
        value.CopyFrom(_value_info(model, node.output[0]))
        value.name = node.input[0]  # of the same shape and type
        model.graph.output.append(value)


def before_softmax(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model cut before its final softmaxes, whose inputs become the only outputs; the model itself if it has none."""
    cut = with_logits(model)
    if cut is model:
        return model
    del cut.graph.output[: len(model.graph.output)]
    used = {value.name for value in cut.graph.output}
    for node in reversed(list(cut.graph.node)):
        if used.isdisjoint(node.output):
            cut.graph.node.remove(node)
        else:
            used.update(node.input)
    return cut


def final_softmaxes(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """Those softmaxes that an output is, or is a rearrangement of."""
    producers = {name: node for node in model.graph.node for name in node.output}
    found: list[onnx.NodeProto] = []
    for output in model.graph.output:
        node = producers.get(output.name)
        while node is not None and node.op_type in MOVES:
            node = producers.get(node.input[0])
        if node is not None and node.op_type in ("Softmax", "LogSoftmax"):
            found.append(node)
    return found


def _value_info(model: onnx.ModelProto, name: str) -> onnx.ValueInfoProto:
    for value in (*model.graph.output, *model.graph.value_info):
        if value.name == name:
            return value
    inferred = onnx.shape_inference.infer_shapes(model).graph
    return next(value for value in inferred.value_info if value.name == name)

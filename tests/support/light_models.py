"""The nine "light" models of the onnx wheel, real networks without their weights, given random ones.

In those files most weights are `ConstantOfShape` nodes over a shape initializer, all of one value; a few are float
initializers, also constant. Here every one becomes an initializer of seeded random values, its scale chosen by the input
that uses it. The networks would still grow or shrink their values with depth, so the last layer with weights is scaled to
answer with logits of standard deviation 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod, sqrt
from pathlib import Path

import numpy as np
import onnx
from against_onnxruntime import add_logits, run_onnxruntime
from onnx import helper, numpy_helper

FOLDER = Path(onnx.__file__).parent / "backend/test/data/light"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.onnx")))
LOGIT_DEVIATION = 2.0


def light_models(seed: int = 0) -> Iterator[tuple[str, onnx.ModelProto]]:
    for name in NAMES:
        yield name, light_model(name, seed)


def light_model(name: str, seed: int = 0) -> onnx.ModelProto:
    """One of NAMES."""
    model = onnx.load(FOLDER / f"{name}.onnx")
    _replace_weights(model.graph, np.random.Generator(np.random.SFC64(seed)))
    _scale_logits(model)
    return model


def noise(model: onnx.ModelProto, seed: int = 1) -> dict[str, np.ndarray]:
    """Feeds for the float inputs that no initializer gives: noise, coarse and fine, for global pools even out fine noise."""
    rng = np.random.default_rng(seed)
    given = {tensor.name for tensor in model.graph.initializer}
    feeds: dict[str, np.ndarray] = {}
    for value in model.graph.input:
        if value.name not in given:
            shape = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
            coarse = rng.standard_normal(shape[:2], np.float32)
            feeds[value.name] = rng.standard_normal(shape, np.float32) + coarse.reshape(
                *shape[:2], *[1] * len(shape[2:])
            )
    return feeds


def _replace_weights(graph: onnx.GraphProto, rng: np.random.Generator) -> None:
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    fills = [node for node in graph.node if node.op_type == "ConstantOfShape"]
    shapes = {node.output[0]: numpy_helper.to_array(initializers[node.input[0]]).tolist() for node in fills}
    shapes |= {t.name: list(t.dims) for t in graph.initializer if t.data_type == onnx.TensorProto.FLOAT}
    uses = [_use_of(graph, name) for name in shapes]
    for node in fills:
        graph.node.remove(node)
        _remove(graph, node.input[0])
    for (name, shape), use in zip(shapes.items(), uses, strict=True):
        _remove(graph, name)
        # In place: VGG-19 has 574 MB.
        tensor = graph.initializer.add(name=name, dims=shape, data_type=onnx.TensorProto.FLOAT)
        tensor.raw_data = _random(*use, shape, rng).tobytes()
        # Up to IR version 3 every initializer is an input too.
        graph.input.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape))


def _use_of(graph: onnx.GraphProto, name: str) -> tuple[str, int]:
    """The operator that uses a weight, and as which of its inputs; past operators that only reshape it."""
    for node in graph.node:
        if name in node.input:
            if node.op_type in ("Unsqueeze", "Reshape"):
                return _use_of(graph, node.output[0])
            return node.op_type, list(node.input).index(name)
    return "none", 0


def _random(op: str, index: int, shape: list[int], rng: np.random.Generator) -> np.ndarray:
    match op, index:
        case "Conv", 1:
            return rng.standard_normal(shape, np.float32) * np.float32(sqrt(2 / prod(shape[1:])))
        case "Gemm", 1:  # stored (units, inputs) by all nine
            return rng.standard_normal(shape, np.float32) * np.float32(sqrt(2 / shape[-1]))
        case ("BatchNormalization" | "Mul", 1) | ("BatchNormalization", 4):  # scales and variances
            return rng.uniform(0.5, 1.5, shape).astype(np.float32)
        case _:  # biases and means
            return rng.standard_normal(shape, np.float32) * np.float32(0.1)


def _remove(graph: onnx.GraphProto, name: str) -> None:
    for tensor in [tensor for tensor in graph.initializer if tensor.name == name]:
        graph.initializer.remove(tensor)
    for value in [value for value in graph.input if value.name == name]:
        graph.input.remove(value)


def _scale_logits(model: onnx.ModelProto) -> None:
    layer = [node for node in model.graph.node if node.op_type in ("Conv", "Gemm")][-1]
    outputs = len(model.graph.output)
    add_logits(model)
    logits = run_onnxruntime(model, noise(model))[-1]
    del model.graph.output[outputs:]
    parameters = {tensor.name: tensor for tensor in model.graph.initializer}
    for name in layer.input[1:]:
        tensor = parameters[_source(model.graph, name)]
        scaled = numpy_helper.to_array(tensor) * np.float32(LOGIT_DEVIATION / logits.std())
        tensor.CopyFrom(numpy_helper.from_array(scaled, tensor.name))


def _source(graph: onnx.GraphProto, name: str) -> str:
    """The initializer that a value is a reshaping of."""
    for node in graph.node:
        if name in node.output:
            return _source(graph, node.input[0])
    return name

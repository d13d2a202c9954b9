"""The built networks: published sizes, valid ONNX, and answers of sane scale that depend on the input."""

from math import prod

import numpy as np
import onnx
import onnxruntime
import pytest
from prunir import models

# Published counts: trainable parameters, so without running statistics.
PARAMETERS = {
    "vgg16": 138_357_544,
    "resnet50": 25_557_032,
    "mobilenet_v2": 3_504_872,
    "mobilenet_v3_large": 5_483_032,
    "c3d": 79_991_015,
    "s3d": 8_320_048,
    "r2plus1d_18": 31_505_325,
}
OPERATORS = {
    "vgg16": {"Conv": 13, "Gemm": 3, "MaxPool": 5, "Relu": 15, "Flatten": 1},
    "resnet50": {"Conv": 53, "BatchNormalization": 53, "Add": 16, "Relu": 49, "MaxPool": 1, "Gemm": 1},
    "mobilenet_v2": {"Conv": 52, "BatchNormalization": 52, "Clip": 35, "Add": 10, "Gemm": 1},
    "mobilenet_v3_large": {"Conv": 62, "BatchNormalization": 46, "HardSwish": 21, "HardSigmoid": 8, "Mul": 8},
    "c3d": {"Conv": 8, "MaxPool": 5, "Gemm": 3, "Relu": 10},
    "s3d": {"Conv": 78, "BatchNormalization": 77, "MaxPool": 13, "Concat": 9, "AveragePool": 1},
    "r2plus1d_18": {"Conv": 37, "BatchNormalization": 37, "Add": 8, "Gemm": 1},
}
TINY = {
    name: {"image": 32, "width": 0.125, "classes": 10}
    | ({"frames": 16} if name in ("c3d", "s3d", "r2plus1d_18") else {})
    for name in models.NAMES
}


def trainable_parameters(model: onnx.ModelProto) -> int:
    return sum(prod(t.dims) for t in model.graph.initializer if ".running_" not in t.name)


def answers(model: onnx.ModelProto, count: int) -> np.ndarray:
    """The logits of `count` noise inputs."""
    session = onnxruntime.InferenceSession(model.SerializeToString())
    shape = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
    noise = np.random.default_rng(7).standard_normal((count, *shape), dtype=np.float32)
    return np.stack([np.asarray(session.run(None, {"input": x})[0]) for x in noise])


def assert_sane(logits: np.ndarray, limit: float = 30) -> None:
    assert np.isfinite(logits).all()
    assert 0.5 < np.abs(logits).max() < limit
    assert logits.std(axis=0).mean() > 0.02 * logits.std(), "the answer hardly depends on the input"


@pytest.mark.parametrize("name", models.NAMES)
def test_published_network(name: str) -> None:
    model = models.build(name)
    onnx.checker.check_model(model)
    assert trainable_parameters(model) == PARAMETERS[name]
    operators = [node.op_type for node in model.graph.node]
    assert {op: operators.count(op) for op in OPERATORS[name]} == OPERATORS[name]
    assert_sane(answers(model, 2))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", models.NAMES)
def test_tiny_network(name: str, seed: int) -> None:
    model = models.build(name, seed=seed, batch=2, **TINY[name])
    onnx.checker.check_model(model, full_check=True)
    logits = answers(model, 4)
    assert logits.shape == (4, 2, 10)
    assert_sane(logits, limit=100)  # few channels: the estimates behind the statistics are coarse


@pytest.mark.parametrize("name", models.NAMES)
def test_node_names_are_unique(name: str) -> None:
    names = [node.name for node in models.build(name, **TINY[name]).graph.node]
    assert all(names)
    assert len(set(names)) == len(names)


def test_seed_decides_every_weight() -> None:
    first, again, other = (models.build("resnet50", seed=s, **TINY["resnet50"]) for s in (1, 1, 2))
    assert first == again
    weights = zip(first.graph.initializer, other.graph.initializer, strict=True)
    assert not [a.name for a, b in weights if a.raw_data == b.raw_data]


def test_c3d_with_the_classes_of_ucf101_has_the_published_size() -> None:
    assert trainable_parameters(models.build("c3d", classes=101)) == 78_409_573


def test_resnet50_strides_in_the_3x3_layer() -> None:
    nodes = {node.name: node for node in models.build("resnet50", **TINY["resnet50"]).graph.node}
    strides = {
        name: onnx.helper.get_node_attr_value(nodes[f"layer2.0.{name}"], "strides")
        for name in ("conv1", "conv2")
    }
    assert strides == {"conv1": [1, 1], "conv2": [2, 2]}


def test_batch_norm_statistics_are_not_trivial() -> None:
    for tensor in models.build("mobilenet_v2").graph.initializer:
        if ".running_" in tensor.name:
            array = onnx.numpy_helper.to_array(tensor)
            assert array.std() > 0.01 * np.abs(array).max(), tensor.name
            assert "mean" in tensor.name or (array > 0).all(), tensor.name


def test_unknown_name() -> None:
    with pytest.raises(ValueError, match="unknown network 'resnet51'; there are: vgg16, resnet50"):
        models.build("resnet51")


def test_input_too_small() -> None:
    with pytest.raises(
        ValueError, match=r"features\.23: .*\(1, 512, 1, 1\) is too small for a window of \(2, 2\)"
    ):
        models.build("vgg16", image=8)

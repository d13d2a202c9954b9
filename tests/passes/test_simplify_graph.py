"""`simplify-graph` leaves of a network its layers, pools and what joins them, and nothing else."""

from __future__ import annotations

from collections import Counter

import numpy as np
import onnx
import pytest
from against_onnxruntime import Feeds, compare_with_onnxruntime
from keras_model import keras_model
from prunir import models
from prunir.dialects import nn
from prunir.dialects.reference import interpret
from prunir.frontends.onnx import import_model
from prunir.pass_manager import parse_pipeline, run_passes
from prunir.pipelines import PIPELINES
from prunir.universe import multiverse
from real_models import model_path
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

BUILT = {
    "vgg16": {"conv": 13, "max_pool": 5, "reshape": 1, "gemm": 3},
    "resnet50": {"conv": 53, "max_pool": 1, "global_avg_pool": 1, "reshape": 1, "gemm": 1},
    "mobilenet_v2": {"conv": 52, "global_avg_pool": 1, "reshape": 1, "gemm": 1},
    "mobilenet_v3_large": {"conv": 46, "mul": 8, "global_avg_pool": 9, "reshape": 17, "gemm": 18},
    "c3d": {"conv": 8, "max_pool": 5, "reshape": 1, "gemm": 3},
    "s3d": {"conv": 77, "max_pool": 13, "concat": 9, "global_avg_pool": 1, "reshape": 1, "gemm": 1},
    "r2plus1d_18": {"conv": 37, "global_avg_pool": 1, "reshape": 1, "gemm": 1},
}
REAL = {
    "resnet56_cifar10": {"conv": 57, "global_avg_pool": 1, "reshape": 1, "gemm": 1},
    "resnet50_imagenet": {
        **{"conv": 53, "max_pool": 1, "global_avg_pool": 1, "reshape": 1, "gemm": 1, "softmax": 1}
    },
    "mobilenet_v2_imagenet": {"conv": 52, "global_avg_pool": 1, "reshape": 1, "gemm": 1},
    "squeezenet1.1_imagenet": {"conv": 26, "max_pool": 3, "concat": 8, "global_avg_pool": 1, "reshape": 1},
}
BATCH = {"resnet56_cifar10": {"x": (1, 3, 32, 32)}, "resnet50_imagenet": {"input_1": (1, 3, 224, 224)}}
"""Shapes of the inputs with a dynamic batch."""


def simplify(module: ModuleOp) -> ModuleOp:
    passes = parse_pipeline("simplify-graph", multiverse().all_passes, PIPELINES)
    run_passes(Context(), module, passes, verify_each=False)
    module.verify()
    return module


def operations(module: ModuleOp) -> Counter[str]:
    """How many operations of each kind compute something."""
    return Counter(op.name.removeprefix("nn.") for op in module.walk() if isinstance(op, nn.NNOp))


def epilogues(module: ModuleOp) -> Counter[tuple[bool, str | None]]:
    """How many convolutions there are for each pair of residual or not, and activation."""
    convs = [op for op in module.walk() if isinstance(op, nn.ConvOp)]
    return Counter((c.residual is not None, c.activation and c.activation.kind.data) for c in convs)


def run(model: onnx.ModelProto, feeds: Feeds) -> tuple[np.ndarray, ...]:
    return interpret(simplify(import_model(model)), list(feeds.values()))


def tiny(name: str) -> onnx.ModelProto:
    """The whole structure of a built network, on fewer channels and a small image."""
    frames = {"frames": 16} if name in ("c3d", "s3d", "r2plus1d_18") else {}
    return models.build(name, image=64, width=0.25, classes=10, **frames)


@pytest.mark.parametrize("name", BUILT)
def test_built_networks(name: str):
    model = tiny(name)
    assert operations(simplify(import_model(model))) == BUILT[name]
    (image,) = model.graph.input
    shape = [dim.dim_value for dim in image.type.tensor_type.shape.dim]
    feeds = {image.name: np.random.default_rng(1).standard_normal(shape).astype(np.float32)}
    compare_with_onnxruntime(model, run, feeds)


@pytest.mark.parametrize("name", REAL)
def test_real_networks(name: str):
    module = simplify(import_model(model_path(name), input_shapes=BATCH.get(name)))
    assert operations(module) == REAL[name]


def test_the_epilogues_of_resnet50():
    fused = epilogues(simplify(import_model(tiny("resnet50"))))
    assert fused == {(False, "relu"): 33, (True, "relu"): 16, (False, None): 4}


def test_a_channels_last_network_becomes_channels_first():
    model = keras_model()
    module = simplify(import_model(model))
    assert operations(module) == {
        **{
            "transpose": 1,
            "div": 1,
            "sub": 1,
        },  # the input's normalisation, which padding separates from the convolution
        **{
            "conv": 8,
            "global_avg_pool": 2,
            "mul": 2,
            "max_pool": 1,
            "resize": 1,
            "concat": 1,
            "reshape": 5,  # around the fully connected layers of two gates
            "gemm": 5,
        },
    }
    feeds = {"image": np.random.default_rng(1).uniform(0, 255, (1, 32, 32, 3)).astype(np.float32)}
    compare_with_onnxruntime(model, run, feeds)

"""Whole networks: the "light" ones of the onnx wheel, and trained ones where `PRUNIR_MODELS` names their folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from light_models import FOLDER, NAMES
from prunir.dialects import nn
from prunir.dialects.reference import interpret
from prunir.frontends.onnx import import_model
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

LARGE = {"light_vgg19", "light_bvlc_alexnet", "light_zfnet512"}
"""Networks with over 200 MB of weights, which take seconds to make; the real ones test the same."""
TRAINED = {
    "resnet56_cifar10": ({"x": (2, 3, 32, 32)}, {"nn.conv": 57, "nn.gemm": 1}),
    "resnet50_imagenet": ({"input_1": (1, 3, 224, 224)}, {"nn.conv": 53, "nn.batch_norm": 53, "nn.pad": 2}),
    "mobilenet_v2_imagenet": ({"x": (1, 3, 224, 224)}, {"nn.conv": 52, "nn.clip": 35}),
    "squeezenet1.1_imagenet": ({"data": (1, 3, 224, 224)}, {"nn.conv": 26, "nn.concat": 8}),
}


def trained(name: str) -> Path:
    folder = os.environ.get("PRUNIR_MODELS")
    if folder is None:
        pytest.skip("PRUNIR_MODELS does not name the folder of the trained models")
    return Path(folder) / f"{name}.onnx"


def counts(module: ModuleOp) -> dict[str, int]:
    names = [op.name for op in module.walk()]
    return {name: names.count(name) for name in set(names)}


def result_shape(module: ModuleOp) -> tuple[int, ...]:
    (main,) = module.ops
    assert isinstance(main, FuncOp) and main.body.block.last_op is not None
    return nn.shape_of(main.body.block.last_op.operands[0])


@pytest.mark.parametrize("name", sorted(set(NAMES) - LARGE))
def test_light_networks(name: str) -> None:
    """Their weights are computed by `ConstantOfShape`, all of which is folded."""
    module = import_model(FOLDER / f"{name}.onnx")
    module.verify()
    assert counts(module)["nn.conv"] >= 26
    assert result_shape(module)[:2] == (1, 1000)


@pytest.mark.parametrize("name", TRAINED)
def test_trained_networks(name: str) -> None:
    shapes, expected = TRAINED[name]
    module = import_model(trained(name), input_shapes=shapes)
    module.verify()
    found = counts(module)
    assert {op: found[op] for op in expected} == expected
    assert result_shape(module) == (next(iter(shapes.values()))[0], 10 if "cifar" in name else 1000)


@pytest.mark.parametrize("name", ("resnet56_cifar10", "squeezenet1.1_imagenet"))
def test_trained_networks_answer_as_onnxruntime(name: str) -> None:
    path, (feed,) = trained(name), TRAINED[name][0].items()
    x = np.random.default_rng(0).random(feed[1], np.float32)
    (y,) = interpret(import_model(path, input_shapes=dict([feed])), [x])
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (expected,) = session.run(None, {feed[0]: x})
    assert isinstance(expected, np.ndarray)
    assert np.abs(y - expected).max() <= 1e-4 * np.abs(expected).max()

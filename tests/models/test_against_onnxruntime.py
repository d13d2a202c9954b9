"""Whole networks answer as ONNX Runtime does, running the same (pruned) model: relative error at most 1e-4 of the largest output."""

from __future__ import annotations

import numpy as np
import onnx
import prunir
import pytest
from against_onnxruntime import Feeds, compare_with_onnxruntime
from light_models import NAMES as LIGHT
from light_models import light_model, noise
from prunir import models
from prunir.pruning import prune

GROUPS = {"dense": None, "g1": "prune", "g4": "prune-4", "g8": "prune-8"}


def run(model: onnx.ModelProto, feeds: Feeds) -> list[np.ndarray]:
    return prunir.compile(model).run(None, feeds)


def feeds_of(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(5)
    shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in model.graph.input}
    return {name: generator.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.mark.parametrize("pruning", GROUPS)
@pytest.mark.parametrize("name", models.NAMES)
def test_built_network(name: str, pruning: str) -> None:
    model = models.build(name)
    if (pipeline := GROUPS[pruning]) is not None:
        model = prune(model, pipeline=pipeline)
    compare_with_onnxruntime(model, run, feeds_of(model))


@pytest.mark.parametrize("name", ["c3d", "s3d", "r2plus1d_18"])
def test_block_punched_video_network(name: str) -> None:
    model = prune(models.build(name), pipeline="prune-kgs")
    compare_with_onnxruntime(model, run, feeds_of(model))


@pytest.mark.parametrize("name", LIGHT)
def test_light_network(name: str) -> None:
    model = light_model(name)
    compare_with_onnxruntime(model, run, noise(model))

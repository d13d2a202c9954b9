"""Trained networks on real images: the same top-1 as ONNX Runtime, image by image, dense and pruned."""

from __future__ import annotations

import numpy as np
import onnx
import prunir
import pytest
from against_onnxruntime import onnxruntime_of
from prunir.pruning import prune
from real_models import INPUT, PREPROCESSING, cifar10_test, imagenet20, model_path

CORRECT = {"resnet50_imagenet": 19, "mobilenet_v2_imagenet": 17, "squeezenet1.1_imagenet": 14}
"""Of the twenty images, by ONNX Runtime."""
TOLERANCE = 1e-4
"""Of the largest magnitude of an output."""


def answers(run, name: str, images: np.ndarray) -> np.ndarray:
    return np.concatenate([run({name: image[None]})[0] for image in images])


@pytest.mark.parametrize("name", PREPROCESSING)
def test_imagenet(name: str) -> None:
    path, (images, classes) = model_path(name), imagenet20(PREPROCESSING[name])
    session = prunir.compile(path, input_shapes={INPUT[name]: (1, 3, 224, 224)})
    ours = answers(lambda feeds: session.run(None, feeds), INPUT[name], images)
    theirs = answers(onnxruntime_of(path), INPUT[name], images)
    assert (ours.argmax(1) == theirs.argmax(1)).all()
    assert (ours.argmax(1) == classes).sum() == CORRECT[name]
    assert np.abs(ours - theirs).max() <= TOLERANCE * np.abs(theirs).max()


@pytest.mark.parametrize("pipeline", [None, "prune", "prune-4", "prune-8"])
def test_cifar10(pipeline: str | None) -> None:
    model = onnx.load(model_path("resnet56_cifar10"))
    images, classes = cifar10_test(1000)
    shapes = {"x": (1, 3, 32, 32)}
    if pipeline is not None:
        model = prune(model, pipeline=pipeline, input_shapes=shapes)
    session = prunir.compile(model, input_shapes=shapes)
    ours = answers(lambda feeds: session.run(None, feeds), "x", images)
    theirs = onnxruntime_of(model)({"x": images})[0]
    assert (ours.argmax(1) == theirs.argmax(1)).all()
    assert np.abs(ours - theirs).max() <= TOLERANCE * np.abs(theirs).max()
    if pipeline is None:
        assert (ours.argmax(1) == classes).mean() > 0.92

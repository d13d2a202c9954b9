"""The models that tests compare Prunir and ONNX Runtime on, checked with ONNX Runtime alone."""

from pathlib import Path

import light_models
import numpy as np
import onnx
import pytest
from against_onnxruntime import (
    Feeds,
    before_softmax,
    compare_with_onnxruntime,
    final_softmaxes,
    onnxruntime_of,
    relative_error,
    run_onnxruntime,
)
from onnx import TensorProto, helper
from real_models import INPUT, PREPROCESSING, cifar10_test, imagenet20, model_path


@pytest.mark.parametrize("name", light_models.NAMES)
def test_light_model_answers_sanely(name: str) -> None:
    model = light_models.light_model(name)
    onnx.checker.check_model(model)
    operators = {node.op_type for node in model.graph.node}
    assert "ConstantOfShape" not in operators

    cut = before_softmax(model)
    assert len(cut.graph.output) == 1
    assert final_softmaxes(cut) == []
    run = onnxruntime_of(cut)
    first, second = (run(light_models.noise(cut, seed))[0] for seed in (1, 2))
    assert np.isfinite(first).all()
    assert 1.0 < first.std() < 4.0
    assert np.unique(first).size > 500
    assert np.abs(first - second).max() > 0.02 * np.abs(first).max(), "the answer hardly depends on the input"


def test_there_are_nine_light_models() -> None:
    assert len(light_models.NAMES) == 9


def unoptimized(model: onnx.ModelProto, feeds: Feeds) -> list[np.ndarray]:
    return run_onnxruntime(model, feeds, optimize=False)


def test_comparison_covers_the_logits() -> None:
    model = light_models.light_model("light_squeezenet")
    errors = compare_with_onnxruntime(model, unoptimized, light_models.noise(model))
    assert list(errors) == ["softmaxout_1", "r65"]
    assert 0 < max(errors.values()) < 1e-5


def test_comparison_sees_an_error_that_the_softmax_hides() -> None:
    """Softmax forgets a constant added to all logits."""

    def shifted(model: onnx.ModelProto, feeds: Feeds) -> list[np.ndarray]:
        probabilities, logits = run_onnxruntime(model, feeds)
        return [probabilities, logits + np.float32(0.01)]

    model = light_models.light_model("light_squeezenet")
    with pytest.raises(AssertionError, match=r"relative errors over 0\.0001: \{'r65': 0\.00"):
        compare_with_onnxruntime(model, shifted, light_models.noise(model))


def test_comparison_counts_outputs(tmp_path: Path) -> None:
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "relu", [x], [y])
    path = tmp_path / "relu.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    feeds = {"x": np.ones(2, np.float32)}
    assert compare_with_onnxruntime(path, run_onnxruntime, feeds) == {"y": 0.0}
    with pytest.raises(AssertionError, match="0 outputs instead of 1"):
        compare_with_onnxruntime(path, lambda *_: [], feeds)


@pytest.mark.parametrize(
    ("actual", "expected", "error"),
    [
        ([1.0, -4.0], [1.0, -4.0], 0.0),
        ([1.0, -4.0], [2.0, -4.0], 0.25),
        ([np.nan, 1.0], [np.nan, 1.0], 0.0),
        ([np.nan, 1.0], [2.0, 1.0], np.inf),
        ([2.0, 1.0], [np.nan, 1.0], np.inf),
        ([-np.inf, 1.0], [np.inf, 1.0], np.inf),
        ([np.inf, 1.5], [np.inf, 1.0], 0.5),
        ([0.0], [-0.0], 0.0),
    ],
)
def test_relative_error(actual: list[float], expected: list[float], error: float) -> None:
    assert relative_error(np.array(actual), np.array(expected)) == error


@pytest.mark.parametrize(
    ("name", "top1", "top5"),
    [("resnet50_imagenet", 19, 20), ("mobilenet_v2_imagenet", 17, 19), ("squeezenet1.1_imagenet", 14, 19)],
)
def test_real_model_knows_the_images(name: str, top1: int, top5: int) -> None:
    run = onnxruntime_of(model_path(name))
    images, labels = imagenet20(PREPROCESSING[name])
    scores = np.concatenate([run({INPUT[name]: image[None]})[0] for image in images])
    ranking = np.argsort(-scores, axis=1)
    assert (ranking[:, 0] == labels).sum() == top1
    assert (ranking[:, :5] == labels[:, None]).any(axis=1).sum() == top5


def test_resnet56_knows_the_images() -> None:
    """945 of the first 1 000; of all 10 000, 9 320."""
    run = onnxruntime_of(model_path("resnet56_cifar10"))
    images, labels = cifar10_test(1000)
    assert (run({"x": images})[0].argmax(axis=1) == labels).sum() == 945


def test_without_the_environment_tests_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRUNIR_MODELS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="PRUNIR_MODELS is not set"):
        model_path("resnet56_cifar10")

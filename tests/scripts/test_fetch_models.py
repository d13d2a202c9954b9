"""Downloads packages, so only on request: PRUNIR_FETCH=1 pytest tests/scripts."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

SCRIPT = Path(__file__).with_name("fetch_models.py")
# What the figures in the tests were measured with.
SHA256 = {
    "squeezenet1.1_imagenet": "1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088",
    "resnet50_imagenet": "0de1f41b9a38fd0a02791fc7769e918cee16e2b3035d4bf0ba1bdd8f4ccaacbb",
}

pytestmark = pytest.mark.skipif(
    "PRUNIR_FETCH" not in os.environ, reason="downloads packages: set PRUNIR_FETCH"
)


@pytest.fixture(scope="module")
def destination(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fetched")
    subprocess.run([sys.executable, SCRIPT, folder], check=True)
    return folder


@pytest.mark.parametrize("name", SHA256)
def test_same_bytes(destination: Path, name: str) -> None:
    assert hashlib.sha256((destination / f"models/{name}.onnx").read_bytes()).hexdigest() == SHA256[name]


def test_resnet56_reaches_its_accuracy(destination: Path) -> None:
    records = np.fromfile(destination / "data/cifar10_test_batch.bin", np.uint8).reshape(-1, 3073)[:1000]
    images = records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32) / 255
    session = onnxruntime.InferenceSession(destination / "models/resnet56_cifar10.onnx")
    answers = np.asarray(session.run(None, {"x": images})[0]).argmax(axis=1)
    assert (answers == records[:, 0]).mean() > 0.92


def test_mobilenet_and_images_are_there(destination: Path) -> None:
    session = onnxruntime.InferenceSession(destination / "models/mobilenet_v2_imagenet.onnx")
    assert session.get_inputs()[0].shape == [1, 3, 224, 224]
    assert len(list((destination / "data/imagenet20").glob("*.jpg"))) == 20


def test_unknown_name() -> None:
    command = [sys.executable, SCRIPT, "nowhere", "resnet51"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "unknown: resnet51; there are: squeezenet1.1_imagenet" in result.stderr

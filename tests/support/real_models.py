"""The trained models and labelled images that tests use where they are.

The folders come from the environment: PRUNIR_MODELS holds `resnet50_imagenet.onnx` and so on, PRUNIR_DATA `imagenet20/`
and `cifar10_test_batch.bin`; `tests/scripts/fetch_models.py` makes both. A test skips, with the reason, where they are
missing.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

SIDE, CROP = 256, 224
CAFFE_MEAN = np.array([103.939, 116.779, 123.68], np.float32)  # of B, G, R
TORCH_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
TORCH_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)

Preprocessing = Literal["torch", "caffe"]
PREPROCESSING: dict[str, Preprocessing] = {
    "resnet50_imagenet": "caffe",
    "mobilenet_v2_imagenet": "torch",
    "squeezenet1.1_imagenet": "torch",
}
# The name of each one's input.
INPUT = {
    "resnet50_imagenet": "input_1",
    "mobilenet_v2_imagenet": "x",
    "squeezenet1.1_imagenet": "data",
    "resnet56_cifar10": "x",
}


def model_path(name: str) -> Path:
    """A trained model: a name of PREPROCESSING, or `resnet56_cifar10`."""
    return _find("PRUNIR_MODELS", f"{name}.onnx")


def imagenet20(preprocessing: Preprocessing) -> tuple[np.ndarray, np.ndarray]:
    """Twenty ImageNet images, 20×3×224×224 float32, and their classes.

    The shorter side is resized to 256 (bicubic) and the centre cropped to 224. `torch`: RGB in 0…1, normalised by mean and
    deviation. `caffe`: BGR in 0…255, the mean subtracted.
    """
    folder = _find("PRUNIR_DATA", "imagenet20")
    with (folder / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    images = [_prepare(_crop(folder / row["file"]), preprocessing) for row in rows]
    return np.stack(images), np.array([int(row["imagenet_idx"]) for row in rows])


def cifar10_test(count: int = 10_000) -> tuple[np.ndarray, np.ndarray]:
    """The first `count` CIFAR-10 test images, count×3×32×32 float32 in 0…1 (RGB), and their classes."""
    path = _find("PRUNIR_DATA", "cifar10_test_batch.bin")
    records = np.fromfile(path, np.uint8, count * 3073).reshape(-1, 3073)
    images = records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32) / 255
    return images, records[:, 0].astype(np.int64)


def _find(variable: str, name: str) -> Path:
    if variable not in os.environ:
        pytest.skip(f"{variable} is not set (tests/scripts/fetch_models.py makes the files)")
    path = Path(os.environ[variable]) / name
    if not path.exists():
        pytest.skip(f"{variable} has no {name}")
    return path


def _crop(path: Path) -> np.ndarray:
    """Height × width × RGB, uint8."""
    with Image.open(path) as file:
        image = file.convert("RGB")
    scale = SIDE / min(image.size)
    width, height = (max(SIDE, int(size * scale)) for size in image.size)
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = round((width - CROP) / 2), round((height - CROP) / 2)
    return np.asarray(image.crop((left, top, left + CROP, top + CROP)))


def _prepare(image: np.ndarray, preprocessing: Preprocessing) -> np.ndarray:
    pixels = image.astype(np.float32)
    if preprocessing == "caffe":
        pixels = pixels[:, :, ::-1] - CAFFE_MEAN
    else:
        pixels = (pixels / 255 - TORCH_MEAN) / TORCH_DEVIATION
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))

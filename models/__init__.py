"""The benchmark networks, built as ONNX with seeded random weights: no download, the same bytes for the same seed.

    model = models.build("resnet50", seed=1)
    tiny = models.build("r2plus1d_18", frames=4, image=32, width=0.125, classes=10)

Structure, parameter counts and tensor names are torchvision's (C3D: the paper's); see each network's module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx

NAMES = ("vgg16", "resnet50", "mobilenet_v2", "mobilenet_v3_large", "c3d", "s3d", "r2plus1d_18")


def build(name: str, *, seed: int = 0, batch: int = 1, **sizes: float) -> onnx.ModelProto:
    """Build one of `NAMES`.

    `sizes` are the network's own parameters, each with the published value as default: `image` (height and width),
    `frames` (video networks), `classes`, and `width`, a factor on all channel counts. Raises ValueError for an unknown
    name and for an input too small for the network's windows.
    """
    if name not in NAMES:
        raise ValueError(f"unknown network {name!r}; there are: {', '.join(NAMES)}")
    return import_module(f".{name}", __name__).build(seed=seed, batch=batch, **sizes)

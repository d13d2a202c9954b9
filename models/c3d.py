"""C3D of Tran et al., "Learning Spatiotemporal Features with 3D Convolutional Networks" (ICCV 2015): eight 3×3×3
convolutions, without batch norm, for clips of 16 frames of 112×112. The last pool pads height and width by one (7 → 4), as
the authors' model does. 79 991 015 parameters with the 487 classes of Sports-1M (78 409 573 with UCF101's 101), 38.5 GMAC."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, scaled

STAGES = {"1": (64,), "2": (128,), "3": (256, 256), "4": (512, 512), "5": (512, 512)}


def build(
    *,
    seed: int = 0,
    batch: int = 1,
    frames: int = 16,
    image: int = 112,
    classes: int = 487,
    width: float = 1.0,
) -> onnx.ModelProto:
    net = NetworkBuilder("c3d", seed=seed)
    x = net.input((batch, 3, frames, image, image))
    for stage, layers in STAGES.items():
        for channels, letter in zip(layers, "ab", strict=False):
            suffix = stage + letter if len(layers) > 1 else stage
            x = net.conv(x, f"conv{suffix}", scaled(channels, width), 3, pad=1, bias=True)
            x = net.relu(x, f"relu{suffix}")
        window = (1, 2, 2) if stage == "1" else (2, 2, 2)
        x = net.max_pool(x, f"pool{stage}", window, stride=window, pad=(0, 1, 1) if stage == "5" else 0)
    x = net.flatten(x, "flatten")
    for layer in "67":
        x = net.relu(net.gemm(x, f"fc{layer}", scaled(4096, width)), f"relu{layer}")
    return net.finish(net.classifier(x, "fc8", classes))

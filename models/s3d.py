"""S3D (separable Inception) of Xie et al., "Rethinking Spatiotemporal Feature Learning" (ECCV 2018); names as
torchvision's `s3d`. 8 320 048 parameters with the 400 classes of Kinetics, 18 GMAC for 16 frames of 224×224."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, Value, scaled

# Channels: 1×1 branch, 3×3 branch (reduced, out), second 3×3 branch (reduced, out), pool branch; or a pool's (kernel,
# stride, pad).
LAYERS = (
    (64, 96, 128, 16, 32, 32),
    (128, 128, 192, 32, 96, 64),
    (3, 2, 1),
    (192, 96, 208, 16, 48, 64),
    (160, 112, 224, 24, 64, 64),
    (128, 128, 256, 24, 64, 64),
    (112, 144, 288, 32, 64, 64),
    (256, 160, 320, 32, 128, 128),
    (2, 2, 0),
    (256, 160, 320, 32, 128, 128),
    (384, 192, 384, 48, 128, 128),
)
EPSILON = 1e-3


def build(
    *,
    seed: int = 0,
    batch: int = 1,
    frames: int = 16,
    image: int = 224,
    classes: int = 400,
    width: float = 1.0,
) -> onnx.ModelProto:
    net = NetworkBuilder("s3d", seed=seed)
    x = net.input((batch, 3, frames, image, image))
    x = _separable(net, x, "features.0", scaled(64, width), 7, stride=2)
    x = net.max_pool(x, "features.1", (1, 3, 3), stride=(1, 2, 2), pad=(0, 1, 1))
    x = _conv_bn_relu(net, x, "features.2", scaled(64, width), 1)
    x = _separable(net, x, "features.3", scaled(192, width), 3)
    x = net.max_pool(x, "features.4", (1, 3, 3), stride=(1, 2, 2), pad=(0, 1, 1))
    for index, layer in enumerate(LAYERS, 5):
        if len(layer) == 3:
            kernel, stride, pad = layer
            x = net.max_pool(x, f"features.{index}", kernel, stride=stride, pad=pad)
        else:
            x = _inception(net, x, f"features.{index}", [scaled(channels, width) for channels in layer])
    window = tuple(min(pair) for pair in zip((2, 7, 7), x.shape[2:], strict=True))
    x = net.average_pool(x, "avgpool", window)
    x = net.conv(x, "classifier.1", classes, 1, bias=True)
    return net.finish(net.spatial_mean(x, "mean"))


def _conv_bn_relu(
    net: NetworkBuilder,
    x: Value,
    name: str,
    channels: int,
    kernel: int | tuple[int, ...],
    *,
    stride: int | tuple[int, ...] = 1,
    pad: int | tuple[int, ...] = 0,
) -> Value:
    x = net.conv(x, f"{name}.0", channels, kernel, stride=stride, pad=pad)
    return net.relu(net.batch_norm(x, f"{name}.1", epsilon=EPSILON), f"{name}.2")


def _separable(
    net: NetworkBuilder, x: Value, name: str, channels: int, kernel: int, *, stride: int = 1
) -> Value:
    """A k×k×k convolution factored into 1×k×k over space and k×1×1 over time."""
    k, s, p = kernel, stride, kernel // 2
    x = _conv_bn_relu(net, x, f"{name}.0", channels, (1, k, k), stride=(1, s, s), pad=(0, p, p))
    return _conv_bn_relu(net, x, f"{name}.1", channels, (k, 1, 1), stride=(s, 1, 1), pad=(p, 0, 0))


def _inception(net: NetworkBuilder, x: Value, name: str, channels: list[int]) -> Value:
    pointwise, reduced1, out1, reduced2, out2, pooled = channels
    branches = [_conv_bn_relu(net, x, f"{name}.branch0", pointwise, 1)]
    for branch, reduced, out in ((1, reduced1, out1), (2, reduced2, out2)):
        y = _conv_bn_relu(net, x, f"{name}.branch{branch}.0", reduced, 1)
        branches.append(_separable(net, y, f"{name}.branch{branch}.1", out, 3))
    y = net.max_pool(x, f"{name}.branch3.0", 3, stride=1, pad=1)
    branches.append(_conv_bn_relu(net, y, f"{name}.branch3.1", pooled, 1))
    return net.concat(branches, f"{name}.concat")

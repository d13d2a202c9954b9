"""MobileNetV2 1.0 of Sandler et al., "Inverted Residuals and Linear Bottlenecks" (CVPR 2018); names as torchvision's
`mobilenet_v2`. 3 504 872 parameters, 0.3 GMAC."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, Value, rounded

# Expansion, output channels, blocks, stride of the first block.
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def build(
    *, seed: int = 0, batch: int = 1, image: int = 224, classes: int = 1000, width: float = 1.0
) -> onnx.ModelProto:
    net = NetworkBuilder("mobilenet_v2", seed=seed)
    x = net.input((batch, 3, image, image))
    x = _conv_bn_relu(net, x, "features.0", rounded(32 * width), 3, stride=2)
    index = 1
    for expansion, channels, blocks, stride in STAGES:
        for block in range(blocks):
            name = f"features.{index}"
            x = _inverted_residual(net, x, name, expansion, rounded(channels * width), 1 if block else stride)
            index += 1
    x = _conv_bn_relu(net, x, f"features.{index}", rounded(1280 * max(1.0, width)), 1)
    x = net.flatten(net.global_average_pool(x, "avgpool"), "flatten")
    return net.finish(net.classifier(x, "classifier.1", classes))


def _conv_bn_relu(
    net: NetworkBuilder, x: Value, name: str, channels: int, kernel: int, *, stride: int = 1, groups: int = 1
) -> Value:
    x = net.conv(x, f"{name}.0", channels, kernel, stride=stride, pad=kernel // 2, groups=groups)
    return net.relu6(net.batch_norm(x, f"{name}.1"), f"{name}.2")


def _inverted_residual(
    net: NetworkBuilder, x: Value, name: str, expansion: int, channels: int, stride: int
) -> Value:
    y, layer = x, 0
    if expansion != 1:
        y = _conv_bn_relu(net, y, f"{name}.conv.0", expansion * x.shape[1], 1)
        layer = 1
    y = _conv_bn_relu(net, y, f"{name}.conv.{layer}", y.shape[1], 3, stride=stride, groups=y.shape[1])
    y = net.conv(y, f"{name}.conv.{layer + 1}", channels, 1)
    y = net.batch_norm(y, f"{name}.conv.{layer + 2}")
    return net.add(x, y, f"{name}.add") if stride == 1 and x.shape[1] == channels else y

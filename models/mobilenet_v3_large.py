"""MobileNetV3-Large of Howard et al., "Searching for MobileNetV3" (ICCV 2019), with hard-swish and squeeze-excite; names
as torchvision's `mobilenet_v3_large`. 5 483 032 parameters, 0.2 GMAC."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, Value, rounded

# Kernel, expanded channels, output channels, squeeze-excite, hard-swish instead of ReLU, stride.
BLOCKS = (
    (3, 16, 16, False, False, 1),
    (3, 64, 24, False, False, 2),
    (3, 72, 24, False, False, 1),
    (5, 72, 40, True, False, 2),
    (5, 120, 40, True, False, 1),
    (5, 120, 40, True, False, 1),
    (3, 240, 80, False, True, 2),
    (3, 200, 80, False, True, 1),
    (3, 184, 80, False, True, 1),
    (3, 184, 80, False, True, 1),
    (3, 480, 112, True, True, 1),
    (3, 672, 112, True, True, 1),
    (5, 672, 160, True, True, 2),
    (5, 960, 160, True, True, 1),
    (5, 960, 160, True, True, 1),
)
EPSILON = 1e-3


def build(
    *, seed: int = 0, batch: int = 1, image: int = 224, classes: int = 1000, width: float = 1.0
) -> onnx.ModelProto:
    net = NetworkBuilder("mobilenet_v3_large", seed=seed)
    x = net.input((batch, 3, image, image))
    x = _conv_bn(net, x, "features.0", rounded(16 * width), 3, stride=2)
    x = net.hard_swish(x, "features.0.2")
    for index, block in enumerate(BLOCKS, 1):
        x = _inverted_residual(net, x, f"features.{index}.block", width, *block)
    x = _conv_bn(net, x, f"features.{len(BLOCKS) + 1}", 6 * x.shape[1], 1)
    x = net.hard_swish(x, f"features.{len(BLOCKS) + 1}.2")
    x = net.flatten(net.global_average_pool(x, "avgpool"), "flatten")
    x = net.gemm(x, "classifier.0", rounded(1280 * width))
    x = net.hard_swish(x, "classifier.1")
    return net.finish(net.classifier(x, "classifier.3", classes))


def _conv_bn(
    net: NetworkBuilder, x: Value, name: str, channels: int, kernel: int, *, stride: int = 1, groups: int = 1
) -> Value:
    x = net.conv(x, f"{name}.0", channels, kernel, stride=stride, pad=kernel // 2, groups=groups)
    return net.batch_norm(x, f"{name}.1", epsilon=EPSILON)


def _inverted_residual(
    net: NetworkBuilder,
    x: Value,
    name: str,
    width: float,
    kernel: int,
    expanded: int,
    channels: int,
    squeeze: bool,
    swish: bool,
    stride: int,
) -> Value:
    expanded, channels = rounded(expanded * width), rounded(channels * width)
    activation = net.hard_swish if swish else net.relu
    y, layer = x, 0
    if expanded != x.shape[1]:
        y = activation(_conv_bn(net, y, f"{name}.{layer}", expanded, 1), f"{name}.{layer}.2")
        layer += 1
    y = _conv_bn(net, y, f"{name}.{layer}", expanded, kernel, stride=stride, groups=expanded)
    y = activation(y, f"{name}.{layer}.2")
    if squeeze:
        layer += 1
        y = _squeeze_excite(net, y, f"{name}.{layer}")
    y = _conv_bn(net, y, f"{name}.{layer + 1}", channels, 1)
    return net.add(y, x, f"{name}.add") if stride == 1 and x.shape[1] == channels else y


def _squeeze_excite(net: NetworkBuilder, x: Value, name: str) -> Value:
    s = net.global_average_pool(x, f"{name}.avgpool")
    s = net.conv(s, f"{name}.fc1", rounded(x.shape[1] // 4), 1, bias=True)
    s = net.relu(s, f"{name}.activation")
    s = net.conv(s, f"{name}.fc2", x.shape[1], 1, bias=True)
    return net.mul(x, net.hard_sigmoid(s, f"{name}.scale_activation"), f"{name}.mul")

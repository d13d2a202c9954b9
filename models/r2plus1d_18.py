"""R(2+1)D-18 of Tran et al., "A Closer Look at Spatiotemporal Convolutions for Action Recognition" (CVPR 2018); names as
torchvision's `r2plus1d_18`. 31 505 325 parameters with the 400 classes of Kinetics, 40.5 GMAC for 16 frames of 112×112."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, Value, scaled

STAGES = (64, 128, 256, 512)


def build(
    *,
    seed: int = 0,
    batch: int = 1,
    frames: int = 16,
    image: int = 112,
    classes: int = 400,
    width: float = 1.0,
) -> onnx.ModelProto:
    net = NetworkBuilder("r2plus1d_18", seed=seed)
    x = net.input((batch, 3, frames, image, image))
    x = net.conv(x, "stem.0", scaled(45, width), (1, 7, 7), stride=(1, 2, 2), pad=(0, 3, 3))
    x = net.relu(net.batch_norm(x, "stem.1"), "stem.2")
    x = net.conv(x, "stem.3", scaled(64, width), (3, 1, 1), pad=(1, 0, 0))
    x = net.relu(net.batch_norm(x, "stem.4"), "stem.5")
    for stage, channels in enumerate(STAGES, 1):
        for block in range(2):
            stride = 2 if block == 0 and stage > 1 else 1
            x = _basic_block(net, x, f"layer{stage}.{block}", scaled(channels, width), stride)
    x = net.flatten(net.global_average_pool(x, "avgpool"), "flatten")
    return net.finish(net.classifier(x, "fc", classes))


def _basic_block(net: NetworkBuilder, x: Value, name: str, channels: int, stride: int) -> Value:
    # As many channels between the factors as give the parameter count of the 3×3×3 convolution.
    middle = (x.shape[1] * channels * 27) // (x.shape[1] * 9 + 3 * channels)
    y = _factored_conv(net, x, f"{name}.conv1.0", middle, channels, stride)
    y = net.relu(net.batch_norm(y, f"{name}.conv1.1"), f"{name}.conv1.2")
    y = _factored_conv(net, y, f"{name}.conv2.0", middle, channels, 1)
    y = net.batch_norm(y, f"{name}.conv2.1")
    if stride != 1 or x.shape[1] != channels:
        x = net.conv(x, f"{name}.downsample.0", channels, 1, stride=stride)
        x = net.batch_norm(x, f"{name}.downsample.1")
    return net.relu(net.add(y, x, f"{name}.add"), f"{name}.relu")


def _factored_conv(
    net: NetworkBuilder, x: Value, name: str, middle: int, channels: int, stride: int
) -> Value:
    """1×3×3 over space to `middle` channels, then 3×1×1 over time."""
    s = stride
    x = net.conv(x, f"{name}.0", middle, (1, 3, 3), stride=(1, s, s), pad=(0, 1, 1))
    x = net.relu(net.batch_norm(x, f"{name}.1"), f"{name}.2")
    return net.conv(x, f"{name}.3", channels, (3, 1, 1), stride=(s, 1, 1), pad=(1, 0, 0))

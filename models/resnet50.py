"""ResNet-50 of He et al., "Deep Residual Learning for Image Recognition" (CVPR 2016), in the "v1.5" form of
torchvision's `resnet50`: a stage's stride sits in its 3×3 convolution. 25 557 032 parameters, 4.1 GMAC."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, Value, scaled

STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))  # channels of the 3×3 layers, blocks
EXPANSION = 4


def build(
    *, seed: int = 0, batch: int = 1, image: int = 224, classes: int = 1000, width: float = 1.0
) -> onnx.ModelProto:
    net = NetworkBuilder("resnet50", seed=seed)
    x = net.input((batch, 3, image, image))
    x = net.conv(x, "conv1", scaled(64, width), 7, stride=2, pad=3)
    x = net.relu(net.batch_norm(x, "bn1"), "relu")
    x = net.max_pool(x, "maxpool", 3, stride=2, pad=1)
    for stage, (channels, blocks) in enumerate(STAGES, 1):
        for block in range(blocks):
            stride = 2 if block == 0 and stage > 1 else 1
            x = _bottleneck(net, x, f"layer{stage}.{block}", scaled(channels, width), stride)
    x = net.flatten(net.global_average_pool(x, "avgpool"), "flatten")
    return net.finish(net.classifier(x, "fc", classes))


def _bottleneck(net: NetworkBuilder, x: Value, name: str, channels: int, stride: int) -> Value:
    y = net.conv(x, f"{name}.conv1", channels, 1)
    y = net.relu(net.batch_norm(y, f"{name}.bn1"), f"{name}.relu1")
    y = net.conv(y, f"{name}.conv2", channels, 3, stride=stride, pad=1)
    y = net.relu(net.batch_norm(y, f"{name}.bn2"), f"{name}.relu2")
    y = net.batch_norm(net.conv(y, f"{name}.conv3", EXPANSION * channels, 1), f"{name}.bn3")
    if stride != 1 or x.shape[1] != EXPANSION * channels:
        x = net.conv(x, f"{name}.downsample.0", EXPANSION * channels, 1, stride=stride)
        x = net.batch_norm(x, f"{name}.downsample.1")
    return net.relu(net.add(y, x, f"{name}.add"), f"{name}.relu3")

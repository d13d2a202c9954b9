"""VGG-16, configuration D of Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
Recognition" (ICLR 2015), without batch norm; names as torchvision's `vgg16`. 138 357 544 parameters, 15.5 GMAC."""

from __future__ import annotations

import onnx

from ._builder import NetworkBuilder, scaled

STAGES = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


def build(
    *, seed: int = 0, batch: int = 1, image: int = 224, classes: int = 1000, width: float = 1.0
) -> onnx.ModelProto:
    net = NetworkBuilder("vgg16", seed=seed)
    x = net.input((batch, 3, image, image))
    index = 0
    for stage in STAGES:
        for channels in stage:
            x = net.conv(x, f"features.{index}", scaled(channels, width), 3, pad=1, bias=True)
            x = net.relu(x, f"features.{index + 1}")
            index += 2
        x = net.max_pool(x, f"features.{index}", 2, stride=2)
        index += 1
    x = net.flatten(x, "flatten")
    for index in (0, 3):
        x = net.gemm(x, f"classifier.{index}", scaled(4096, width))
        x = net.relu(x, f"classifier.{index + 1}")
    return net.finish(net.classifier(x, "classifier.6", classes))

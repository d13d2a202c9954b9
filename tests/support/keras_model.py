"""A small network as Keras models look in ONNX: computed channels-last, with transposes around every convolution and pool."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLOCKS = 2


def keras_model(seed: int = 0) -> onnx.ModelProto:
    """Inverted residual blocks with squeeze-and-excite, hard swish and relu6 as formulas, a resize, and a classifier of 10."""
    net = _Builder(seed)
    x = net.op("Sub", net.op("Div", "image", net.value(127.5)), net.value(1.0))
    x = net.op("Pad", x, net.constant(np.array([0, 0, 0, 0, 0, 1, 1, 0])))
    x = net.hard_swish(net.affine(net.conv(x, 3, 16, 3, stride=2), 16))
    for _ in range(BLOCKS):
        x = net.op("Add", x, net.block(x, 16, 64))
    small = net.channels_last(net.op("MaxPool", net.channels_first(x), kernel_shape=[2, 2], strides=[2, 2]))
    modes = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    scales = net.constant(np.array([1, 2, 2, 1], np.float32))
    x = net.op("Concat", net.op("Resize", small, "", scales, **modes), x, axis=3)
    x = net.op("LeakyRelu", net.conv(x, 32, 8, 3, stride=2, auto_pad="SAME_UPPER"), alpha=0.1)
    x = net.op("MatMul", net.op("Reshape", x, net.constant(np.array([1, -1]))), net.normal(8 * 8 * 8, 10))
    return net.model(net.op("Add", x, net.normal(10)))


class _Builder:
    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def constant(self, array: np.ndarray) -> str:
        name = f"constant{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def value(self, number: float) -> str:
        return self.constant(np.array(number, np.float32))

    def normal(self, *shape: int) -> str:
        deviation = np.sqrt(2 / np.prod(shape[:-1], initial=1))
        return self.constant((deviation * self.rng.standard_normal(shape)).astype(np.float32))

    def channels_first(self, x: str) -> str:
        return self.op("Transpose", x, perm=[0, 3, 1, 2])

    def channels_last(self, x: str) -> str:
        return self.op("Transpose", x, perm=[0, 2, 3, 1])

    def conv(
        self, x: str, channels: int, filters: int, size: int, stride: int = 1, group: int = 1, **how
    ) -> str:
        weight = self.op("Transpose", self.normal(size, size, channels // group, filters), perm=[3, 2, 0, 1])
        first = self.channels_first(x)
        return self.channels_last(
            self.op("Conv", first, weight, strides=[stride] * 2, kernel_shape=[size] * 2, group=group, **how)
        )

    def affine(self, x: str, channels: int) -> str:
        """A batch norm, as the converter writes it channels-last."""
        scale = self.constant(self.rng.uniform(0.5, 1.5, channels).astype(np.float32))
        return self.op("Add", self.op("Mul", x, scale), self.normal(channels))

    def relu6(self, x: str) -> str:
        return self.op("Min", self.op("Relu", x), self.value(6))

    def hard_sigmoid(self, x: str) -> str:
        return self.op("Mul", self.relu6(self.op("Add", x, self.value(3))), self.value(1 / 6))

    def hard_swish(self, x: str) -> str:
        return self.op("Mul", x, self.hard_sigmoid(x))

    def block(self, x: str, channels: int, inner: int) -> str:
        x = self.hard_swish(self.affine(self.conv(x, channels, inner, 1), inner))
        depthwise = self.conv(x, inner, inner, 3, group=inner, auto_pad="SAME_UPPER")
        x = self.relu6(self.affine(depthwise, inner))
        mean = self.op("ReduceMean", x, axes=[1, 2], keepdims=1)
        squeezed = self.op("Relu", self.op("Add", self.conv(mean, inner, 16, 1), self.normal(16)))
        gate = self.hard_sigmoid(self.op("Add", self.conv(squeezed, 16, inner, 1), self.normal(inner)))
        return self.affine(self.conv(self.op("Mul", x, gate), inner, channels, 1), channels)

    def model(self, output: str) -> onnx.ModelProto:
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 32, 32, 3])
        logits = helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, 10])
        graph = helper.make_graph(self.nodes, "keras", [image], [logits], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        onnx.checker.check_model(model)
        return model

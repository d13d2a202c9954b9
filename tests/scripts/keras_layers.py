"""Converts a TensorFlow.js "layers" model (Keras topology and weight shards) of the ResNet kind to ONNX, NHWC to NCHW."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET = 13
IR_VERSION = 8


def convert(model_json: Path) -> onnx.ModelProto:
    """The model with a symbolic batch `N`; ValueError for a layer this converter does not know."""
    document = json.loads(model_json.read_text())
    graph = _Graph(_read_weights(model_json.parent, document["weightsManifest"]))
    config = document["modelTopology"]["model_config"]["config"]
    for layer in config["layers"]:
        graph.append(layer)
    return graph.finish(config["layers"][-1]["name"], config["layers"][-1]["config"]["units"])


def _read_weights(folder: Path, manifest: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    weights: dict[str, np.ndarray] = {}
    for group in manifest:
        data, offset = b"".join((folder / path).read_bytes() for path in group["paths"]), 0
        for entry in group["weights"]:
            count = prod(entry["shape"])
            weights[entry["name"]] = np.frombuffer(data, "<f4", count, offset).reshape(entry["shape"])
            offset += 4 * count
    return weights


class _Graph:
    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self._weights = weights
        self._values: dict[str, str] = {}  # the ONNX value that each Keras layer ends in
        self._proto = onnx.GraphProto(name="tfjs")

    def append(self, layer: dict[str, Any]) -> None:
        name, config = layer["name"], layer["config"]
        inputs = [self._values[source] for node in layer["inbound_nodes"] for source, *_ in node]
        value = self._convert(layer["class_name"], name, config, inputs)
        self._values[name] = self._activate(value, f"{name}_act", config.get("activation", "linear"))

    def finish(self, name: str, units: int) -> onnx.ModelProto:
        self._proto.output.append(_float(self._values[name], ["N", units]))
        model = helper.make_model(self._proto, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        return onnx.shape_inference.infer_shapes(model)

    def _convert(self, kind: str, name: str, config: dict[str, Any], inputs: list[str]) -> str:
        match kind:
            case "InputLayer":
                _, height, width, channels = config["batch_input_shape"]
                self._proto.input.append(_float(name, ["N", channels, height, width]))
                return name
            case "ZeroPadding2D":
                (top, bottom), (left, right) = config["padding"]
                pads = np.array([0, 0, top, left, 0, 0, bottom, right], np.int64)
                return self._node("Pad", [*inputs, self._store(f"{name}_p", pads)], name)
            case "Conv2D":
                return self._conv(name, config, inputs)
            case "BatchNormalization":
                parameters = self._parameters(
                    name, g="gamma", be="beta", m="moving_mean", v="moving_variance"
                )
                inputs = [*inputs, *parameters]
                return self._node("BatchNormalization", inputs, name, name=name, epsilon=config["epsilon"])
            case "Activation":
                return inputs[0]
            case "MaxPooling2D":
                kernel, strides = config["pool_size"], config["strides"]
                return self._node("MaxPool", inputs, name, kernel_shape=kernel, strides=strides)
            case "Add":
                return self._node("Add", inputs, name)
            case "GlobalAveragePooling2D":
                return self._node("Flatten", [self._node("GlobalAveragePool", inputs, f"{name}_gap")], name)
            case "Dense":
                return self._node(
                    "Gemm", [*inputs, *self._parameters(name, w="kernel", b="bias")], name, name=name
                )
            case _:
                raise ValueError(f"{name}: no conversion for the Keras layer {kind}")

    def _conv(self, name: str, config: dict[str, Any], inputs: list[str]) -> str:
        weight = self._store(f"{name}_w", self._weights[f"{name}/kernel"].transpose(3, 2, 0, 1))
        inputs = [*inputs, weight, *self._parameters(name, b="bias")]
        kernel, strides = config["kernel_size"], config["strides"]
        attributes: dict[str, Any] = {}
        if config["padding"] == "same":
            if strides != [1, 1]:
                raise ValueError(f"{name}: 'same' padding with strides {strides} depends on the size")
            attributes["pads"] = [k // 2 for k in kernel] * 2
        attributes |= {
            "kernel_shape": kernel,
            "strides": strides,
            "dilations": config["dilation_rate"],
            "group": 1,
        }
        return self._node("Conv", inputs, name, name=name, **attributes)

    def _activate(self, value: str, name: str, activation: str) -> str:
        match activation:
            case "linear":
                return value
            case "relu":
                return self._node("Relu", [value], name)
            case "softmax":
                return self._node("Softmax", [value], name, axis=-1)
            case _:
                raise ValueError(f"{name}: no conversion for the activation {activation}")

    def _node(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._proto.node.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def _parameters(self, name: str, **keys: str) -> list[str]:
        return [self._store(f"{name}_{key}", self._weights[f"{name}/{full}"]) for key, full in keys.items()]

    def _store(self, name: str, array: np.ndarray) -> str:
        self._proto.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def _float(name: str, shape: list[str | int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

"""Broken, hostile and odd ONNX files, for tests of whatever reads models: the importer, `compile`, the command line.

Each case is written into a folder of its own. `error` is a pattern for the one message it must cause (matched without
regard to case), or None if the file is odd but right and must answer as ONNX Runtime does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from prunir.models._builder import NetworkBuilder

Write = Callable[[Path], None]
Change = Callable[[onnx.ModelProto], object]


@dataclass(frozen=True)
class BadModel:
    """A case: the file to read, and the error it causes."""

    path: Path
    error: str | None

    def reference(self) -> onnx.ModelProto:
        """The model as ONNX Runtime takes it: weights inside, nodes without names, which it wants to be distinct."""
        model = onnx.load(self.path)
        _unnamed_nodes(model)
        return model


def bad_model(name: str, folder: Path) -> BadModel:
    """Write the case `name`, one of NAMES, below `folder`. What lies outside `folder/name` a reader must not touch."""
    error, write = CASES[name]
    path = folder / name / "model.onnx"
    path.parent.mkdir(parents=True)
    write(path)
    return BadModel(path, error)


def sound_model() -> onnx.ModelProto:
    """Two convolutions, batch norm, a pool and a classifier, for 1×3×8×8: what the cases are made from."""
    net = NetworkBuilder("small", seed=0)
    x = net.input((1, 3, 8, 8))
    x = net.batch_norm(net.conv(x, "conv1", 8, 3, pad=1), "bn1")
    x = net.max_pool(net.relu(x, "relu1"), "pool1", 2, stride=2)
    x = net.relu(net.conv(x, "conv2", 16, 3, pad=1, bias=True), "relu2")
    x = net.flatten(net.global_average_pool(x, "pool2"), "flatten")
    return net.finish(net.classifier(x, "fc", 10))


# How a case is written


def _bytes(data: bytes) -> Write:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def _changed(change: Change) -> Write:
    def write(path: Path) -> None:
        model = sound_model()
        change(model)
        path.write_bytes(model.SerializeToString())

    return write


def _attribute(node: str, name: str, value: object) -> Write:
    def change(model: onnx.ModelProto) -> None:
        found = _node(model, node)
        for attribute in [a for a in found.attribute if a.name == name]:
            found.attribute.remove(attribute)
        found.attribute.append(helper.make_attribute(name, value))

    return _changed(change)


def _input_shape(*shape: int) -> Write:
    def change(model: onnx.ModelProto) -> None:
        value = helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)
        model.graph.input[0].CopyFrom(value)

    return _changed(change)


def _weight(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Write:
    def replace(model: onnx.ModelProto) -> None:
        tensor = _tensor(model, name)
        tensor.CopyFrom(numpy_helper.from_array(change(numpy_helper.to_array(tensor).copy()), name))

    return _changed(replace)


def _external(
    location: str | Callable[[Path], str], prepare: Callable[[Path, bytes], object] | None = None
) -> Write:
    """`conv2.weight` in an external file. `prepare(folder, weights)` makes what the location names."""

    def write(path: Path) -> None:
        model = sound_model()
        tensor = _tensor(model, "conv2.weight")
        data = tensor.raw_data
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        name = location if isinstance(location, str) else location(path.parent)
        tensor.external_data.add(key="location", value=name)
        path.write_bytes(model.SerializeToString())
        (path.parent.parent / "secret.bin").write_bytes(data)
        if prepare:
            prepare(path.parent, data)

    return write


def _node(model: onnx.ModelProto, name: str) -> onnx.NodeProto:
    return next(node for node in model.graph.node if node.name == name)


def _tensor(model: onnx.ModelProto, name: str) -> TensorProto:
    return next(tensor for tensor in model.graph.initializer if tensor.name == name)


def _set_input(node: str, index: int, value: str) -> Write:
    return _changed(lambda model: _node(model, node).input.__setitem__(index, value))


# Changes of more than a line


def _recursive_function(model: onnx.ModelProto) -> None:
    call = helper.make_node("Again", ["x"], ["y"], domain="local")
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("local", 1)]
    model.functions.append(helper.make_function("local", "Again", ["x"], ["y"], [call], opsets))
    model.opset_import.append(helper.make_opsetid("local", 1))
    node = _node(model, "relu1")
    node.op_type, node.domain = "Again", "local"


def _unknown_operators(model: onnx.ModelProto) -> None:
    _node(model, "relu1").op_type = "Frobnicate"
    _node(model, "pool2").op_type = "Defenestrate"


def _unnamed_nodes(model: onnx.ModelProto) -> None:
    for node in model.graph.node:
        node.name = ""


def _same_node_names(model: onnx.ModelProto) -> None:
    for node in model.graph.node:
        node.name = "node"


def _unused_parts(model: onnx.ModelProto) -> None:
    model.graph.node.append(helper.make_node("Relu", ["bn1"], ["nobody"], name="unused"))
    model.graph.initializer.append(numpy_helper.from_array(np.zeros((0, 3), np.float32), "empty"))


SOUND = sound_model().SerializeToString()
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"

CASES: dict[str, tuple[str | None, Write]] = {
    # Files
    "missing_file": ("no such file", lambda path: None),
    "folder": ("not a file|is a directory", lambda path: path.mkdir()),
    "empty_file": ("empty", _bytes(b"")),
    "truncated_by_a_byte": ("not an onnx|truncated", _bytes(SOUND[:-1])),
    "truncated_to_half": ("not an onnx|truncated", _bytes(SOUND[: len(SOUND) // 2])),
    "random_bytes": ("not an onnx|truncated", _bytes(np.random.default_rng(0).bytes(4096))),
    "git_lfs_pointer": ("not an onnx|truncated", _bytes(LFS_POINTER)),
    "no_graph": ("no graph", _changed(lambda m: m.ClearField("graph"))),
    "no_opset": ("operator set|opset", _changed(lambda m: m.ClearField("opset_import"))),
    "future_opset": ("opset 999", _changed(lambda m: setattr(m.opset_import[0], "version", 999))),
    "ancient_opset": ("opset 1 ", _changed(lambda m: setattr(m.opset_import[0], "version", 1))),
    "future_ir_version": ("ir version 99", _changed(lambda m: setattr(m, "ir_version", 99))),
    # Names and structure
    "cycle": ("cycle", _set_input("conv1", 0, "relu2")),
    "own_input": ("cycle", _set_input("relu1", 0, "relu1")),
    "wrong_order": ("later node|order", _changed(lambda m: m.graph.node.reverse())),
    "same_output_names": (
        "bn1.*(taken|twice)",
        _changed(lambda m: m.graph.node[2].output.__setitem__(0, "bn1")),
    ),
    "output_named_as_input": (
        "input.*taken",
        _changed(lambda m: m.graph.node[1].output.__setitem__(0, "input")),
    ),
    "same_initializer_names": (
        r"two initializers.*conv1\.weight",
        _changed(lambda m: m.graph.initializer.append(m.graph.initializer[0])),
    ),
    "missing_input": ("conv2.*'nothing'", _set_input("conv2", 0, "nothing")),
    "missing_initializer": (
        r"conv1.*'conv1\.weight'",
        _changed(lambda m: m.graph.initializer.remove(_tensor(m, "conv1.weight"))),
    ),
    "missing_output": ("'nothing'", _changed(lambda m: setattr(m.graph.output[0], "name", "nothing"))),
    "no_outputs": ("no outputs", _changed(lambda m: m.graph.ClearField("output"))),
    "unknown_operators": (
        "(?s)(?=.*relu1)(?=.*pool2)(?=.*Frobnicate)(?=.*Defenestrate)",
        _changed(_unknown_operators),
    ),
    "recursive_function": ("again|recurs|cycl", _changed(_recursive_function)),
    # Shapes and attributes
    "negative_dimension": ("'input'.*-3|negative", _input_shape(1, -3, 8, 8)),
    "zero_dimension": ("'input'.*1x3x0x8", _input_shape(1, 3, 0, 8)),
    # Only what plans memory can refuse this: as a program it is right.
    "huge_dimensions": ("large|memory|elements|size", _input_shape(1, 3, 1 << 30, 1 << 30)),
    "wrong_rank": ("conv1", _input_shape(1, 3, 8)),
    "wrong_channels": ("conv1", _input_shape(1, 4, 8, 8)),
    "input_too_small": ("pool1", _input_shape(1, 3, 1, 1)),
    "negative_initializer_dimension": (
        r"conv1\.weight.*negative",
        _changed(lambda m: _tensor(m, "conv1.weight").dims.__setitem__(0, -8)),
    ),
    "too_few_weights": (
        r"conv1\.weight.*bytes",
        _changed(lambda m: setattr(_tensor(m, "conv1.weight"), "raw_data", b"\0" * 12)),
    ),
    "stride_0": ("conv1.*stride", _attribute("conv1", "strides", [0, 0])),
    "negative_stride": ("conv1.*stride", _attribute("conv1", "strides", [-1, -1])),
    "dilation_0": ("conv1.*dilation", _attribute("conv1", "dilations", [0, 0])),
    "group_0": ("conv1.*group", _attribute("conv1", "group", 0)),
    "group_3": ("conv2.*group", _attribute("conv2", "group", 3)),
    "too_few_pads": ("conv1.*pads", _attribute("conv1", "pads", [1, 1])),
    "wrong_kernel_shape": ("conv1.*kernel", _attribute("conv1", "kernel_shape", [5, 5])),
    "pool_stride_0": ("pool1.*stride", _attribute("pool1", "strides", [0, 0])),
    "pool_kernel_0": ("pool1.*kernel", _attribute("pool1", "kernel_shape", [0, 0])),
    "unknown_auto_pad": ("conv1.*auto_pad", _attribute("conv1", "auto_pad", "SAME")),
    "flatten_axis_9": ("flatten.*axis|flatten.*C1", _attribute("flatten", "axis", 9)),
    # Element types
    "integer_weights": ("conv1", _weight("conv1.weight", lambda w: w.astype(np.int32))),
    "double_weights": ("conv1", _weight("conv1.weight", lambda w: w.astype(np.float64))),
    "unknown_element_type": (
        r"element type|data type|conv1\.weight",
        _changed(lambda m: setattr(_tensor(m, "conv1.weight"), "data_type", 99)),
    ),
    "string_input": (
        "string",
        _changed(lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", TensorProto.STRING)),
    ),
    # External data
    "external_missing": ("conv2.weight", _external("weights.bin")),
    "external_empty_name": ("conv2.weight", _external("")),
    "external_too_short": (
        "conv2.weight",
        _external("weights.bin", lambda folder, data: (folder / "weights.bin").write_bytes(data[:-4])),
    ),
    "external_parent": ("conv2.weight.*below", _external("../secret.bin")),
    "external_hidden_parent": (
        "conv2.weight.*below",
        _external("sub/../../secret.bin", lambda folder, _: (folder / "sub").mkdir()),
    ),
    "external_absolute": ("conv2.weight", _external(lambda folder: str(folder.parent / "secret.bin"))),
    "external_device": ("conv2.weight", _external("/dev/zero")),
    "external_symbolic_link": (
        "conv2.weight.*link",
        _external("weights.bin", lambda folder, _: (folder / "weights.bin").symlink_to("../secret.bin")),
    ),
    "external_linked_folder": (
        "conv2.weight",
        _external("up/secret.bin", lambda folder, _: (folder / "up").symlink_to("..")),
    ),
    "external_hard_link": (
        "conv2.weight.*link",
        _external(
            "weights.bin", lambda folder, _: os.link(folder.parent / "secret.bin", folder / "weights.bin")
        ),
    ),
    # Odd, but right
    "sound": (None, _bytes(SOUND)),
    "external": (
        None,
        _external("weights.bin", lambda folder, data: (folder / "weights.bin").write_bytes(data)),
    ),
    "nan_weights": (
        None,
        _weight("conv2.weight", lambda w: np.where(np.arange(w.size).reshape(w.shape) == 5, np.nan, w)),
    ),
    "infinite_weights": (None, _weight("fc.weight", lambda w: np.where(w > 0.9, np.float32(np.inf), w))),
    "all_zero_layer": (None, _weight("conv2.weight", np.zeros_like)),
    "all_zero_filter_and_channel": (
        None,
        _weight(
            "conv2.weight",
            lambda w: w * (np.arange(16) != 3).reshape(16, 1, 1, 1) * (np.arange(8) != 2).reshape(8, 1, 1),
        ),
    ),
    "unnamed_nodes": (None, _changed(_unnamed_nodes)),
    "same_node_names": (None, _changed(_same_node_names)),
    "unused_parts": (None, _changed(_unused_parts)),
}
NAMES = tuple(CASES)

"""Whatever is wrong with a model is one FrontendError that names the file, the node and the cause."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import ModelProto, SparseTensorProto, TensorProto, helper, numpy_helper
from onnx_models import model, node
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model

W = np.ones((4, 3, 3, 3), np.float32)


def small() -> ModelProto:
    """A sound model."""
    nodes = [node("Conv", "x w", "c", name="conv"), node("Relu", "c", "y", name="act")]
    return model(nodes, {"x": (1, 3, 8, 8)}, ["y"], {"w": W})


def conv(**attributes: object) -> ModelProto:
    return model([node("Conv", "x w", "y", name="conv", **attributes)], {"x": (1, 3, 8, 8)}, ["y"], {"w": W})


def changed(change: Callable[[onnx.GraphProto], object]) -> ModelProto:
    proto = small()
    change(proto.graph)
    return proto


def refuse(proto: ModelProto | bytes | str | Path, match: str) -> str:
    with pytest.raises(FrontendError, match=match) as caught:
        import_model(proto)
    return str(caught.value)


# Files


def test_missing_file(tmp_path: Path) -> None:
    refuse(tmp_path / "no.onnx", r"no\.onnx: No such file")
    refuse(str(tmp_path / "no.onnx"), r"no\.onnx: No such file")


def test_folder(tmp_path: Path) -> None:
    refuse(tmp_path, "not a file")


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").touch()
    refuse(tmp_path / "m.onnx", r"m\.onnx: the file is empty")


def test_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "m.onnx").open("wb") as file:
        file.truncate(2**31)  # sparse: takes no room
    refuse(tmp_path / "m.onnx", r"m\.onnx: larger than 2 GiB")


def test_path_with_a_zero_byte() -> None:
    refuse("a\0b", "null")


def test_every_truncation_is_an_error() -> None:
    data = small().SerializeToString()
    for length in range(len(data) - 1):
        with pytest.raises(FrontendError):
            import_model(data[:length])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    with pytest.raises(FrontendError):
        import_model(data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_flipped_bytes_import_or_are_an_error(data: st.DataObject) -> None:
    """Nothing but FrontendError comes out; some changes (a weight, a name) leave a sound model."""
    content = bytearray(small().SerializeToString())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FrontendError):
        import_model(bytes(content)).verify()


def test_text_file(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_text("This is not a model.\n" * 10)
    refuse(tmp_path / "m.onnx", r"m\.onnx: not an ONNX model")


@pytest.mark.parametrize(
    "change, match",
    (
        (lambda m: m.ClearField("graph"), "it has no graph"),
        (lambda m: m.ClearField("ir_version"), "it has no ir_version"),
        (lambda m: m.ClearField("opset_import"), "imports no operator set"),
        (lambda m: setattr(m, "ir_version", 99), "IR version 99 is newer"),
    ),
)
def test_headers(change: Callable[[ModelProto], object], match: str) -> None:
    proto = small()
    change(proto)
    refuse(proto, match)


# Structure

STRUCTURE: dict[str, tuple[Callable[[onnx.GraphProto], object], str]] = {
    "two nodes make one name": (
        lambda g: g.node[1].output.__setitem__(0, "c"),
        r"node 'act' \(Relu\): the name 'c' is",
    ),
    "a node makes an input": (
        lambda g: g.node[0].output.__setitem__(0, "x"),
        r"node 'conv'.*the name 'x' is",
    ),
    "two inputs of one name": (lambda g: g.input.append(g.input[0]), "two inputs have the name 'x'"),
    "two initializers of one name": (
        lambda g: g.initializer.append(g.initializer[0]),
        "two initializers .*'w'",
    ),
    "an input without name": (lambda g: setattr(g.input[0], "name", ""), "an input has no name"),
    "an initializer without name": (
        lambda g: setattr(g.initializer[0], "name", ""),
        "an initializer has no name",
    ),
    "an unknown operand": (lambda g: g.node[0].input.__setitem__(1, "v"), r"node 'conv' .*'v' is neither"),
    "an unknown output": (lambda g: setattr(g.output[0], "name", "z"), "output 'z' is computed by no node"),
    "no outputs": (lambda g: g.ClearField("output"), "no outputs"),
    "no nodes": (lambda g: g.ClearField("node"), "output 'y' is computed by no node"),
    "a cycle": (
        lambda g: g.node[0].input.__setitem__(0, "y"),
        r"node 'conv'.*cycle: .*'y' → .*'c'|'c' → .*'y'",
    ),
    "a wrong order": (lambda g: g.node.reverse(), "'c' is computed by a later node"),
    "a node without operator": (lambda g: setattr(g.node[1], "op_type", ""), "no operator type"),
    "an operand left out": (
        lambda g: g.node[0].input.__setitem__(0, ""),
        r"node 'conv' \(Conv\): .*input 0 is marked single",
    ),
    "too many operands": (lambda g: g.node[1].input.append("w"), r"node 'act' \(Relu\): .*input size 2"),
    "no operands": (lambda g: g.node[1].ClearField("input"), r"node 'act' \(Relu\): .*input size 0"),
    "an unknown attribute": (
        lambda g: g.node[1].attribute.append(helper.make_attribute("a", 1)),
        r"node 'act' \(Relu\): Unrecognized attribute: a",
    ),
    "an attribute of a wrong type": (
        lambda g: g.node[0].attribute.append(helper.make_attribute("strides", "ab")),
        r"node 'conv' \(Conv\): .*strides",
    ),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_structure(name: str) -> None:
    change, match = STRUCTURE[name]
    refuse(changed(change), match)


def test_a_node_without_name_is_named_by_its_output() -> None:
    proto = changed(lambda g: g.node[0].ClearField("name"))
    proto.graph.initializer[0].CopyFrom(numpy_helper.from_array(W.astype(np.float64), "w"))
    refuse(proto, "the Conv node that computes 'c': C1")


# Types and shapes


@pytest.mark.parametrize("shape", ((1, 3, 0, 8), (1, 3, -1, 8), (-5, 3, 8, 8)))
def test_dimensions_below_one(shape: tuple[int, ...]) -> None:
    nodes = [node("Relu", "x", "y")]
    refuse(model(nodes, {"x": shape}, ["y"]), "input 'x' has the shape .*sizes start at 1")


def test_negative_dimension_of_an_initializer() -> None:
    refuse(changed(lambda g: g.initializer[0].dims.__setitem__(0, -4)), r"'w': .*negative dimension")


def test_empty_initializer() -> None:
    proto = small()
    proto.graph.initializer[0].CopyFrom(numpy_helper.from_array(np.zeros((0, 3, 3, 3), np.float32), "w"))
    refuse(proto, r"node 'conv' \(Conv\): .*'w' of shape \(0, 3, 3, 3\) has no elements")


def test_initializer_whose_data_do_not_fit_its_shape() -> None:
    refuse(
        changed(lambda g: g.initializer[0].dims.__setitem__(0, 5)),
        r"'w': 432 bytes of data do not make float32",
    )


def test_initializer_without_data() -> None:
    refuse(changed(lambda g: g.initializer[0].ClearField("raw_data")), "'w'")


@pytest.mark.parametrize("element", (TensorProto.STRING, TensorProto.COMPLEX64, TensorProto.INT4, 0, 99))
def test_element_types_that_are_not_supported(element: int) -> None:
    refuse(
        changed(lambda g: setattr(g.initializer[0], "data_type", element)),
        "'w': element type .* not supported",
    )
    refuse(
        changed(lambda g: setattr(g.input[0].type.tensor_type, "elem_type", element)), "'x'.* not supported"
    )


@pytest.mark.parametrize("kind", ("sequence_type", "optional_type", "map_type"))
def test_inputs_that_are_no_tensors(kind: str) -> None:
    def change(graph: onnx.GraphProto) -> None:
        graph.input[0].ClearField("type")
        getattr(graph.input[0].type, kind).SetInParent()

    refuse(changed(change), f"'x' has the type {kind.removesuffix('_type')}; only dense tensors")


def test_input_without_type() -> None:
    refuse(changed(lambda g: g.input[0].ClearField("type")), "'x' has no type")


@pytest.mark.parametrize("dtype", (np.float64, np.float16, np.int32))
def test_weights_of_another_type(dtype: type) -> None:
    proto = small()
    proto.graph.initializer[0].CopyFrom(numpy_helper.from_array(W.astype(dtype), "w"))
    refuse(proto, r"node 'conv' \(Conv\): C1: .*element type")


def test_output_of_another_type() -> None:
    proto = changed(lambda g: setattr(g.output[0].type.tensor_type, "elem_type", TensorProto.DOUBLE))
    refuse(proto, "output 'y' is declared as float64, but computed as float32")


@pytest.mark.parametrize(
    "attributes, match",
    (
        ({"strides": [0, 1]}, "from 1 on"),
        ({"strides": [-1, 1]}, "from 1 on"),
        ({"strides": [1]}, r"strides \[1\] must hold 2"),
        ({"dilations": [0, 1]}, "from 1 on"),
        ({"dilations": [9, 9]}, "C4"),
        ({"pads": [1, 1]}, r"pads \[1, 1\] must hold 4"),
        ({"pads": [-1, 0, 0, 0]}, "C2"),
        ({"kernel_shape": [5, 5]}, r"kernel_shape \[5, 5\] is not"),
        ({"group": 2}, "C3"),
        ({"group": 0}, "C3"),
        ({"auto_pad": "SAME"}, "auto_pad 'SAME'"),
        ({"strides": [0, 1], "auto_pad": "SAME_UPPER"}, "from 1 on"),
    ),
)
def test_convolutions(attributes: dict, match: str) -> None:
    refuse(conv(**attributes), rf"node 'conv' \(Conv\): .*{match}")


@pytest.mark.parametrize(
    "broken, match",
    (
        (node("MaxPool", "x", "y", kernel_shape=[2, 2], strides=[0, 0]), "from 1 on"),
        (node("MaxPool", "x", "y", kernel_shape=[2]), "kernel"),
        (node("MaxPool", "x", "y", kernel_shape=[9, 9]), "C4"),
        (node("AveragePool", "x", "y", kernel_shape=[1, 1], pads=[2, 2, 2, 2]), "C3"),
        (node("Transpose", "x", "y", perm=[0, 1, 2, 2]), "C1"),
        (node("Transpose", "x", "y", perm=[0, 1]), "C1"),
        (node("Concat", "x x", "y", axis=4), "axis 4 is out of range"),
        (node("Concat", "x w", "y", axis=0), "C3"),
        (node("Softmax", "x", "y", axis=-5), "axis -5 is out of range"),
        (node("Flatten", "x", "y", axis=7), "C1"),
        (node("Gemm", "x w", "y"), "C1"),
        (node("MatMul", "x w", "y"), "C2|C3"),
        (node("Add", "x w", "y"), "C2"),
        (node("Reshape", "x i", "y"), r"cannot become \[5, 5\]"),
        (node("Reshape", "x w", "y"), "must be a list of integers"),
        (node("Expand", "x i", "y"), "C2"),
        (node("Tile", "x i", "y"), r"repeats \[5, 5\]"),
        (node("Slice", "x i i i", "y"), "axis 5 is out of range"),
        (node("Slice", "x i i _ z", "y"), "do not fit"),
        (node("Squeeze", "x i", "y"), "axis 5 is out of range"),
        (node("Squeeze", "x o", "y"), "C2"),
        (node("Unsqueeze", "x o2", "y"), "twice"),
        (node("Pad", "x i", "y"), "two numbers for each"),
        (node("Split", "x i", "y z2", axis=1), "C2"),
        (node("Resize", "x _ w", "y"), "scales"),
        (node("Resize", "x _ _ i", "y"), "sizes"),
        (node("Resize", "x", "y"), "scales or sizes"),
        (node("Gather", "x i", "y", axis=1), "lie in dimension 1"),
        (node("Cast", "x", "y", to=TensorProto.STRING), "element type STRING"),
        (node("DepthToSpace", "x", "y", blocksize=2), "blocksize 2"),
        (node("SpaceToDepth", "x", "y", blocksize=0), "blocksize 0"),
        (node("PRelu", "x w", "y"), "C2"),
        (node("BatchNormalization", "x w w w w", "y"), "C2"),
        (node("ReduceSum", "x i", "y"), "axis 5 is out of range"),
        (node("Clip", "x w", "y"), "single numbers"),
        (node("Clip", "x nan", "y"), "C2"),
        (node("LRN", "x", "y", size=0), "C2"),
    ),
    ids=lambda value: value.op_type if isinstance(value, onnx.NodeProto) else "",
)
def test_operators(broken: onnx.NodeProto, match: str) -> None:
    broken.name = "bad"
    constants = {
        "w": W,
        "i": np.array([5, 5]),
        "o": np.array([1]),
        "o2": np.array([1, 1]),
        "z": np.array([0, 0]),
        "nan": np.float32(np.nan),
    }
    used = {name: array for name, array in constants.items() if name in broken.input}
    proto = model([broken], {"x": (1, 3, 8, 8)}, ["y"], used)
    refuse(proto, rf"^test: node 'bad' \({broken.op_type}\): .*({match})")


# What is odd, but right


@pytest.mark.parametrize("value", (np.nan, np.inf, 0.0, -0.0))
def test_weights_of_any_value_are_imported(value: float) -> None:
    proto = small()
    proto.graph.initializer[0].CopyFrom(numpy_helper.from_array(np.full_like(W, value), "w"))
    with np.errstate(all="ignore"):
        (y,) = interpret(import_model(proto), [np.ones((1, 3, 8, 8), np.float32)])
    np.testing.assert_array_equal(y, np.full((1, 4, 6, 6), max(value * 27, 0)))


def test_unused_nodes_and_initializers() -> None:
    def change(graph: onnx.GraphProto) -> None:
        graph.node.append(node("Neg", "c", "unused"))
        graph.initializer.append(numpy_helper.from_array(W, "spare"))

    import_model(changed(change)).verify()


def test_typed_fields_instead_of_raw_data() -> None:
    proto = small()
    proto.graph.initializer[0].CopyFrom(helper.make_tensor("w", TensorProto.FLOAT, W.shape, W.reshape(-1)))
    x = np.ones((1, 3, 8, 8), np.float32)
    np.testing.assert_array_equal(
        interpret(import_model(proto), [x])[0], interpret(import_model(small()), [x])[0]
    )


@pytest.mark.parametrize("flat", (True, False))
def test_sparse_initializer(flat: bool) -> None:
    def change(graph: onnx.GraphProto) -> None:
        indices = np.array([1, 5]) if flat else np.array([[0, 1], [1, 2]])
        values = numpy_helper.from_array(np.array([2, 3], np.float32), "w")
        sparse = SparseTensorProto(values=values, indices=numpy_helper.from_array(indices), dims=[2, 3])
        graph.sparse_initializer.append(sparse)

    proto = model([node("Add", "x w", "y")], {"x": (2, 3)}, ["y"])
    change(proto.graph)
    (y,) = interpret(import_model(proto), [np.zeros((2, 3), np.float32)])
    np.testing.assert_array_equal(y, [[0, 2, 0], [0, 0, 3]])


@pytest.mark.parametrize(
    "indices, dims",
    (([1, 6], [2, 3]), ([-1, 2], [2, 3]), ([1], [2, 3]), ([1, 2], [2, -3]), ([1, 2], [2**40, 2**40])),
)
def test_broken_sparse_initializer(indices: list[int], dims: list[int]) -> None:
    proto = model([node("Add", "x w", "y")], {"x": (2, 3)}, ["y"])
    values = numpy_helper.from_array(np.array([2, 3], np.float32), "w")
    found = numpy_helper.from_array(np.array(indices))
    proto.graph.sparse_initializer.append(SparseTensorProto(values=values, indices=found, dims=dims))
    refuse(proto, "sparse tensor 'w'")

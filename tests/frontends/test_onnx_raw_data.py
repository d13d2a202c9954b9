"""Taking an ONNX file apart changes nothing of what is read."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto, helper, numpy_helper
from prunir.dialects import nn
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model
from prunir.frontends.onnx.loading import Model, load
from prunir.frontends.onnx.raw_data import LARGE, VIEWED, WINDOW, FileBytes, MalformedError, split
from prunir.models import build

MODEL = build("mobilenet_v2", image=32, width=0.25).SerializeToString()


def whole(data: bytes) -> ModelProto:
    """The model, its raw data put back where they were."""
    graph, spans = split(data)
    proto = ModelProto.FromString(graph)
    for tensor in proto.graph.initializer:
        if tensor.name in spans:
            assert not tensor.HasField("raw_data")
            begin, end = spans[tensor.name]
            tensor.raw_data = data[begin:end]
    return proto


def test_the_parts_make_the_whole() -> None:
    assert whole(MODEL) == ModelProto.FromString(MODEL)
    assert len(split(MODEL)[0]) < len(MODEL) / 2


@given(st.lists(st.sampled_from([0, 1, LARGE - 1, LARGE, 3 * LARGE]), max_size=6))
def test_only_large_raw_data_are_taken_out(sizes: list[int]) -> None:
    tensors = [numpy_helper.from_array(np.zeros(size, np.int8), f"t{i}") for i, size in enumerate(sizes)]
    tensors.append(TensorProto(name="floats", dims=[2 * LARGE], data_type=1, float_data=[1.0] * 2 * LARGE))
    data = helper.make_model(helper.make_graph([], "g", [], [], initializer=tensors)).SerializeToString()
    assert [end - begin for begin, end in split(data)[1].values()] == [s for s in sizes if s >= LARGE]
    assert whole(data) == ModelProto.FromString(data)


@given(st.data())
def test_what_is_malformed_is_refused_or_left_to_protobuf(draw: st.DataObject) -> None:
    """Truncated and flipped bytes: no other error, and never data beyond the end."""
    data = bytearray(MODEL[: draw.draw(st.integers(0, len(MODEL)))])
    for at in draw.draw(st.lists(st.integers(0, max(len(data) - 1, 0)), max_size=3)) if data else ():
        data[at] = draw.draw(st.integers(0, 255))
    try:
        _, spans = split(bytes(data))
    except MalformedError:
        return
    assert all(end - begin >= LARGE and end <= len(data) for begin, end in spans.values())


@pytest.mark.parametrize("data", [b"\x3a\x05\x00", b"\x3b", b"\xff" * 11, b"\x39\x00"])
def test_broken_fields(data: bytes) -> None:
    with pytest.raises(MalformedError):
        split(data)


def test_files_are_read_as_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(MODEL)
    data = FileBytes(path)
    assert len(MODEL) > 2 * WINDOW
    assert split(data) == split(MODEL)
    assert [data[at] for at in (0, WINDOW, WINDOW - 1, len(MODEL) - 1)] == [
        MODEL[at] for at in (0, WINDOW, WINDOW - 1, -1)
    ]


def test_a_file_that_is_cut_off_meanwhile_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(MODEL)

    def load_and_cut(model: Path) -> Model:
        loaded = load(model)
        os.truncate(path, len(MODEL) // 2)
        return loaded

    monkeypatch.setattr("prunir.frontends.onnx.importer.load", load_and_cut)
    with pytest.raises(FrontendError, match=r"model\.onnx.*cut off"):
        import_model(path)


def test_weights_are_what_the_file_held(tmp_path: Path) -> None:
    weights = {"large": np.arange(VIEWED / 4, dtype=np.float32), "small": np.arange(LARGE, dtype=np.float32)}
    for shift in range(4):  # wherever they come to lie in the file
        model = _sum_of(weights, "x" * shift)
        path = tmp_path / f"{shift}.onnx"
        path.write_bytes(model)
        module = import_model(path)
        path.unlink()  # all has been read
        for source in module, import_model(model):
            constants = [op.array() for op in source.walk() if isinstance(op, nn.ConstantOp)]
            for array, expected in zip(constants, weights.values(), strict=True):
                np.testing.assert_array_equal(array, expected)
                assert not array.flags.writeable
            assert constants[1].flags.aligned


def _sum_of(weights: dict[str, np.ndarray], name: str) -> bytes:
    """A model that adds all of one weight and of the other to its input."""
    tensors = [numpy_helper.from_array(array, key) for key, array in weights.items()]
    values = {key: helper.make_tensor_value_info(key, 1, [1, 1]) for key in ("x", "y")}
    nodes = [
        helper.make_node("Add", ["x", "large"], ["a"]),
        helper.make_node("ReduceSum", ["a"], ["b"], keepdims=1),
        helper.make_node("Add", ["b", "small"], ["c"]),
        helper.make_node("ReduceSum", ["c"], ["d"], keepdims=1),
        helper.make_node("Reshape", ["d", "shape"], ["y"]),
    ]
    shape = numpy_helper.from_array(np.array([1, 1]), "shape")
    graph = helper.make_graph(nodes, f"g{name}", [values["x"]], [values["y"]], [*tensors, shape])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString()

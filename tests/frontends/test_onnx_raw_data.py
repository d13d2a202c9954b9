"""Taking an ONNX file apart changes nothing of what is read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto, helper, numpy_helper
from prunir.frontends.onnx.raw_data import LARGE, MalformedError, split
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

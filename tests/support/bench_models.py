"""Small models for the tests of measurement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import TensorProto, helper, numpy_helper


def convolution(batch: int | str = 1, channels: int = 16, zeros: Sequence[int] = ()) -> bytes:
    """One 3×3 convolution of 8×8 planes and a rectifier, from x to y; the kernels of the filters `zeros` are zero."""
    weight = np.random.default_rng(0).standard_normal((16, channels, 3, 3), np.float32)
    weight[list(zeros)] = 0
    shape = [batch, channels, 8, 8]
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["sums"], "conv", pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["sums"], ["y"], "relu"),
        ],
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [batch, 16, 8, 8])],
        [numpy_helper.from_array(weight, "w")],
    )
    opset = helper.make_opsetid("", 18)
    return helper.make_model(graph, opset_imports=[opset], ir_version=10).SerializeToString()

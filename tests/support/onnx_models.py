"""Small ONNX models, written in a line, and their answers by onnx's reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from prunir.dialects.reference import interpret
from prunir.frontends.onnx import import_model

NEWEST = onnx.defs.onnx_opset_version()


def node(op_type: str, inputs: str, outputs: str, **attributes: Any) -> NodeProto:
    """A node, its name among the attributes; `inputs` and `outputs` are names separated by blanks, `_` for one that is left out."""
    ins, outs = (
        [n.replace("_", "") if n == "_" else n for n in names.split()] for names in (inputs, outputs)
    )
    return helper.make_node(op_type, ins, outs, **attributes)


def model(
    nodes: Sequence[NodeProto],
    inputs: Mapping[str, Sequence[int | str | None]],
    outputs: Sequence[str],
    constants: Mapping[str, Any] | None = None,
    *,
    opset: int = NEWEST,
    element: int = TensorProto.FLOAT,
    out_element: int | None = None,
    **fields: Any,
) -> onnx.ModelProto:
    """A model whose inputs are all of one element type, and its outputs too."""
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info(name, element, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info(name, out_element or element, None) for name in outputs],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in (constants or {}).items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], **fields)


def feeds_for(proto: onnx.ModelProto, seed: int = 0) -> dict[str, np.ndarray]:
    """Normal values for the inputs that no initializer gives."""
    rng = np.random.default_rng(seed)
    given = {tensor.name for tensor in proto.graph.initializer}
    return {
        value.name: rng.standard_normal([d.dim_value for d in value.type.tensor_type.shape.dim]).astype(
            helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)
        )
        for value in proto.graph.input
        if value.name not in given
    }


def check_against_reference(
    proto: onnx.ModelProto, expected: Sequence[Any] | None = None, seed: int = 0
) -> None:
    """Import and interpret `proto` on seeded inputs, and compare with `expected` or onnx's reference."""
    feeds = feeds_for(proto, seed)
    module = import_model(proto)
    module.verify()
    results = interpret(module, list(feeds.values()))
    answers: Any = ReferenceEvaluator(proto).run(None, feeds) if expected is None else expected
    for result, wanted in zip(results, answers, strict=True):
        assert (result.shape, result.dtype) == (wanted.shape, wanted.dtype)
        np.testing.assert_allclose(result, wanted, rtol=1e-4, atol=1e-5)

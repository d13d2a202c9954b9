"""Layers, kernels and memory are what the IR says, and belong together by the ONNX node."""

import numpy as np
import onnx
import pytest
from bad_models import sound_model
from lowering_helpers import parse
from onnx import TensorProto, helper, numpy_helper
from prunir.compiler import compile
from prunir.diagnostics import node_name
from prunir.errors import PrunirError
from prunir.inspection import Inspector, Kernel, Sparsity, inspect, layers, operations
from prunir.levels import levels
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

PRUNED = "prune-4,simplify-graph,exploit-all-sparsity"


def sound() -> bytes:
    return sound_model().SerializeToString()


def test_a_network_layer_by_layer():
    found = inspect(sound(), pipeline=PRUNED)
    assert [(layer.name, layer.op) for layer in found.layers] == [
        ("conv1", "conv+relu"),
        ("pool1", "max_pool"),
        ("conv2", "conv+relu"),
        ("pool2", "global_avg_pool"),
        ("flatten", "reshape"),
        ("fc", "gemm"),
    ]
    conv = found.layers[2]
    assert (conv.inputs, conv.output, conv.weights) == (((1, 8, 4, 4),), (1, 16, 4, 4), (16, 8, 3, 3))
    assert conv.macs == 16 * 16 * 8 * 9
    assert conv.kept is not None
    assert conv.effective_macs == 16 * conv.kept
    assert conv.density == conv.kept / 1152
    assert conv.sparsity is not None
    assert (conv.sparsity.scheme, conv.sparsity.group) == ("pattern", 4)
    assert [layer.kernel.name for layer in found.layers] == ["tap", "loops", "tap", "loops", "view", "linear"]


def test_work_is_what_a_session_steps_through():
    inspector = Inspector()
    session = compile(sound(), pipeline=PRUNED, observe=inspector)
    found = inspector.result()
    assert [(work.layer, work.operation) for work in found.work] == [
        (step.layer, step.operation) for step in session.steps
    ]
    assert [work.computes for work in found.work if work.computes] == [
        layer for layer in found.layers if layer.op != "reshape"
    ]
    assert sum(work.macs for work in found.work) == sum(layer.effective_macs for layer in found.layers)


def test_bytes_are_those_of_weights_and_values_without_gaps():
    conv = next(work for work in inspect(sound()).work if work.layer == "conv2")
    assert (conv.input_bytes, conv.output_bytes) == (4 * 8 * 4 * 4, 4 * 16 * 4 * 4)
    assert conv.weight_bytes > 4 * 16 * 8 * 9
    assert conv.bytes == conv.weight_bytes + conv.input_bytes + conv.output_bytes


def test_a_dense_layer_says_why():
    found = inspect(sound()).layers[2]
    assert (found.sparsity, found.density, found.why_dense) == (None, 1.0, "no weight is zero")
    assert found.effective_macs == found.macs


def test_a_layer_that_pruned_would_be_slower_says_so():
    """No weight is zero, but somebody says that all follow a scheme."""
    wrong = parse(
        """func.func @main(%x: tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32> {
          %w = nn.constant #nn.random<1> : tensor<8x8x1x1xf32>
          %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
            pconv.scheme = #pconv.unstructured_scheme<group = 1>} : tensor<1x8x8x8xf32>, tensor<8x8x1x1xf32> -> tensor<1x8x8x8xf32>
          func.return %y : tensor<1x8x8x8xf32>
        }"""
    )
    (dense,) = inspect(wrong, pipeline="choose-sparse-layers,convert-nn-to-pconv,pack-weights").layers
    (pruned,) = inspect(wrong, pipeline="convert-nn-to-pconv,pack-weights").layers
    assert (str(dense.passed_over), dense.sparsity) == ("unstructured g=1", None)
    assert (pruned.passed_over, str(pruned.sparsity)) == (None, "unstructured g=1")
    assert dense.prediction is not None and pruned.prediction is not None
    assert dense.prediction.chosen == dense.prediction.dense == pruned.prediction.dense
    assert pruned.prediction.chosen == pruned.prediction.pruned == dense.prediction.pruned
    assert pruned.prediction.chosen > dense.prediction.chosen > 0


def test_memory_is_what_the_session_uses():
    found, session = inspect(sound()), compile(sound())
    assert (found.arena_bytes, found.blob_bytes) == (session.arena_bytes, session.blob.size)


def test_an_observer_sees_what_inspect_says():
    inspector = Inspector()
    compile(sound(), pipeline=PRUNED, observe=inspector)
    assert inspector.result() == inspect(sound(), pipeline=PRUNED)


def test_layers_of_one_name_keep_their_order():
    proto = sound_model()
    for node in proto.graph.node:
        node.name = "same"
    named = inspect(sound(), pipeline=PRUNED).layers
    same = inspect(proto, pipeline=PRUNED).layers
    assert {layer.name for layer in same} == {"same"}
    assert [layer.kernel for layer in same] == [layer.kernel for layer in named]


def test_nodes_without_a_name_have_that_of_their_output():
    proto = sound_model()
    for node in proto.graph.node:
        node.name = ""
    names = [layer.name for layer in inspect(proto).layers]
    assert len(set(names)) == len(names)
    assert set(names) <= {node.output[0] for node in proto.graph.node}


def test_products_of_computed_values_have_no_weights():
    nodes = [helper.make_node("MatMul", ["x", "y"], ["z"], "product")]
    values = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (("x", (4, 5)), ("y", (5, 6)))
    ]
    graph = helper.make_graph(
        nodes, "g", values, [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)]
    )
    (layer,) = inspect(helper.make_model(graph)).layers
    assert (layer.weights, layer.density, layer.macs) == (None, None, 4 * 5 * 6)
    assert layer.inputs == ((4, 5), (5, 6))


def test_residuals_are_named():
    w = numpy_helper.from_array(np.ones((3, 3, 1, 1), np.float32), "w")
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], "conv"),
        helper.make_node("Add", ["c", "x"], ["s"], "add"),
        helper.make_node("Relu", ["s"], ["y"], "relu"),
    ]
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, (1, 3, 4, 4)) for name in "xy")
    graph = helper.make_graph(nodes, "g", [x], [y], [w])
    (layer,) = inspect(helper.make_model(graph)).layers
    assert layer.op == "conv+add+relu"
    assert layer.inputs == ((1, 3, 4, 4), (1, 3, 4, 4))


def test_texts():
    assert str(Sparsity("pattern", 4, ("010/111/000", "000/111/010"))) == "pattern 2×4/9 g=4"
    assert str(Sparsity("unstructured", 8, ("1",))) == "unstructured g=8"
    assert str(Sparsity("block-punched", 8, (), 4)) == "block-punched 8×4"
    assert str(Kernel("tap", 8, 3, 16, "tile")) == "tap 8×3"
    assert str(Kernel("linear", 1, 8, 16, "tile")) == "linear 1×8"
    assert str(Kernel("loops")) == "loops"


@pytest.mark.parametrize("level", ["import", "nn", "pconv", "plan", "loops", "llvm"])
def test_what_stands_for_a_layer_is_found_at_every_level(level: str):
    module = next(module for name, module in levels(sound(), pipeline=PRUNED) if name == level)
    found = operations(module, "conv2")
    assert found
    kernels = [op for op in found if op.parent_op() is module]
    assert all(node_name(op.location) == "conv2" for op in found if op not in kernels)
    assert bool(kernels) == (level in ("loops", "llvm"))
    assert operations(module, "nothing") == []


def test_a_module_without_main_is_an_error():
    with pytest.raises(PrunirError, match="no function 'main'"):
        operations(ModuleOp([FuncOp.external("f", [], [])]), "conv")


def test_layers_of_an_odd_but_right_model():
    proto = sound_model()
    proto.graph.initializer.append(numpy_helper.from_array(np.zeros(3, np.float32), "unused"))
    steps = levels(proto.SerializeToString())
    module = next(module for level, module in steps if level == "import")
    assert len(layers(module)) == len(proto.graph.node)
    assert onnx.load_from_string(sound()).graph.node[0].name == layers(module)[0].name


def test_elementwise_operations_in_a_row_are_fused_with_the_last():
    text = """
func.func @main(%x: tensor<2x8xf32>, %z: tensor<2x8xf32>) -> tensor<2x8xf32> {
  %0 = nn.abs %x : tensor<2x8xf32> -> tensor<2x8xf32>
  %1 = nn.mul %0, %z : tensor<2x8xf32>, tensor<2x8xf32> -> tensor<2x8xf32>
  %2 = nn.sub %1, %x : tensor<2x8xf32>, tensor<2x8xf32> -> tensor<2x8xf32>
  func.return %2 : tensor<2x8xf32>
}"""
    found = inspect(parse(text))
    assert [layer.kernel.name for layer in found.layers if layer.kernel] == ["fused", "fused", "loops"]
    (work,) = found.work
    assert work.operation == "plan.elementwise" and work.computes == found.layers[-1]

"""What an imported module says about the model it comes from: names, locations, constants; and what is folded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import ModelProto, TensorProto, helper, numpy_helper
from onnx_models import model, node
from prunir.dialects import nn
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model, replace_initializers
from xdsl.dialects.builtin import DictionaryAttr, ModuleOp, NameLoc, NoneAttr, StringAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation

W = np.random.default_rng(0).standard_normal((4, 3, 3, 3), np.float32)


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def small() -> ModelProto:
    nodes = [node("Conv", "image layer/w", "/c/out", name="/c"), node("Relu", "/c/out", "0", name="act")]
    return model(nodes, {"image": (1, 3, 8, 8)}, ["0"], {"layer/w": W})


def main_of(module: ModuleOp) -> FuncOp:
    (main,) = module.ops
    assert isinstance(main, FuncOp)
    return main


def operations(module: ModuleOp) -> list[Operation]:
    return list(main_of(module).body.block.ops)


def names_of(module: ModuleOp) -> list[str]:
    return [op.name for op in operations(module)][:-1]


# Names and locations


def test_names_of_arguments_and_results() -> None:
    main = main_of(import_model(small()))
    assert main.sym_name.data == "main"
    assert main.arg_attrs and main.arg_attrs.data == (DictionaryAttr({"onnx.name": StringAttr("image")}),)
    assert main.res_attrs and main.res_attrs.data == (DictionaryAttr({"onnx.name": StringAttr("0")}),)
    assert main.body.block.args[0].name_hint == "image"


def test_locations_are_the_names_of_nodes() -> None:
    *ops, _ = operations(import_model(small()))
    assert [op.location for op in ops] == [NameLoc(StringAttr(n), NoneAttr()) for n in ("/c", "/c", "act")]


def test_a_node_without_name_is_located_by_its_output() -> None:
    relu, _ = operations(import_model(model([node("Relu", "x", "y")], {"x": (1,)}, ["y"])))
    assert relu.location == NameLoc(StringAttr("y"), NoneAttr())


def test_values_are_called_as_in_the_model() -> None:
    *ops, _ = operations(import_model(small()))
    assert [op.results[0].name_hint for op in ops] == ["layer_w", "c_out", "v0"]


def test_constants_know_their_initializer() -> None:
    constant, *_ = operations(import_model(small()))
    assert isinstance(constant, nn.ConstantOp)
    assert constant.attributes == {"onnx.initializer": StringAttr("layer/w")}
    np.testing.assert_array_equal(constant.array(), W)


def test_constants_that_are_shared_are_made_once() -> None:
    nodes = [node("Mul", "x w", "a"), node("Identity", "w", "v"), node("Add", "a v", "y")]
    module = import_model(model(nodes, {"x": (3,)}, ["y"], {"w": W[0, 0, 0]}))
    assert names_of(module) == ["nn.constant", "nn.mul", "nn.add"]


def test_the_same_model_gives_the_same_text() -> None:
    assert str(import_model(small())) == str(import_model(small().SerializeToString()))


def test_the_model_is_not_changed() -> None:
    proto = small()
    before = proto.SerializeToString(deterministic=True)
    import_model(proto)
    replace_initializers(proto, {"layer/w": W * 2})
    assert proto.SerializeToString(deterministic=True) == before


def test_input_as_output_and_constant_as_output() -> None:
    proto = model([node("Relu", "x", "y")], {"x": (2,)}, ["y", "x", "w"], {"w": W[0, 0, 0]})
    module = import_model(proto)
    x = np.array([-1, 2], np.float32)
    for result, wanted in zip(interpret(module, [x]), ([0, 2], x, W[0, 0, 0]), strict=True):
        np.testing.assert_array_equal(result, wanted)


# Inputs


def unbound() -> ModelProto:
    return model([node("Add", "a b", "y")], {"a": ("N", 3, None), "b": ("N", 3, "W")}, ["y"])


def test_all_unbound_dimensions_are_named_and_how_to_bind_them() -> None:
    with pytest.raises(FrontendError) as caught:
        import_model(unbound())
    for part in ("'a' is Nx3x?", "'b' is Nx3xW", "input_shapes={'a': (1, 3, 1)}", "--shape a=1x3x1"):
        assert part in str(caught.value)


def test_dimensions_are_bound() -> None:
    module = import_model(unbound(), input_shapes={"a": (2, 3, 5), "b": [2, 3, 5]})
    assert [nn.shape_of(v) for v in main_of(module).body.block.args] == [(2, 3, 5)] * 2


def test_a_named_dimension_is_bound_everywhere() -> None:
    proto = model([node("Add", "a b", "y")], {"a": ("N", 3), "b": ("N", 1)}, ["y"])
    module = import_model(proto, input_shapes={"a": (2, 3)})
    assert nn.shape_of(main_of(module).body.block.args[1]) == (2, 1)


@pytest.mark.parametrize(
    "shapes, match",
    (
        ({"a": (2, 3, 4), "b": (1, 3, 4)}, r"dimension 0 \('N'\) of input 'b' is 2, not 1"),
        ({"a": (2, 4, 4)}, "dimension 1 of input 'a' is 3, not 4"),
        ({"a": (2, 3)}, r"input 'a' has 3 dimensions \(Nx3x\?\), not 2"),
        ({"a": (0, 3, 4), "b": (0, 3, 4)}, "input 'a' has the shape 0x3x4; sizes start at 1"),
        ({"a": (2, 3, 1.5)}, "must be whole numbers"),
        ({"c": (2, 3)}, "a shape is given for 'c', but the inputs are: a, b"),
        ({"a": (2, 3, 4)}, "but 'b' is 2x3xW"),
    ),
)
def test_shapes_that_do_not_fit(shapes: dict, match: str) -> None:
    with pytest.raises(FrontendError, match=match):
        import_model(unbound(), input_shapes=shapes)


def test_input_of_unknown_rank() -> None:
    proto = model([node("Relu", "x", "y")], {"x": None}, ["y"])  # pyright: ignore[reportArgumentType]
    with pytest.raises(FrontendError, match="'x' has no shape; bind"):
        import_model(proto)
    assert import_model(proto, input_shapes={"x": (2, 3)})


def test_inputs_are_fixed_by_constants() -> None:
    proto = model([node("Add", "a b", "y")], {"a": ("N", 3), "b": ("N", 3)}, ["y"])
    module = import_model(proto, constants={"b": np.ones((2, 3), np.float32)})
    (y,) = interpret(module, [np.zeros((2, 3), np.float32)])
    np.testing.assert_array_equal(y, np.ones((2, 3)))


@pytest.mark.parametrize(
    "constants, shapes, match",
    (
        ({"b": np.ones((2, 3))}, {}, "input 'b' is of type float32, its value of type float64"),
        ({"b": np.ones((2, 4), np.float32)}, {}, "dimension 1 of input 'b' is 3, not 4"),
        ({"c": np.ones(3)}, {}, "a value is given for 'c', but the inputs are: a, b"),
        ({"a": np.ones((2, 3), np.float32)}, {"a": (2, 3)}, "given both a value and a shape"),
    ),
)
def test_constants_that_do_not_fit(constants: dict, shapes: dict, match: str) -> None:
    proto = model([node("Add", "a b", "y")], {"a": ("N", 3), "b": ("N", 3)}, ["y"])
    with pytest.raises(FrontendError, match=match):
        import_model(proto, constants=constants, input_shapes=shapes)


def with_default() -> ModelProto:
    """An input with an initializer, as every weight was before IR version 4."""
    return model([node("Mul", "x w", "y")], {"x": (3,), "w": (3,)}, ["y"], {"w": W[0, 0, 0]}, ir_version=3)


def test_initializers_that_are_inputs_are_constants() -> None:
    main = main_of(import_model(with_default()))
    assert [v.name_hint for v in main.body.block.args] == ["x"]


def test_initializers_that_are_inputs_can_be_replaced_or_become_arguments() -> None:
    x, two = np.ones(3, np.float32), np.full(3, 2, np.float32)
    module = import_model(with_default(), constants={"w": two})
    np.testing.assert_array_equal(interpret(module, [x])[0], two)
    module = import_model(with_default(), input_shapes={"w": (3,)})
    np.testing.assert_array_equal(interpret(module, [x, two])[0], two)


# What is not supported


def test_all_unsupported_operators_are_listed_at_once() -> None:
    nodes = [
        node("Conv", "x bad", "c", name="broken"),
        node("LSTM", "x w w", "l", name="lstm"),
        node("Sin", "x", "s1", name="sin1"),
        node("Sin", "s1", "s2"),
        helper.make_node("Magic", ["s2"], ["m"], name="magic", domain="com.example"),
        node("Relu", "m", "y", name="fine"),
    ]
    proto = model(nodes, {"x": (1, 3, 8)}, ["y"], {"w": W, "bad": W})
    with pytest.raises(FrontendError) as caught:
        import_model(proto)
    expected = "LSTM: 'lstm'; Sin: 'sin1', 's2'; com.example.Magic: 'magic'"
    assert str(caught.value) == f"test: operators that are not supported: {expected}"


def test_long_lists_of_nodes_are_cut() -> None:
    nodes = [node("Sin", "x", f"y{i}") for i in range(7)]
    with pytest.raises(FrontendError, match=r"Sin: 'y0', 'y1', 'y2', 'y3', 'y4' and 2 more$"):
        import_model(model(nodes, {"x": (1,)}, ["y0"]))


def test_operators_without_converter_are_supported_where_all_is_known() -> None:
    nodes = [node("Sin", "w", "s"), node("Add", "x s", "y")]
    module = import_model(model(nodes, {"x": (3,)}, ["y"], {"w": ints(0).astype(np.float32)}))
    assert names_of(module) == ["nn.constant", "nn.add"]


@pytest.mark.parametrize("op", ("RandomNormal", "RandomUniform"))
def test_randomness_is_never_folded(op: str) -> None:
    nodes = [node(op, "", "r", name="dice", shape=[3]), node("Add", "x r", "y")]
    with pytest.raises(FrontendError, match=f"not supported: {op}: 'dice'"):
        import_model(model(nodes, {"x": (3,)}, ["y"]))


def test_optional_outputs_that_are_not_supported() -> None:
    nodes = [node("MaxPool", "x", "p i", kernel_shape=[2]), node("Cast", "i", "y", name="user", to=1)]
    with pytest.raises(FrontendError, match=r"node 'user' \(Cast\): it uses 'i', an optional output"):
        import_model(model(nodes, {"x": (1, 1, 4)}, ["y"]))
    assert import_model(model(nodes[:1], {"x": (1, 1, 4)}, ["p"]))
    with pytest.raises(FrontendError, match="output 'i' is an optional output"):
        import_model(model(nodes[:1], {"x": (1, 1, 4)}, ["i"], out_element=TensorProto.INT64))


# Folding


def test_arithmetic_on_shapes_is_folded() -> None:
    """The flatten of many exporters: Reshape(x, Concat(Unsqueeze(Gather(Shape(x), 0)), -1))."""
    nodes = [
        node("Shape", "x", "shape"),
        node("Gather", "shape zero", "n"),
        node("Unsqueeze", "n axes", "n1"),
        node("Concat", "n1 rest", "target", axis=0),
        node("Reshape", "x target", "y"),
    ]
    constants = {"zero": np.array(0), "axes": ints(0), "rest": ints(-1)}
    module = import_model(model(nodes, {"x": ("N", 3, 4)}, ["y"], constants), input_shapes={"x": (2, 3, 4)})
    assert names_of(module) == ["nn.reshape"]
    assert nn.shape_of(main_of(module).body.block.last_op.operands[0]) == (2, 12)


def test_constant_nodes() -> None:
    nodes = [
        node("Constant", "", "t", value=numpy_helper.from_array(W[0, 0])),
        node("Constant", "", "f", value_floats=[1.0, 2.0, 3.0]),
        node("Constant", "", "i", value_ints=[3, 3]),
        node("Reshape", "x i", "r"),
        node("Mul", "r t", "m"),
        node("Add", "m f", "y"),
    ]
    module = import_model(model(nodes, {"x": (9,)}, ["y"]))
    origins = [op.attributes.get("onnx.initializer") for op in operations(module) if op.name == "nn.constant"]
    assert origins == [StringAttr("t"), None]
    (y,) = interpret(module, [np.ones(9, np.float32)])
    np.testing.assert_allclose(y, W[0, 0] + [1, 2, 3])


def test_constant_of_a_string() -> None:
    nodes = [node("Constant", "", "s", name="text", value_string="hello"), node("Relu", "x", "y")]
    with pytest.raises(
        FrontendError, match=r"node 'text' \(Constant\): its value 'value_string' is not supported"
    ):
        import_model(model(nodes, {"x": (9,)}, ["y"]))


def test_convolutions_of_constants_are_left_to_passes() -> None:
    nodes = [node("Conv", "image w", "c"), node("Add", "x c", "y")]
    constants = {"image": np.ones((1, 3, 3, 3), np.float32), "w": W}
    assert "nn.conv" in names_of(import_model(model(nodes, {"x": (1, 4, 1, 1)}, ["y"], constants)))


@pytest.mark.parametrize(
    "nodes, constants",
    (
        ([node("ConstantOfShape", "s", "c", name="bomb")], {"s": ints(2**20, 2**20)}),
        ([node("Expand", "e s", "c", name="bomb")], {"s": ints(2**20, 2**20), "e": W[0, 0, 0, 0]}),
        ([node("Tile", "e s", "c", name="bomb")], {"s": ints(2**40), "e": W[0, 0, 0]}),
        (
            [node("Range", "a b c1", "c", name="bomb")],
            {"a": np.array(0), "b": np.array(2**50), "c1": np.array(1)},
        ),
        ([node("Pad", "e s", "c", name="bomb")], {"s": ints(2**40, 0), "e": W[0, 0, 0]}),
    ),
    ids=lambda value: value[0].op_type if isinstance(value, list) else "",
)
def test_huge_constants_are_refused(nodes: list, constants: dict) -> None:
    proto = model([*nodes, node("Add", "x c", "y")], {"x": (1,)}, ["y"], constants)
    with pytest.raises(FrontendError, match=r"node 'bomb' .*too large"):
        import_model(proto)


def test_failing_evaluation_names_the_node() -> None:
    nodes = [node("Concat", "a b", "c", name="join", axis=0), node("Add", "x c", "y")]
    with pytest.raises(FrontendError, match=r"node 'join' \(Concat\): cannot be evaluated"):
        import_model(model(nodes, {"x": (1,)}, ["y"], {"a": W, "b": W[0]}))


# Branches and functions


def branches(condition: str, **constants: np.ndarray) -> ModelProto:
    """y = relu(x · w) if condition else sin(x)."""
    value = helper.make_tensor_value_info("r", TensorProto.FLOAT, None)
    scale = numpy_helper.from_array(np.full(3, 2, np.float32), "scale")
    then_nodes = [node("Mul", "x scale", "m", name="mul"), node("Relu", "m", "r", name="relu")]
    then_branch = helper.make_graph(then_nodes, "then", [], [value], [scale])
    else_branch = helper.make_graph([node("Sin", "x", "r", name="sin")], "else", [], [value])
    choice = node("If", condition, "y", name="choice", then_branch=then_branch, else_branch=else_branch)
    return model([choice], {"x": (3,)}, ["y"], constants)


def test_the_taken_branch_is_inlined() -> None:
    module = import_model(branches("yes", yes=np.array(True)))
    assert names_of(module) == ["nn.constant", "nn.mul", "nn.relu"]
    np.testing.assert_array_equal(interpret(module, [np.array([-1, 1, 2], np.float32)])[0], [0, 2, 4])


def test_the_taken_branch_must_be_supported() -> None:
    with pytest.raises(FrontendError, match="not supported: Sin: 'sin'"):
        import_model(branches("no", no=np.array(False)))


def test_a_condition_must_be_known() -> None:
    with pytest.raises(FrontendError, match=r"If \(its condition is not known at import\): 'choice'"):
        import_model(branches("x"))


def test_known_results_of_branches_are_known() -> None:
    """A shape that a branch computes."""
    value = helper.make_tensor_value_info("s", TensorProto.INT64, None)
    graphs = {
        name: helper.make_graph([node("Constant", "", "s", value_ints=shape)], name, [], [value])
        for name, shape in (("then_branch", [3, 2]), ("else_branch", [6]))
    }
    nodes = [node("If", "yes", "shape", **graphs), node("Reshape", "x shape", "y")]
    module = import_model(model(nodes, {"x": (2, 3)}, ["y"], {"yes": np.array([True])}))
    assert nn.shape_of(main_of(module).body.block.last_op.operands[0]) == (3, 2)


def test_functions_are_inlined() -> None:
    body = [node("Mul", "a a", "s"), node("Relu", "s", "b")]
    function = helper.make_function("own", "SquareRelu", ["a"], ["b"], body, [helper.make_opsetid("", 21)])
    proto = model([helper.make_node("SquareRelu", ["x"], ["y"], domain="own")], {"x": (3,)}, ["y"], opset=21)
    proto.functions.append(function)
    proto.opset_import.append(helper.make_opsetid("own", 1))
    assert names_of(import_model(proto)) == ["nn.mul", "nn.relu"]


# Replacing weights


def test_replaced_weights_are_imported_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    onnx.save(small(), path)
    copy = replace_initializers(path, {"layer/w": W * 2})
    constant, *_ = operations(import_model(copy))
    assert isinstance(constant, nn.ConstantOp)
    np.testing.assert_array_equal(constant.array(), W * 2)
    back = replace_initializers(copy, {"layer/w": W})
    assert back.SerializeToString(deterministic=True) == small().SerializeToString(deterministic=True)


def test_values_of_constant_nodes_are_replaced() -> None:
    nodes = [node("Constant", "", "w", value=numpy_helper.from_array(W)), node("Conv", "x w", "y")]
    proto = model(nodes, {"x": (1, 3, 8, 8)}, ["y"])
    constant, *_ = operations(import_model(replace_initializers(proto, {"w": W * 2})))
    assert isinstance(constant, nn.ConstantOp)
    np.testing.assert_array_equal(constant.array(), W * 2)


def test_weights_of_branches_are_replaced() -> None:
    proto = branches("yes", yes=np.array(True))
    copy = replace_initializers(proto, {"scale": np.full(3, 5, np.float32)})
    np.testing.assert_array_equal(interpret(import_model(copy), [np.ones(3, np.float32)])[0], [5, 5, 5])


@pytest.mark.parametrize(
    "arrays, match",
    (
        ({"v": W}, "no initializer or constant has the name 'v'"),
        (
            {"layer/w": W[:2]},
            r"'layer/w' holds float32 of shape \(4, 3, 3, 3\), not float32 of shape \(2, 3, 3, 3\)",
        ),
        ({"layer/w": W.astype(np.float64)}, "not float64"),
    ),
)
def test_replacements_that_do_not_fit(arrays: dict, match: str) -> None:
    with pytest.raises(FrontendError, match=match):
        replace_initializers(small(), arrays)

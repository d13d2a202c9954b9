"""Both forms of the `nn` operations compute the same; what dce, cse and folding make of them; constants."""

import numpy as np
import pytest
from nn_examples import EXAMPLE_OPS, example, first_op, parse, program
from prunir.dialects import nn
from prunir.dialects.reference import interpret
from prunir.dialects.reference.nn import evaluate
from xdsl.dialect_interfaces.constant_materialization import ConstantMaterializationInterface
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, MemRefType, ModuleOp, f32
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Region
from xdsl.transforms.common_subexpression_elimination import cse
from xdsl.transforms.dead_code_elimination import dce

DESTINATION_OPS = [op for op in EXAMPLE_OPS if issubclass(op, nn.NNOp)]


def arrays(op) -> list[np.ndarray]:
    """Positive values for the operands."""
    rng = np.random.default_rng(0)
    return [(1 + 9 * rng.random(nn.shape_of(v))).astype(nn.dtype_of(nn.element_of(v))) for v in op.operands]


def destination_form(op: nn.NNOp) -> ModuleOp:
    """`@main` with `op` in destination form, its operands and the destination as arguments."""
    values = [*op.operands, op.results[0]]
    types = [MemRefType(nn.element_of(v), nn.shape_of(v)) for v in values]
    block = Block(arg_types=types)
    renamed = dict(zip(values, block.args, strict=True))
    names = [name for name, _ in type(op).get_irdl_definition().operands if name != "out"]
    operands = []
    for operand in (getattr(op, name) for name in names):
        single = operand is None or operand in renamed
        operands.append(renamed.get(operand) if single else [renamed[v] for v in operand])
    properties = {k: v for k, v in op.properties.items() if k != "operandSegmentSizes"}
    block.add_op(
        type(op).build(operands=[*operands, block.args[-1]], properties=properties, result_types=[[]])
    )
    block.add_op(ReturnOp())
    module = ModuleOp([FuncOp("main", (types, []), Region(block))])
    module.verify()
    return module


@pytest.mark.parametrize("op", EXAMPLE_OPS, ids=lambda op: op.name)
def test_interpreted_in_tensor_form(op):
    module = program(example(op))
    inputs = arrays(first_op(module))
    results = interpret(module, inputs)
    expected = evaluate(first_op(module), inputs)
    assert len(results) == len(first_op(module).results)
    for got, wanted, value in zip(results, expected, first_op(module).results, strict=True):
        np.testing.assert_array_equal(got, wanted)
        assert nn.tensor_type(got) == value.type


@pytest.mark.parametrize("op", DESTINATION_OPS, ids=lambda op: op.name)
def test_interpreted_in_destination_form_writes_through_a_view(op):
    tensor_form = first_op(program(example(op)))
    inputs = arrays(tensor_form)
    (expected,) = evaluate(tensor_form, inputs)
    buffer = np.full((*expected.shape, 2), 7, expected.dtype)
    assert interpret(destination_form(tensor_form), [*inputs, buffer[..., 0]]) == ()
    np.testing.assert_array_equal(buffer[..., 0], expected)
    assert (buffer[..., 1] == np.array(7, expected.dtype)).all()


@pytest.mark.parametrize("op", DESTINATION_OPS, ids=lambda op: op.name)
def test_dce_removes_the_tensor_form_only(op):
    module = program(example(op))
    tensor_form = first_op(module)
    buffers = destination_form(tensor_form)
    block = tensor_form.parent
    block.insert_op_before(tensor_form.clone(), tensor_form)
    for form in (module, buffers):
        dce(form)
    assert [o.name for o in block.ops] == [op.name, "func.return"]
    assert first_op(buffers).name == op.name


@pytest.mark.parametrize("op", DESTINATION_OPS, ids=lambda op: op.name)
def test_cse_joins_the_tensor_form_only(op):
    module = program(example(op))
    buffers = destination_form(first_op(module))
    for form in (module, buffers):
        original = first_op(form)
        original.parent.insert_op_after(original.clone(), original)
    first, second, end = first_op(module).parent.ops
    second.parent.erase_op(end)
    second.parent.add_op(ReturnOp(first.results[0], second.results[0]))
    for form in (module, buffers):
        cse(form)
    assert [o.name for o in first.parent.ops] == [op.name, "func.return"]
    assert [o.name for o in first_op(buffers).parent.ops] == [op.name, op.name, "func.return"]


def test_inputs_are_the_operands_without_the_destination():
    tensor_form = first_op(program(example(nn.AddOp)))
    buffers = first_op(destination_form(tensor_form))
    assert tensor_form.inputs == tuple(tensor_form.operands)
    assert buffers.inputs == tuple(buffers.operands[:2])
    assert (tensor_form.answer, buffers.answer) == (tensor_form.results[0], buffers.operands[2])


VALUES = {
    "f32": np.array([0.1, -2.5, 1e-30, 3e30], np.float32),
    "f64": np.array([0.1, 1e300]),
    "f16": np.array([0.1, 5.5], np.float16),
    "i64": np.array([-1, 2**62]),
    "u8": np.array([0, 255], np.uint8),
    "i1": np.array([True, False]),
    "scalar": np.array(3, np.int32),
    "splat": np.full((4, 4), 0.1, np.float32),
}


@pytest.mark.parametrize("name", VALUES)
def test_small_constants_stand_in_the_text(name):
    op = nn.ConstantOp.of(VALUES[name])
    assert isinstance(op.value, DenseIntOrFPElementsAttr)
    parsed = parse(str(op)).body.block.first_op
    assert isinstance(parsed, nn.ConstantOp)
    again = parsed.array()
    np.testing.assert_array_equal(again, VALUES[name])
    assert again.dtype == VALUES[name].dtype


@pytest.mark.parametrize(
    "array",
    [np.zeros(17, np.float32), *(np.array([1, v], np.float32) for v in (np.inf, np.nan, 1234567.0))],
    ids=["large", "infinity", "NaN", "whole number"],
)
def test_what_the_text_cannot_hold_is_named_by_content(array):
    op = nn.ConstantOp.of(array)
    assert isinstance(op.value, nn.WeightAttr)
    np.testing.assert_array_equal(op.array(), array)


def test_the_dialect_materializes_folded_constants():
    interface = nn.NN.get_interface(ConstantMaterializationInterface)
    array = np.array([1.0, 2.0], np.float32)
    op = interface.materialize_constant(nn.array_attribute(array), nn.tensor_type(array))
    assert isinstance(op, nn.ConstantOp)
    op.verify()
    np.testing.assert_array_equal(op.array(), array)
    assert tuple(op.fold()) == (op.value,)
    assert interface.materialize_constant(f32, nn.tensor_type(array)) is None

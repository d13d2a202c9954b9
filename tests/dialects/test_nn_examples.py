"""Documentation and tests of the `nn` operations are complete and true."""

import re
from pathlib import Path

import pytest
from nn_examples import EXAMPLE_OPS, example, first_op, parse, program
from prunir.dialects import nn
from prunir.dialects.reference.nn import REFERENCES

LIT = Path(__file__).parents[1] / "filecheck" / "dialects" / "nn"
EVERY_OP = pytest.mark.parametrize("op", list(nn.NN.operations), ids=lambda op: op.name)


def constraints(op: type) -> list[int]:
    return [int(number) for number in re.findall(r"^ *C(\d+): ", op.__doc__ or "", re.MULTILINE)]


def lit_file(op: type, suffix: str) -> str:
    return (LIT / (op.name.removeprefix("nn.").replace("_", "-") + suffix)).read_text()


@pytest.mark.parametrize("op", EXAMPLE_OPS, ids=lambda op: op.name)
def test_example_of_the_docstring_survives_a_round_trip(op):
    module = program(example(op))
    assert isinstance(first_op(module), op)
    assert str(parse(str(module))) == str(module)


@EVERY_OP
def test_constraints_of_the_docstring_are_numbered(op):
    numbers = constraints(op)
    first = numbers[0] if numbers else 1
    assert numbers == list(range(first, first + len(numbers)))


@EVERY_OP
def test_docstring_names_the_source(op):
    assert "Source: ONNX operator" in op.__doc__ or op is nn.ConstantOp


@EVERY_OP
def test_each_constraint_is_broken_in_a_lit_file(op):
    broken = {int(n) for n in re.findall(r"expected-error \{\{C(\d+): ", lit_file(op, "-invalid.mlir"))}
    assert set(constraints(op)) <= broken


@EVERY_OP
def test_both_forms_make_a_round_trip_in_a_lit_file(op):
    text = lit_file(op, ".mlir")
    assert re.search(rf"CHECK: %.* = {op.name} ", text)
    assert not issubclass(op, nn.NNOp) or re.search(rf"CHECK: {op.name} .*into\(", text)


@EVERY_OP
def test_has_a_reference(op):
    assert op in REFERENCES

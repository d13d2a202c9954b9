"""The IR example in the docstring of each `nn` operation parses, verifies and survives a round trip."""

import re

import pytest
from prunir.dialects import nn
from xdsl.context import Context
from xdsl.dialects.builtin import Builtin
from xdsl.dialects.func import Func
from xdsl.parser import Parser

TYPE = r"tensor<[^>]*>"


def example(op: type) -> str:
    """The operation of the docstring's mlir block, on one line."""
    (block,) = re.findall(r"```mlir\n(.*?)```", op.__doc__, re.DOTALL)
    return " ".join(block.split())


def operand_types(text: str) -> dict[str, str]:
    """Names of the operands and their types: `(%b : type)` pairs, and the list after the colon."""
    pairs = dict(re.findall(rf"\(%(\w+) : ({TYPE})\)", text))
    left, right = re.sub(rf"\(%\w+ : {TYPE}\)", "", text).split("=", 1)[1].rsplit(" : ", 1)
    names = re.findall(r"%(\w+)", left)
    return pairs | dict(zip(names, re.findall(TYPE, right.split("->")[0]), strict=True))


def parse(text: str):
    arguments = ", ".join(f"%{name} : {kind}" for name, kind in operand_types(text).items())
    context = Context()
    for dialect in (Builtin, Func, nn.NN):
        context.load_dialect(dialect)
    module = Parser(context, f"func.func @f({arguments}) {{ {text} func.return }}").parse_module()
    module.verify()
    return module


@pytest.mark.parametrize(
    "op", [op for op in nn.NN.operations if op is not nn.ConstantOp], ids=lambda op: op.name
)
def test_example_of_the_docstring(op):
    text = example(op)
    module = parse(text)
    first = module.body.block.first_op.body.block.first_op
    assert isinstance(first, op)
    assert isinstance(parse(str(first)).body.block.first_op.body.block.first_op, op)


@pytest.mark.parametrize("op", list(nn.NN.operations), ids=lambda op: op.name)
def test_constraints_of_the_docstring_are_numbered(op):
    numbers = [int(n) for n in re.findall(r"^ *C(\d+): ", op.__doc__, re.MULTILINE)]
    first = numbers[0] if numbers else 1
    assert numbers == list(range(first, first + len(numbers)))
    assert "Source" in op.__doc__ or op is nn.ConstantOp

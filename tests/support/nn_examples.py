"""The IR examples in the docstrings of the `nn` operations, as programs."""

from __future__ import annotations

import re
from typing import Any

from prunir.dialects import nn
from xdsl.context import Context
from xdsl.dialects.builtin import Builtin, ModuleOp
from xdsl.dialects.func import Func
from xdsl.ir import Operation
from xdsl.parser import Parser

TYPE = r"tensor<[^>]*>"
EXAMPLE_OPS = [op for op in nn.NN.operations if op is not nn.ConstantOp]


def example(op: type[Operation]) -> str:
    """The operation of the docstring's mlir block, on one line."""
    (block,) = re.findall(r"```mlir\n(.*?)```", op.__doc__ or "", re.DOTALL)
    return " ".join(block.split())


def operand_types(text: str) -> dict[str, str]:
    """Names of the operands, in order, and their types: `(%b : type)` pairs, and the list after the last colon."""
    call = text.split("=", 1)[1]
    types = dict(re.findall(rf"\(%(\w+) : ({TYPE})\)", call))
    names, kinds = re.sub(rf"\(%\w+ : {TYPE}\)", "", call).rsplit(" : ", 1)
    listed = re.findall(TYPE, kinds.split("->")[0])
    types |= zip(re.findall(r"%(\w+)", names), listed, strict=True)
    return {name: types[name] for name in re.findall(r"%(\w+)", call)}


def program(text: str) -> ModuleOp:
    """`@main` with the operation written in `text`, its operands as arguments, its results returned."""
    arguments = ", ".join(f"%{name} : {kind}" for name, kind in operand_types(text).items())
    results = re.findall(TYPE, text.split("->")[1])
    names = re.findall(r"%\w+", text.split("=")[0])
    body = f"{text} func.return {', '.join(names)} : {', '.join(results)}"
    return parse(f"func.func @main({arguments}) -> ({', '.join(results)}) {{ {body} }}")


def first_op(module: ModuleOp) -> Any:
    """The first operation of the first function."""
    function: Any = module.body.block.first_op
    return function.body.block.first_op


def parse(text: str) -> ModuleOp:
    """The verified module written in `text`."""
    context = Context()
    for dialect in (Builtin, Func, nn.NN):
        context.load_dialect(dialect)
    module = Parser(context, text).parse_module()
    module.verify()
    return module

"""The before and after in the docstring of each graph pass: the pass makes the one from the other."""

from __future__ import annotations

import inspect
import re

import pytest
from prunir.dialects import nn
from prunir.universe import multiverse, pass_files, pass_name
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.parser import Parser
from xdsl.rewriter import InsertPoint, Rewriter

NAMES = [pass_name(file) for file in pass_files() if file.is_relative_to("passes/graph")]


def context() -> Context:
    ctx = Context()
    for name in ("nn", "func"):
        ctx.register_dialect(name, multiverse().all_dialects[name])
    return ctx


def statements(block: str) -> list[str]:
    """The operations of an example, each on one line."""
    return re.sub(r"\n\s*(?!%)", " ", inspect.cleandoc(block)).strip().splitlines()


def argument_types(lines: list[str]) -> dict[str, str]:
    """The values that an example uses without defining them, and their types."""
    defined = {name for line in lines for name in re.findall(r"%\w+", line.split("=")[0])}
    types: dict[str, str] = {}
    for line in lines:
        body = line.split("=", 1)[1]
        types |= dict(re.findall(r"(%\w+) : (tensor<\w+>)", body))
        operands = re.findall(r"%\w+", re.sub(r"\(.*?\)|{.*}", "", body.split(" : ")[0]))
        listed = re.findall(r"tensor<\w+>", re.sub(r".*} ?:|.*\) :|^[^:]* : ", "", body).split("->")[0])
        types |= dict(zip(operands, listed, strict=False))
    return {name: kind for name, kind in types.items() if name not in defined}


def module(block: str, arguments: dict[str, str]) -> ModuleOp:
    """`@f` over the example; it returns what nothing in it uses."""
    header = ", ".join(f"{name} : {kind}" for name, kind in arguments.items())
    text = "\n".join(statements(block))
    parsed = Parser(context(), f"func.func @f({header}) {{\n{text}\nfunc.return\n}}").parse_module()
    (function,) = parsed.ops
    assert isinstance(function, FuncOp)
    body = function.body.block
    results = [r for op in body.ops for r in op.results if r.first_use is None]
    assert body.last_op is not None
    body.last_op.detach()
    body.add_op(ReturnOp(*results))
    function.update_function_type()
    parsed.verify()
    return parsed


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_what_the_pass_does(name: str):
    found = multiverse().all_passes[name]()
    before, after = re.findall(r"```mlir\n(.*?)```", inspect.getdoc(found) or "", re.DOTALL)
    arguments = argument_types(statements(before))
    got, expected = module(before, arguments), module(after, arguments)
    found().apply(context(), got)
    got.verify()
    assert str(sorted_constants(got)) == str(sorted_constants(expected))


def sorted_constants(program: ModuleOp) -> ModuleOp:
    """`program` without names, its constants first, in the order of their values."""
    (function,) = program.ops
    assert isinstance(function, FuncOp)
    block = function.body.block
    for op in sorted(
        (o for o in block.ops if isinstance(o, nn.ConstantOp)), key=lambda o: str(o.value), reverse=True
    ):
        op.detach()
        Rewriter.insert_op(op, InsertPoint.at_start(block))
    for value in (*block.args, *(result for op in block.ops for result in op.results)):
        value.name_hint = None
    return program

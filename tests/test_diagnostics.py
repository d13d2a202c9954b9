"""Locations become text, text becomes locations, and errors one line."""

import pytest
from prunir.diagnostics import IRError, error_line, location_text, parse_module, verify
from prunir.errors import PrunirError
from xdsl.context import Context
from xdsl.dialects.arith import Arith
from xdsl.dialects.builtin import (
    UNKNOWN_LOC,
    Builtin,
    CallSiteLoc,
    FileLineColLoc,
    FusedLoc,
    IntAttr,
    LocationAttr,
    NameLoc,
    NoneAttr,
    StringAttr,
)
from xdsl.dialects.func import Func
from xdsl.utils.exceptions import ParseError

HERE = FileLineColLoc(StringAttr("a.mlir"), IntAttr(3), IntAttr(7))
NODE = NameLoc(StringAttr("conv1"), NoneAttr())


@pytest.fixture
def ctx() -> Context:
    ctx = Context()
    for dialect in (Arith, Builtin, Func):
        ctx.load_dialect(dialect)
    return ctx


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (UNKNOWN_LOC, ""),
        (HERE, "a.mlir:3:7"),
        (NODE, '"conv1"'),
        (NameLoc(StringAttr("conv1"), HERE), 'a.mlir:3:7: "conv1"'),
        (FusedLoc((UNKNOWN_LOC, NODE, HERE), NoneAttr()), '"conv1"'),
        (CallSiteLoc(NODE, HERE), '"conv1"'),
    ],
)
def test_location_text(location: LocationAttr, text: str):
    assert location_text(location) == text


def test_error_line_is_one_line():
    assert error_line(IRError("too\n  wide", NODE)) == '"conv1": error: too wide'
    assert error_line(PrunirError("no such model")) == "error: no such model"
    assert error_line(FileNotFoundError(2, "No such file or directory", "m.onnx")) == (
        "error: m.onnx: No such file or directory"
    )


def test_parser_sets_positions_and_keeps_explicit_locations(ctx: Context):
    text = 'func.func @f() {\n  %a = arith.constant 1 : i32\n  func.return loc("end")\n}'
    module = parse_module(ctx, text, "m.mlir", first_line=10)
    assert [location_text(op.location) for op in module.walk()] == ["", "m.mlir:10:1", "m.mlir:11:3", '"end"']


def test_parse_errors_count_lines_from_the_first(ctx: Context):
    with pytest.raises(ParseError) as error:
        parse_module(ctx, "\nfunc.func @f( {", "m.mlir", first_line=10)
    assert error_line(error.value).startswith("m.mlir:11:15: error: ")


def test_verify_names_the_first_wrong_operation(ctx: Context):
    text = "func.func @f(%a: i32) -> i32 {\n  func.return\n}\nfunc.func @g() -> i32 {\n  func.return\n}"
    module = parse_module(ctx, text, "m.mlir")
    with pytest.raises(IRError, match=r"m\.mlir:2:3: 'func.return': "):
        verify(module)


def test_an_error_of_a_block_has_no_place_but_a_message(ctx: Context):
    module = parse_module(ctx, "func.func @f() {\n  %a = arith.constant 1 : i32\n}", "m.mlir")
    with pytest.raises(IRError, match="terminator"):
        verify(module)

"""Errors with a place: from an operation's location to one line for the user, and a parser that sets the locations.

Locations start as the position in the `.mlir` file, or as the name of the ONNX node, and passes carry them on, so
that an error at any level can still name where the program said it.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from typing import cast

from xdsl.context import Context
from xdsl.dialects.builtin import (
    UNKNOWN_LOC,
    ArrayAttr,
    CallSiteLoc,
    FileLineColLoc,
    FusedLoc,
    IntAttr,
    LocationAttr,
    ModuleOp,
    NameLoc,
    StringAttr,
    UnknownLoc,
)
from xdsl.ir import Attribute, Operation
from xdsl.parser import Parser
from xdsl.utils.exceptions import ArgSpecParseError, DiagnosticException, ParseError, VerifyException

from .errors import PrunirError


class IRError(PrunirError, DiagnosticException):
    """What is wrong, and at which operation. Passes raise it for input that they cannot compile.

    ```python
    raise IRError("stride 0", conv)
    ```
    """

    def __init__(self, message: str, at: Operation | LocationAttr = UNKNOWN_LOC):
        super().__init__(message)
        self.message = message
        self.location: LocationAttr = at.location if isinstance(at, Operation) else at

    def __str__(self) -> str:
        where = location_text(self.location)
        return f"{where}: {self.message}" if where else self.message


def node_name(location: Attribute) -> str:
    """The ONNX node that something comes from, or its place in a file; empty when unknown."""
    match location:
        case NameLoc():
            return location.desc.data
        case FusedLoc():
            return next(filter(None, map(node_name, _parts(location))), "")
        case _:
            return location_text(location)


def location_text(location: Attribute) -> str:
    """`file:line:col` or `"node"`, empty when unknown; of fused operations the first that is known."""
    match location:
        case FileLineColLoc():
            return f"{location.filename.data}:{location.line.data}:{location.column.data}"
        case NameLoc():
            outer = location_text(location.location)
            return f'{outer}: "{location.desc.data}"' if outer else f'"{location.desc.data}"'
        case CallSiteLoc():
            return location_text(location.callee)
        case FusedLoc():
            return next(filter(None, map(location_text, _parts(location))), "")
        case _:
            return ""


def file_position(location: Attribute) -> FileLineColLoc | None:
    """The first position in a file that `location` holds, however deep."""
    match location:
        case FileLineColLoc():
            return location
        case NameLoc():
            return file_position(location.location)
        case CallSiteLoc():
            return file_position(location.callee)
        case FusedLoc():
            return next(filter(None, map(file_position, _parts(location))), None)
        case _:
            return None


def _parts(location: FusedLoc) -> tuple[Attribute, ...]:
    return cast(ArrayAttr[Attribute], location.locations).data


def error_message(error: BaseException) -> str:
    """What `error` says, without its place, on one line."""
    match error:
        case IRError():
            text = error.message
        case ParseError():
            text = error.msg
        case ArgSpecParseError():  # its text shows the input and a caret first
            text = str(error).strip().splitlines()[-1]
        case OSError() if error.strerror:
            text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        case _:
            text = str(error) or type(error).__name__
    return " ".join(text.split())


def error_location(error: BaseException) -> LocationAttr:
    """Where `error` happened, as far as it knows."""
    match error:
        case IRError():
            return error.location
        case ParseError():
            file, line, column = error.span.get_location()
            return file_location(file, line, column)
        case _:
            return UNKNOWN_LOC


def error_line(error: BaseException) -> str:
    """The one line that a user reads: `file:line:col: error: message`."""
    where = location_text(error_location(error))
    return f"{where}: error: {error_message(error)}" if where else f"error: {error_message(error)}"


def file_location(file: str, line: int, column: int) -> FileLineColLoc:
    return FileLineColLoc(StringAttr(file), IntAttr(line), IntAttr(column))


def verify(module: ModuleOp) -> None:
    """Verify `module`; the error names the first wrong operation in reading order and its location."""
    try:
        module.verify()
    except VerifyException as error:
        raise _located(module, error) from error


def _located(module: ModuleOp, error: VerifyException) -> IRError:
    """xDSL's verifier says what is wrong but not where, so look once more, operation by operation."""
    for op in module.walk():
        try:
            op.verify(verify_nested_ops=False)
        except VerifyException as found:
            return IRError(f"'{op.name}': {found}", op)
    return IRError(str(error))


def parse_module(
    ctx: Context, text: str, name: str, *, first_line: int = 1, implicit_module: bool = True
) -> ModuleOp:
    """Parse the MLIR `text` of the file `name`; operations without a `loc(…)` get their position as location.

    first_line: the number of the first line of `text` in the file, when `text` is a part of it.
    implicit_module: a `builtin.module` around the text may be left out.
    """
    try:
        return _LocatingParser(ctx, text, name, first_line).parse_module(implicit_module)
    except ParseError as error:
        error.span = dataclasses.replace(error.span, line_offset=first_line - 1)
        raise


class _LocatingParser(Parser):
    def __init__(self, ctx: Context, text: str, name: str, first_line: int):
        super().__init__(ctx, text, name)
        self._name = StringAttr(name)
        self._first_line = first_line
        self._line_starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]

    def parse_operation(self) -> Operation:
        location = self._location(self.pos)
        try:
            op = super().parse_operation()
        except VerifyException as error:  # an attribute that its own verifier rejects, while it is built
            raise IRError(str(error), location) from error
        if isinstance(op.location, UnknownLoc):
            op.location = location
        return op

    def parse_module(self, allow_implicit_module: bool = True) -> ModuleOp:
        try:
            return super().parse_module(allow_implicit_module)
        except VerifyException as error:  # the same in an alias, outside any operation
            raise IRError(str(error), self._location(self.pos)) from error

    def _location(self, position: int) -> FileLineColLoc:
        index = bisect_right(self._line_starts, position) - 1
        column = position - self._line_starts[index] + 1
        return FileLineColLoc(self._name, IntAttr(self._first_line + index), IntAttr(column))

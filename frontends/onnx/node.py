"""One ONNX node as a converter sees it: its operands, its attributes, and where to put operations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from onnx import NodeProto, SparseTensorProto, TensorProto
from xdsl.dialects.builtin import NameLoc, NoneAttr, StringAttr
from xdsl.ir import Block, Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ...dialects import nn
from ...errors import FrontendError
from ._attributes import Attributes
from .checking import describe
from .loading import Model
from .tensors import sparse_array, tensor_array

INITIALIZER = "onnx.initializer"
"""Attribute of an `nn.constant`: the initializer, or output of a `Constant` node, whose values it holds unchanged."""
NAME = "onnx.name"
"""Attribute of an argument or result of the function: its name in the ONNX model."""
DATA_FILES = "onnx.data_files"
"""Attribute of the module: the files that hold weights of the model, relative to its folder; absent where there are none."""


@dataclass(eq=False)
class Known:
    """A value that is known at import. `origin` is the name under which the file itself holds it, if it does."""

    array: np.ndarray
    name: str = ""
    origin: str | None = None
    materialized: SSAValue | None = None


Value = Known | SSAValue


class Node:
    """An ONNX node whose operands are at hand; operations are added at the end of `block`."""

    def __init__(
        self, proto: NodeProto, inputs: Sequence[Value | None], opset: int, block: Block, model: Model
    ):
        self.proto = proto
        self.inputs = inputs
        self.opset = opset
        self.attributes = Attributes(proto)
        self._block = block
        self._model = model

    @property
    def op_type(self) -> str:
        return self.proto.op_type

    @cached_property
    def location(self) -> NameLoc:
        return name_location(self.proto.name or next(filter(None, self.proto.output), self.op_type))

    def error(self, cause: object) -> FrontendError:
        """An error that names file, node and cause."""
        return FrontendError(f"{self._model.source}: {describe(self.proto)}: {cause}")

    # Operands

    def has(self, index: int) -> bool:
        """Whether the operand is given; trailing and optional ones may not be."""
        return index < len(self.inputs) and self.inputs[index] is not None

    def value(self, index: int) -> Value:
        """An operand that must be given, known or not."""
        value = self.inputs[index] if self.has(index) else None
        if value is None:
            raise self.error(f"operand {index} is missing")
        return value

    def operand(self, index: int) -> SSAValue:
        """An operand that must be given; one known at import becomes an `nn.constant`."""
        return materialize(self.value(index), self._block, self.location)

    def optional(self, index: int) -> SSAValue | None:
        return self.operand(index) if self.has(index) else None

    def operands(self) -> list[SSAValue]:
        """All operands of a variadic operator."""
        return [self.operand(i) for i in range(len(self.inputs))]

    def known_or_none(self, index: int) -> np.ndarray | None:
        """The array of an operand that must be given, None when it is not known."""
        value = self.value(index)
        return value.array if isinstance(value, Known) else None

    def known(self, index: int, what: str) -> np.ndarray | None:
        """The array of an operand that configures the operation, None when it is not given."""
        if not self.has(index):
            return None
        array = self.known_or_none(index)
        if array is None:
            raise self.error(f"its {what} (operand {index}) must be known when the model is imported")
        return array

    def known_ints(self, index: int, what: str) -> list[int] | None:
        """As `known`, a list of integers: axes, a shape and the like."""
        array = self.known(index, what)
        if array is None:
            return None
        if array.dtype.kind not in "iu" or array.ndim > 1:
            raise self.error(
                f"its {what} must be a list of integers, not {array.dtype.name} of shape {array.shape}"
            )
        return [int(v) for v in array.reshape(-1)]

    def known_floats(self, index: int, what: str) -> list[float] | None:
        """As `known`, a list of numbers."""
        array = self.known(index, what)
        if array is None:
            return None
        if array.dtype.kind != "f" or array.ndim != 1:
            raise self.error(
                f"its {what} must be a list of numbers, not {array.dtype.name} of shape {array.shape}"
            )
        return [float(v) for v in array]

    def shape(self, index: int) -> tuple[int, ...]:
        value = self.value(index)
        return value.array.shape if isinstance(value, Known) else nn.shape_of(value)

    def dtype(self, index: int) -> np.dtype[Any]:
        value = self.value(index)
        return value.array.dtype if isinstance(value, Known) else nn.dtype_of(nn.element_of(value))

    def axis(self, axis: int, rank: int) -> int:
        """A dimension below `rank`; negative numbers count from the end."""
        if not -rank <= axis < rank:
            raise self.error(f"axis {axis} is out of range for rank {rank}")
        return axis % rank

    def axes(self, axes: Sequence[int], rank: int) -> list[int]:
        """Different dimensions below `rank`, ascending."""
        found = sorted(self.axis(axis, rank) for axis in axes)
        if len(set(found)) < len(found):
            raise self.error(f"axes {list(axes)} name a dimension twice")
        return found

    def tensor(self, attribute: TensorProto | SparseTensorProto) -> np.ndarray:
        """The values of a tensor in an attribute."""
        decode = tensor_array if isinstance(attribute, TensorProto) else sparse_array
        try:
            return decode(attribute, self._model.folder)  # pyright: ignore[reportArgumentType]
        except FrontendError as error:
            raise self.error(error) from error

    # Results

    def emit(self, op: Operation) -> SSAValue:
        """Add `op`, which has one result, and return that."""
        (result,) = self.emit_all(op)
        return result

    def emit_all(self, op: Operation) -> Sequence[SSAValue]:
        """Add `op` and return its results."""
        op.location = self.location
        op.verify()
        self._block.add_op(op)
        return op.results

    def constant(self, array: np.ndarray) -> SSAValue:
        """A constant that the conversion itself needs."""
        return materialize(Known(array), self._block, self.location)


def materialize(value: Value, block: Block, location: NameLoc) -> SSAValue:
    """`value` as the operand of an operation: a known one becomes an `nn.constant` at the end of `block`, once."""
    if not isinstance(value, Known):
        return value
    if value.materialized is None:
        if 0 in value.array.shape:
            raise VerifyException(f"the constant '{value.name}' of shape {value.array.shape} has no elements")
        op = nn.ConstantOp.of(value.array)
        if value.origin is not None:
            op.attributes[INITIALIZER] = StringAttr(value.origin)
        op.location = location
        op.result.name_hint = name_hint(value.name)
        block.add_op(op)
        value.materialized = op.result
    return value.materialized


def name_location(name: str) -> NameLoc:
    """The location that stands for a name in the ONNX file."""
    return NameLoc(StringAttr(name), NoneAttr())


def name_hint(name: str) -> str | None:
    """`name` as the name of an SSA value: other characters become `_`, and what starts with a digit gets a `v` in front."""
    hint = re.sub(r"[^A-Za-z0-9_$.]+", "_", name).strip("_")
    return f"v{hint}" if hint[:1].isdigit() else hint or None

"""What graph passes ask about a network: who defines a value, who else uses it, what is constant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation, OpResult, SSAValue

from ...dialects.nn import BinaryOp, ConstantOp, NNOp, constant_array, element_of, is_float, shape_of

OpT = TypeVar("OpT", bound=Operation)
NNOpT = TypeVar("NNOpT", bound=NNOp)


def defined_by(value: SSAValue | None, *kinds: type[OpT]) -> OpT | None:
    """The operation that defines `value`, when it is one of `kinds`."""
    return value.op if isinstance(value, OpResult) and isinstance(value.op, kinds) else None


def used_once(value: SSAValue | None, *kinds: type[OpT]) -> OpT | None:
    """The operation that defines `value`, when it is one of `kinds` and the value has no other use.

    An operation that is merged into its only user leaves nothing behind; with other users it would be computed twice.
    """
    op = defined_by(value, *kinds)
    return op if op is not None and value is not None and value.has_one_use() else None


def is_float_tensor(value: SSAValue) -> bool:
    """Whether `value` is a tensor of floating-point numbers (in destination form it is a memref)."""
    return isinstance(value.type, TensorType) and is_float(element_of(value))


def full_rank(shape: Sequence[int], rank: int) -> tuple[int, ...]:
    """`shape` with the leading dimensions of 1 that broadcasting to `rank` dimensions adds."""
    return (1,) * (rank - len(shape)) + tuple(shape)


def along_channels(value: SSAValue | None, shape: Sequence[int]) -> np.ndarray | None:
    """The constant `value` as float64, one number per channel, if broadcasting to `shape` varies it along axis 1 only."""
    op = defined_by(value, ConstantOp)
    if op is None or len(shape) < 2 or len(shape_of(op.result)) > len(shape):
        return None
    sizes = full_rank(shape_of(op.result), len(shape))
    if sizes[1] not in (1, shape[1]) or any(n != 1 for axis, n in enumerate(sizes) if axis != 1):
        return None
    return np.broadcast_to(op.array().reshape(-1), (shape[1],)).astype(np.float64)


def uniform(value: SSAValue | None) -> float | None:
    """The number that every element of the constant `value` is; None if it varies or is no constant."""
    array = constant_array(value)
    if array is None or (array != array.flat[0]).any():
        return None
    return float(array.flat[0])


def split_constant(op: BinaryOp) -> tuple[SSAValue, SSAValue] | None:
    """The operands (x, constant), whichever comes first, when one is a constant and the result has the type of the other."""
    for x, constant in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        if same_type(op.result, x) and defined_by(constant, ConstantOp) is not None:
            return x, constant
    return None


def operand_names(op: NNOp) -> list[str]:
    """The names of the operands of `op`, without the destination."""
    return [name for name, _ in type(op).get_irdl_definition().operands if name != "out"]


def rebuilt(op: NNOpT, **changes: SSAValue | Attribute | None) -> NNOpT:
    """A copy of `op` in which the operands and properties named in `changes` are others; its result type follows from them."""
    operands = [changes.pop(name) if name in changes else getattr(op, name) for name in operand_names(op)]
    kept = {name: value for name, value in op.properties.items() if name != "operandSegmentSizes"}
    new = type(op).build_inferred(operands, kept | changes)  # pyright: ignore
    new.attributes.update(op.attributes)
    new.location = op.location
    return new


def same_type(a: SSAValue | None, b: SSAValue | None) -> bool:
    """Whether both values are there and of one type."""
    return a is not None and b is not None and a.type == b.type


def is_view(shape: Sequence[int], perm: Sequence[int]) -> bool:
    """Whether transposing `shape` by `perm` keeps the elements in their order: it moves dimensions of size 1 only."""
    moved = [axis for axis in perm if shape[axis] != 1]
    return moved == sorted(moved)

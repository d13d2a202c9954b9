"""Operations that move elements without computing → loops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from xdsl.context import Context
from xdsl.dialects import arith
from xdsl.dialects.builtin import IntegerType, ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import nn
from ..dialects.nn._base import NNOp
from ._loops import Index, LoopEmitter, is_dense, is_unsigned, shape_of

Reshape: TypeAlias = nn.ReshapeOp | nn.FlattenOp | nn.SqueezeOp | nn.UnsqueezeOp


def _copy(e: LoopEmitter, source: SSAValue, out: SSAValue, begins: list[int]) -> None:
    """Copy the whole source to the place in `out` that starts at `begins`."""
    with e.nest(shape_of(source)) as at:
        to = [e.add(i, begin) for i, begin in zip(at, begins, strict=True)]
        e.store(e.load(source, *at), out, *to)


def _lower_concat(e: LoopEmitter, op: nn.ConcatOp, out: SSAValue) -> None:
    """Of dense buffers, what a part has from the axis on is one row, copied at once."""
    axis, begin, parts = op.axis.value.data, 0, list(op.parts)
    if all(is_dense(b) for b in (*parts, out)):
        *parts, out = (e.view(b, _rows(shape_of(b), axis)) for b in (*parts, out))
        axis = 1
    for part in parts:
        _copy(e, part, out, [begin if i == axis else 0 for i in range(len(shape_of(out)))])
        begin += shape_of(part)[axis]


def _rows(shape: tuple[int, ...], axis: int) -> tuple[int, int]:
    return prod(shape[:axis]), prod(shape[axis:])


def _lower_transpose(e: LoopEmitter, op: nn.TransposeOp, out: SSAValue) -> None:
    perm = nn.ints(op.perm)
    with e.nest(shape_of(out)) as at:
        e.store(e.load(op.input, *(at[perm.index(i)] for i in range(len(perm)))), out, *at)


def _lower_slice(e: LoopEmitter, op: nn.SliceOp, out: SSAValue) -> None:
    ranges = list(zip(nn.ints(op.starts), nn.ints(op.steps), strict=True))
    with e.nest(shape_of(out)) as at:
        source = [e.add(e.mul(i, step), start) for i, (start, step) in zip(at, ranges, strict=True)]
        e.store(e.load(op.input, *source), out, *at)


def _lower_pad(e: LoopEmitter, op: nn.PadOp, out: SSAValue) -> None:
    begins, size = nn.ints(op.pads)[: len(shape_of(out))], shape_of(op.input)
    with e.nest(shape_of(out)) as at:
        source = [e.sub(i, begin) for i, begin in zip(at, begins, strict=True)]
        if op.mode.data == "constant":
            value = _inside_or(e, op.input, source, op.value.value.data)
        else:
            move = _reflected if op.mode.data == "reflect" else _nearest
            value = e.load(op.input, *(move(e, i, n) for i, n in zip(source, size, strict=True)))
        e.store(value, out, *at)


def _nearest(e: LoopEmitter, i: Index, size: int) -> Index:
    return e.maximum(e.minimum(i, size - 1), 0)


def _reflected(e: LoopEmitter, i: Index, size: int) -> Index:
    """|i|, then mirrored at the last element: pads are smaller than the dimension, so once is enough."""
    i = e.maximum(i, e.sub(0, i))
    return e.minimum(i, e.sub(2 * (size - 1), i))


def _inside_or(e: LoopEmitter, x: SSAValue, at: list[Index], value: float) -> SSAValue:
    """x[at], or `value` when `at` is outside: the load is from the nearest element, so it is always allowed."""
    size = shape_of(x)
    found = e.load(x, *(_nearest(e, i, n) for i, n in zip(at, size, strict=True)))
    outside = e.constant(value, found.type)
    for i, n in zip(at, size, strict=True):
        if not isinstance(i, int):
            inside = e.insert(arith.CmpiOp(i, e.index(n), "ult"))  # a negative index is a huge unsigned one
            found = e.select(inside, found, outside)
    return found


def _lower_reshape(e: LoopEmitter, op: Reshape, out: SSAValue) -> None:
    """Element number i of the input is element number i of the result. Dense buffers are rows, which need no indices."""
    source, target = (e.flat(b) if is_dense(b) else b for b in (op.input, out))
    walked = source if is_dense(target) else target
    with e.nest(shape_of(walked)) as at:
        number = e.number(at, shape_of(walked))
        element = e.load(source, *(at if walked is source else e.split(number, shape_of(source))))
        e.store(element, target, *(at if walked is target else e.split(number, shape_of(target))))


def _lower_cast(e: LoopEmitter, op: nn.CastOp, out: SSAValue) -> None:
    assert nn.is_memref(out.type)
    with e.nest(shape_of(out)) as at:
        e.store(_cast(e, e.load(op.input, *at), out.type.element_type), out, *at)


def _cast(e: LoopEmitter, x: SSAValue, to: Any) -> SSAValue:
    """Between floating-point and integer types; to i1 by x ≠ 0."""
    of: Any = x.type
    from_int, to_int = isinstance(of, IntegerType), isinstance(to, IntegerType)
    if of == to:
        return x
    if to_int and to.width.data == 1:
        zero = e.constant(0, of)
        return e.insert(arith.CmpiOp(x, zero, "ne")) if from_int else e.compare_f("une", x, zero)
    if from_int and to_int:
        return e.insert(_between_integers(of, to, is_unsigned(of))(x, to))
    if from_int:
        return e.insert((arith.UIToFPOp if is_unsigned(of) else arith.SIToFPOp)(x, to))
    if to_int:
        return e.insert((arith.FPToUIOp if is_unsigned(to) else arith.FPToSIOp)(x, to))
    return e.insert((arith.TruncFOp if of.bitwidth > to.bitwidth else arith.ExtFOp)(x, to))


def _between_integers(of: IntegerType, to: IntegerType, unsigned: bool) -> Any:
    if of.width.data == to.width.data:
        return arith.BitcastOp
    if of.width.data > to.width.data:
        return arith.TruncIOp
    return arith.ExtUIOp if unsigned else arith.ExtSIOp


MOVEMENTS: dict[type[NNOp], Callable[..., None]] = {
    nn.CastOp: _lower_cast,
    nn.ConcatOp: _lower_concat,
    nn.FlattenOp: _lower_reshape,
    nn.PadOp: _lower_pad,
    nn.ReshapeOp: _lower_reshape,
    nn.SliceOp: _lower_slice,
    nn.SqueezeOp: _lower_reshape,
    nn.TransposeOp: _lower_transpose,
    nn.UnsqueezeOp: _lower_reshape,
}
"""How each operation is written."""


@dataclass(frozen=True)
class ConvertNnMovementToLoopsPass(ModulePass):
    """Write concat, transpose, slice, pad, cast, and all kinds of reshape as loops that load one element and store it elsewhere.

    Preconditions: destination form.

    Before:
    ```mlir
    nn.transpose %x into(%y : memref<8x2xf32>) {perm = array<i64: 1, 0>} : memref<2x8xf32>
    ```
    After:
    ```mlir
    scf.for %i = %begin to %end step %one {
      scf.for %j = %zero to %two step %one {
        %v = memref.load %x[%j, %i] : memref<2x8xf32>
        memref.store %v, %y[%i, %j] : memref<8x2xf32>
    ```
    """

    name = "convert-nn-movement-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if isinstance(inner, NNOp) and type(inner) in MOVEMENTS and inner.out is not None:
                MOVEMENTS[type(inner)](LoopEmitter(inner), inner, inner.out)
                Rewriter.erase_op(inner)

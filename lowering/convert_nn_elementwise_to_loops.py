"""Elementwise operations → loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import dropwhile, groupby
from math import prod

from xdsl.context import Context
from xdsl.dialects import arith, math
from xdsl.dialects.builtin import ModuleOp, f32
from xdsl.ir import Operation, SSAValue
from xdsl.irdl import IRDLOperation
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..diagnostics import IRError
from ..dialects import nn, plan
from ..dialects.nn._base import NNOp
from ..dialects.nn.activation import ActivationOp
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, is_dense, shape_of

Scalar = Callable[..., SSAValue]
"""From the emitter and one element of each operand, the element of the result."""


def _arith(
    of_floats: type[Operation], of_integers: type[Operation], of_unsigned: type[Operation] | None = None
) -> Scalar:
    def emit(e: LoopEmitter, a: SSAValue, b: SSAValue) -> SSAValue:
        element = nn.dtype_of(a.type)
        of_kind = {"f": of_floats, "i": of_integers, "u": of_unsigned or of_integers}
        return e.insert(of_kind.get(element.kind, of_floats)(a, b))  # pyright: ignore

    return emit


def _math(op: type[Operation]) -> Scalar:
    def emit(e: LoopEmitter, x: SSAValue) -> SSAValue:
        return e.insert(op(x))  # pyright: ignore

    return emit


def _identity(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return x


def _negate(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return e.insert(arith.NegfOp(x))


def _reciprocal(e: LoopEmitter, x: SSAValue) -> SSAValue:
    return e.div_f(e.constant(1.0, x.type), x)


def _divide(e: LoopEmitter, a: SSAValue, b: SSAValue) -> SSAValue:
    """Integers by zero are zero, and by -1 the negative, which wraps around: the processor would end the process."""
    kind = nn.dtype_of(a.type).kind
    quotient = _arith(arith.DivfOp, arith.DivSIOp, arith.DivUIOp)
    if kind not in "iu":
        return quotient(e, a, b)
    zero, one = e.constant(0, b.type), e.constant(1, b.type)
    by_zero = e.insert(arith.CmpiOp(b, zero, "eq"))
    divisor = e.select(by_zero, one, b)
    if kind == "u":
        return e.select(by_zero, zero, quotient(e, a, divisor))
    negated = e.insert(arith.CmpiOp(b, e.constant(-1, b.type), "eq"))
    result = quotient(e, a, e.select(negated, one, divisor))
    result = e.select(negated, e.insert(arith.SubiOp(zero, a)), result)
    return e.select(by_zero, zero, result)


def _power(e: LoopEmitter, a: SSAValue, b: SSAValue) -> SSAValue:
    return e.insert(math.PowFOp(a, b))


def _erf(e: LoopEmitter, x: SSAValue) -> SSAValue:
    """In f32, whatever the type: there is no other implementation."""
    if x.type == f32:
        return e.insert(math.ErfOp(x))
    narrow = nn.dtype_of(x.type).itemsize < 4
    to, back = (arith.ExtFOp, arith.TruncFOp) if narrow else (arith.TruncFOp, arith.ExtFOp)
    return e.insert(back(e.insert(math.ErfOp(e.insert(to(x, f32)))), x.type))  # pyright: ignore


def _prelu(e: LoopEmitter, x: SSAValue, slope: SSAValue) -> SSAValue:
    return e.select(e.compare_f("olt", x, e.constant(0.0, x.type)), e.mul_f(x, slope), x)


SCALARS: dict[type[IRDLOperation], Scalar] = {
    nn.IdentityOp: _identity,
    nn.NegOp: _negate,
    nn.AbsOp: _math(math.AbsFOp),
    nn.ExpOp: _math(math.ExpOp),
    nn.LogOp: _math(math.LogOp),
    nn.SqrtOp: _math(math.SqrtOp),
    nn.ErfOp: _erf,
    nn.FloorOp: _math(math.FloorOp),
    nn.CeilOp: _math(math.CeilOp),
    nn.RoundOp: _math(math.RoundEvenOp),
    nn.ReciprocalOp: _reciprocal,
    nn.AddOp: _arith(arith.AddfOp, arith.AddiOp),
    nn.SubOp: _arith(arith.SubfOp, arith.SubiOp),
    nn.MulOp: _arith(arith.MulfOp, arith.MuliOp),
    nn.DivOp: _divide,
    nn.MaximumOp: _arith(arith.MaximumfOp, arith.MaxSIOp, arith.MaxUIOp),
    nn.MinimumOp: _arith(arith.MinimumfOp, arith.MinSIOp, arith.MinUIOp),
    nn.PowOp: _power,
    nn.PreluOp: _prelu,
}
"""What each operation does to one element."""


def _scalar(op: Operation) -> Scalar | None:
    if isinstance(op, plan.ElementwiseOp):
        return _in_a_row(op)
    if isinstance(op, ActivationOp):

        def activate(e: LoopEmitter, x: SSAValue) -> SSAValue:
            return emit_activation(e, op.activation, x)

        return activate
    return SCALARS.get(type(op)) if isinstance(op, NNOp) else None


def _in_a_row(op: plan.ElementwiseOp) -> Scalar:
    def compute(e: LoopEmitter, *elements: SSAValue) -> SSAValue:
        values: dict[SSAValue, SSAValue] = dict(zip(op.body.block.args, elements, strict=True))
        for step in op.steps:
            scalar = _scalar(step)
            if scalar is None:
                raise IRError(f"'{step.name}' is not elementwise", step)
            values[step.results[0]] = scalar(e, *(values[x] for x in step.inputs))
        return values[op.yielded]

    return compute


def _lower(op: NNOp | plan.ElementwiseOp, scalar: Scalar) -> None:
    e, out = LoopEmitter(op), op.out
    assert out is not None
    if plan.is_planar(out) and all(_is_whole(x, out) or _is_one(x, out) for x in op.inputs):
        _lower_planes(e, op.inputs, out, scalar)
        return
    *inputs, out = _merged(e, [*op.inputs, out])
    with e.nest(shape_of(out)) as at:
        elements = [e.load(x, *_broadcast(shape_of(x), at)) for x in inputs]
        e.store(scalar(e, *elements), out, *at)


def _is_whole(x: SSAValue, out: SSAValue) -> bool:
    """Whether x has the planes of the result, at the same inner strides."""
    return shape_of(x) == shape_of(out) and plan.strides_of(x)[2:] == plan.strides_of(out)[2:]


def _is_one(x: SSAValue, out: SSAValue) -> bool:
    """Whether x has one element for a whole plane of the result."""
    spatial = len(shape_of(out)) - 2
    return all(size == 1 for size in shape_of(x)[-spatial:])


def _lower_planes(e: LoopEmitter, inputs: Sequence[SSAValue], out: SSAValue, scalar: Scalar) -> None:
    """Planes are walked flat, from the first element to the last: one long loop, where rows may be shorter than a vector. What this
    leaves between the rows is zeroed again where the layout promises zeros."""
    shape, strides = shape_of(out), plan.strides_of(out)[2:]
    positions = sum((size - 1) * stride for size, stride in zip(shape[2:], strides, strict=True)) + 1
    rows = {x: e.flat(x) for x in (*inputs, out) if _is_whole(x, out)}
    with e.nest((*shape[:2], 1)) as (image, channel, _):
        at = (image, channel, *[0] * len(strides))
        ones = {x: e.load(x, *_broadcast(shape_of(x), at)) for x in inputs if x not in rows}
        begins = {x: e.position(x, image, channel) for x in rows}
        with e.loop(0, positions) as p:
            elements = [ones[x] if x in ones else e.load(rows[x], e.add(begins[x], p)) for x in inputs]
            e.store(scalar(e, *elements), rows[out], e.add(begins[out], p))
        if plan.has_zero_halo(out):
            _clear_gaps(e, rows[out], begins[out], shape[2:], strides)


def _clear_gaps(
    e: LoopEmitter, row: SSAValue, begin: Index, sizes: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    """Zero what lies between the rows of a plane, and in 3-D between its slices."""
    for axis in range(1, len(sizes)):
        first, last = sizes[axis] * strides[axis], strides[axis - 1]
        with ExitStack() as stack:
            outer = [stack.enter_context(e.loop(0, size)) for size in sizes[:axis]]
            start = e.add(begin, *(e.mul(i, s) for i, s in zip(outer, strides, strict=False)))
            e.clear(row, start, first, last)


def _merged(e: LoopEmitter, buffers: list[SSAValue]) -> list[SSAValue]:
    """Dense buffers, seen with neighbouring dimensions made one where each buffer has both, or repeats both: a few long loops do."""
    if not all(is_dense(b) for b in buffers):
        return buffers
    rank = len(shape_of(buffers[-1]))
    dimensions = zip(*((1,) * (rank - len(shape_of(b))) + shape_of(b) for b in buffers), strict=True)
    groups = groupby(filter(_is_long, dimensions), key=lambda sizes: [size > 1 for size in sizes])
    merged = [[prod(sizes) for sizes in zip(*group, strict=True)] for _, group in groups]
    shapes = zip(*merged, strict=True) if merged else [()] * len(buffers)
    return [e.view(b, list(dropwhile(lambda n: n == 1, s))) for b, s in zip(buffers, shapes, strict=True)]


def _is_long(sizes: Sequence[int]) -> bool:
    return max(sizes) > 1


def _broadcast(shape: tuple[int, ...], at: tuple[Index, ...]) -> list[Index]:
    """Where an operand of `shape` has the element that goes to `at`: dimensions align at the end, size 1 repeats."""
    tail = at[len(at) - len(shape) :]
    return [0 if size == 1 else i for size, i in zip(shape, tail, strict=True)]


@dataclass(frozen=True)
class ConvertNnElementwiseToLoopsPass(ModulePass):
    """Write elementwise operations (arithmetic, activations, identity; several in a row) as one loop nest over the result, operands
    broadcast.

    Dense buffers of equal shape are walked as one row, planar ones plane by plane, gaps included. LLVM vectorises the innermost loop.

    Preconditions: destination form.

    Before:
    ```mlir
    nn.add %a, %b into(%y : memref<2x8xf32>) : memref<2x8xf32>, memref<8xf32>
    ```
    After:
    ```mlir
    scf.for %i = %begin to %end step %one {
      scf.for %j = %zero to %eight step %one {
        %0 = memref.load %a[%i, %j] : memref<2x8xf32>
        %1 = memref.load %b[%j] : memref<8xf32>
        %2 = arith.addf %0, %1 : f32
        memref.store %2, %y[%i, %j] : memref<2x8xf32>
    ```
    """

    name = "convert-nn-elementwise-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if not isinstance(inner, NNOp | plan.ElementwiseOp) or inner.out is None:
                continue
            if (scalar := _scalar(inner)) is not None:
                _lower(inner, scalar)
                Rewriter.erase_op(inner)

"""Reductions → loops."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import inf, prod

from xdsl.context import Context
from xdsl.dialects import arith, math
from xdsl.dialects.builtin import ModuleOp, VectorType, f32
from xdsl.ir import Attribute, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import nn, plan
from ..dialects.nn._base import NNOp
from ..dialects.nn.reduce import ReduceOp
from ._loops import ANY_ORDER, Index, LoopEmitter, shape_of, vector_of


def _lower_reduction(op: ReduceOp | nn.GlobalAvgPoolOp | nn.GlobalMaxPoolOp, lanes: int) -> None:
    e, shape, out = LoopEmitter(op), shape_of(op.input), op.out
    assert out is not None
    axes = nn.ints(op.axes) if isinstance(op, ReduceOp) else tuple(range(2, len(shape)))
    kept = [i for i in range(len(shape)) if i not in axes]
    is_max = isinstance(op, nn.ReduceMaxOp | nn.GlobalMaxPoolOp)
    in_rows = not is_max and max(axes, default=-1) == len(shape) - 1 and nn.element_of(op.input) == f32
    with e.nest([shape[i] for i in kept]) as indices:
        at, inner = dict(zip(kept, indices, strict=True)), _inner(shape, axes)
        if in_rows:
            total = _sum_rows(e, op.input, inner, at, vector_of(lanes))
        else:
            total = _accumulate(e, op.input, inner, at, is_max=is_max)
        if isinstance(op, nn.ReduceMeanOp | nn.GlobalAvgPoolOp):
            total = e.div_f(total, e.constant(float(prod(shape[i] for i in axes)), total.type))
        e.store(total, out, *_target(shape_of(out), len(shape), axes, indices))


def _inner(shape: Sequence[int], axes: Sequence[int]) -> list[tuple[int, int]]:
    return [(axis, shape[axis]) for axis in sorted(axes)]


def _target(out: tuple[int, ...], rank: int, axes: Sequence[int], at: tuple[Index, ...]) -> list[Index]:
    """Where the result of the kept indices `at` goes: reduced dimensions are 1, or absent."""
    kept = iter(at)
    if len(out) == len(at):
        return list(kept)
    return [0 if i in axes else next(kept) for i in range(rank)]


def _accumulate(
    e: LoopEmitter, x: SSAValue, inner: list[tuple[int, int]], at: dict[int, Index], *, is_max: bool
) -> SSAValue:
    """Sum or maximum of x over the dimensions `inner` (axis, size), at the others' indices `at`."""
    element = _element(x)
    total = e.alloca(element, 1)
    e.store(e.constant(-inf if is_max else 0.0, element), total, 0)
    with _over(e, inner, at) as index:
        value, old = e.load(x, *index), e.load(total, 0)
        new = arith.MaximumfOp(old, value) if is_max else arith.AddfOp(old, value, ANY_ORDER)
        e.store(e.insert(new), total, 0)
    return e.load(total, 0)


def _sum_rows(
    e: LoopEmitter, x: SSAValue, inner: list[tuple[int, int]], at: dict[int, Index], vector_type: VectorType
) -> SSAValue:
    """Sum of f32 over the dimensions `inner`, the last of x among them: vectors along its rows, the last of each masked."""
    strides, lanes = plan.strides_of(x), vector_type.get_shape()[0]
    *outer, (_, size) = inner
    while outer and strides[outer[-1][0]] == size:  # rows without a gap are one
        size *= outer.pop()[1]
    row, total = e.flat(x), e.alloca(vector_type, 1)
    e.store(e.constant(0.0, vector_type), total, 0)
    with _over(e, outer, at) as index:
        axes = sorted([*at, *(axis for axis, _ in outer)])
        begin = e.add(plan.lead_of(x), *(e.mul(i, strides[a]) for a, i in zip(axes, index, strict=True)))
        for i, exist in _vectors(e, size, lanes):
            part = e.load_vector(row, e.add(begin, i), vector_type, exist)
            e.store(e.add_f(e.load(total, 0), part), total, 0)
    return e.sum_lanes(e.load(total, 0))


def _vectors(e: LoopEmitter, size: int, lanes: int) -> Generator[tuple[Index, int]]:
    """Where the vectors of a row begin, in a loop, and how many of their elements exist."""
    if size >= lanes:
        with e.loop(0, size - size % lanes, lanes) as i:
            yield i, lanes
    if size % lanes:
        yield size - size % lanes, size % lanes


@contextmanager
def _over(e: LoopEmitter, inner: list[tuple[int, int]], at: dict[int, Index]) -> Generator[list[Index]]:
    """Loops over the dimensions `inner`; yields the full index."""
    with ExitStack() as stack:
        index = {**at, **{axis: stack.enter_context(e.loop(0, size)) for axis, size in inner}}
        yield [index[i] for i in sorted(index)]


def _lower_softmax(op: nn.SoftmaxOp) -> None:
    """Three walks along the axis: maximum, exponentials and their sum, division."""
    e, shape, axis, out = LoopEmitter(op), shape_of(op.input), op.axis.value.data, op.out
    assert out is not None
    others = [i for i in range(len(shape)) if i != axis]
    inner = [(axis, shape[axis])]
    with e.nest([shape[i] for i in others]) as indices:
        at = dict(zip(others, indices, strict=True))
        largest = _accumulate(e, op.input, inner, at, is_max=True)
        with _over(e, inner, at) as index:
            e.store(e.insert(math.ExpOp(e.sub_f(e.load(op.input, *index), largest))), out, *index)
        total = _accumulate(e, out, inner, at, is_max=False)
        with _over(e, inner, at) as index:
            e.store(e.div_f(e.load(out, *index), total), out, *index)


def _lower_lrn(op: nn.LrnOp) -> None:
    e, shape, out, size = LoopEmitter(op), shape_of(op.input), op.out, op.size.value.data
    assert out is not None
    element = _element(op.input)
    total = e.alloca(element, 1)
    with e.nest(shape) as (image, channel, *at):
        e.store(e.constant(0.0, element), total, 0)
        first = e.maximum(e.sub(channel, (size - 1) // 2), 0)
        last = e.minimum(e.add(channel, size // 2 + 1), shape[1])
        with e.loop(first, last) as c:
            x = e.load(op.input, image, c, *at)
            e.store(e.add_f(e.load(total, 0), e.mul_f(x, x)), total, 0)
        scale = e.constant(op.alpha.value.data / size, element)
        base = e.add_f(e.mul_f(e.load(total, 0), scale), e.constant(op.bias.value.data, element))
        power = e.insert(math.PowFOp(base, e.constant(op.beta.value.data, element)))
        e.store(e.div_f(e.load(op.input, image, channel, *at), power), out, image, channel, *at)


def _element(buffer: SSAValue) -> Attribute:
    assert nn.is_memref(buffer.type)
    return buffer.type.element_type


def _lower(op: NNOp, lanes: int) -> bool:
    match op:
        case ReduceOp() | nn.GlobalAvgPoolOp() | nn.GlobalMaxPoolOp():
            _lower_reduction(op, lanes)
        case nn.SoftmaxOp():
            _lower_softmax(op)
        case nn.LrnOp():
            _lower_lrn(op)
        case _:
            return False
    return True


@dataclass(frozen=True)
class ConvertNnReduceToLoopsPass(ModulePass):
    """Write reductions, global pools, softmax and local response normalisation as loops: over the indices that are kept, split
    among the threads, then over those that are reduced. Sums along rows are taken in whole vectors, the last of each row masked.

    Preconditions: destination form.

    Before:
    ```mlir
    nn.reduce_sum %x into(%y : memref<8xf32>) {axes = array<i64: 1>} : memref<8x16xf32>
    ```
    After:
    ```mlir
    scf.for %i = %begin to %end step %one {
      memref.store %zeros, %total[%zero] : memref<1xvector<4xf32>>
      scf.for %j = %zero to %sixteen step %four {
        %v = vector.load %row[%at] : memref<128xf32>, vector<4xf32>
        …
      }
      %sum = vector.reduction <add>, %lanes fastmath<reassoc> : vector<4xf32> into f32
      memref.store %sum, %y[%i] : memref<8xf32>
    ```
    """

    name = "convert-nn-reduce-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        lanes = plan.target_of(op).lanes
        for inner in list(op.walk()):
            if isinstance(inner, NNOp) and inner.out is not None and _lower(inner, lanes):
                Rewriter.erase_op(inner)

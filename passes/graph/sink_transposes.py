"""Move transposes to channels-last towards the end of the network, until they meet their inverse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import (
    ActivationOp,
    BinaryOp,
    CastOp,
    ConcatOp,
    ConstantOp,
    FlattenOp,
    GemmOp,
    IdentityOp,
    NNOp,
    PadOp,
    PreluOp,
    ReduceOp,
    ReshapeOp,
    ResizeOp,
    SliceOp,
    SoftmaxOp,
    TransposeOp,
    UnaryOp,
    constant_array,
    element_of,
    int_array,
    integer,
    ints,
    shape_of,
)
from .._rewriting import rewrite_greedily
from ._layers import constant
from ._match import defined_by, full_rank, is_view, operand_names, rebuilt, used_once

ELEMENTWISE = (ActivationOp, BinaryOp, IdentityOp, PreluOp, UnaryOp)
WithAxes: TypeAlias = CastOp | PadOp | ReduceOp | ResizeOp | SliceOp | SoftmaxOp
WITH_AXES = (CastOp, PadOp, ReduceOp, ResizeOp, SliceOp, SoftmaxOp)

Perm = tuple[int, ...]


class ComposeTransposes(RewritePattern):
    """transpose(transpose(x)) → transpose(x), or x"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: TransposeOp, rewriter: PatternRewriter):
        inner = defined_by(op.input, TransposeOp)
        if inner is None:
            return
        perm = tuple(ints(inner.perm)[axis] for axis in ints(op.perm))
        rewriter.replace(op, *_transposed(inner.input, perm))


class SinkThroughElementwise(RewritePattern):
    """f(transpose(x), transpose(y), constant) → transpose(f(x, y, transposed constant)), concatenations too"""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if not isinstance(op, (*ELEMENTWISE, ConcatOp)) or op.result is None:
            return
        perm = next((p for v in op.operands if (p := _channels_last(v)) is not None), None)
        if perm is None or len(perm) != len(shape_of(op.result)):
            return
        if not all(_is_free(v, perm) for v in op.operands):
            return
        sources = [_source(v, perm, rewriter) for v in op.operands]
        if isinstance(op, ConcatOp):
            new = ConcatOp.of(sources, axis=perm[op.axis.value.data])
        else:
            new = rebuilt(op, **dict(zip(operand_names(op), sources, strict=True)))
        rewriter.replace(op, (new, TransposeOp.of(new.answer, perm=perm)))


class SinkThroughAxes(RewritePattern):
    """f(transpose(x)) → transpose(f(x)) with the axes of f renamed: softmax, slice, pad, resize, reductions, casts"""

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter):
        if not isinstance(op, NNOp) or op.result is None:
            return
        transpose = defined_by(op.operands[0], TransposeOp)
        perm = _channels_last(op.operands[0])
        if transpose is None or perm is None or not isinstance(op, WITH_AXES):
            return
        new = rewriter.insert(_renamed(op, transpose.input, perm))
        rewriter.replace(op, *_transposed(new.answer, _result_perm(op, perm)))


class RaiseTowardsInput(RewritePattern):
    """transpose(f(x, constant)) → f(transpose(x), transposed constant), to channels-first; f elementwise, a pad or a cast"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: TransposeOp, rewriter: PatternRewriter):
        perm = ints(op.perm)
        last = _inverse(perm)
        function = used_once(op.input, *ELEMENTWISE, CastOp, PadOp)
        if (
            function is None or len(perm) < 4 or not _is_channels_last(last)
        ):  # of rank 3, both directions look the same
            return
        moving = [v for v in function.operands if not _is_free(v, last)]
        if len(moving) != 1 or len(shape_of(moving[0])) != len(perm):
            return
        x = rewriter.insert(TransposeOp.of(moving[0], perm=perm)).answer
        if isinstance(function, CastOp | PadOp):
            rewriter.replace(op, _renamed(function, x, last))
        else:
            sources = [x if v is moving[0] else _source(v, last, rewriter) for v in function.operands]
            rewriter.replace(
                op, rebuilt(function, **dict(zip(operand_names(function), sources, strict=True)))
            )


class AbsorbIntoGemm(RewritePattern):
    """gemm(reshape(transpose(x)), w) → gemm(reshape(x), w with its inputs reordered)"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: GemmOp, rewriter: PatternRewriter):
        reshape = defined_by(op.a, ReshapeOp, FlattenOp)
        transpose = None if reshape is None else defined_by(reshape.input, TransposeOp)
        weight = constant_array(op.b)
        if transpose is None or weight is None or op.trans_a:
            return
        shape, perm = shape_of(transpose.answer), ints(transpose.perm)
        if perm[0] != 0 or shape_of(op.a)[0] != shape[0] or is_view(shape_of(transpose.input), perm):
            return
        places = np.arange(shape_of(op.a)[1]).reshape(shape[1:])
        order = places.transpose([axis - 1 for axis in _inverse(perm)[1:]]).reshape(-1)
        b = constant(np.take(weight, order, axis=1 if op.trans_b else 0), rewriter)
        a = rewriter.insert(ReshapeOp.of(transpose.input, shape_of(op.a)))
        rewriter.replace(op, rebuilt(op, a=a.answer, b=b))


def _channels_last(value: SSAValue) -> Perm | None:
    """The permutation when `value` is transposed from channels-first to channels-last."""
    transpose = defined_by(value, TransposeOp)
    if transpose is None:
        return None
    return ints(transpose.perm) if _is_channels_last(ints(transpose.perm)) else None


def _is_channels_last(perm: Perm) -> bool:
    return len(perm) >= 3 and perm == (0, *range(2, len(perm)), 1)


def _is_free(value: SSAValue, perm: Perm) -> bool:
    """Whether `_source` moves no data at run time."""
    shape = full_rank(shape_of(value), len(perm))
    constant = defined_by(value, ConstantOp) is not None
    return _channels_last(value) == perm or constant or is_view(shape, _inverse(perm))


def _source(value: SSAValue, perm: Perm, rewriter: PatternRewriter) -> SSAValue:
    """A value that, transposed by `perm`, broadcasts as `value` does."""
    transpose = defined_by(value, TransposeOp)
    if transpose is not None and _channels_last(value) == perm:
        return transpose.input
    shape, inverse = full_rank(shape_of(value), len(perm)), _inverse(perm)
    if (array := constant_array(value)) is not None:
        return constant(np.ascontiguousarray(array.reshape(shape).transpose(inverse)), rewriter)
    return rewriter.insert(ReshapeOp.of(value, tuple(shape[axis] for axis in inverse))).answer


def _renamed(op: WithAxes, x: SSAValue, perm: Perm) -> NNOp:
    """`op` on x instead of on x transposed by `perm`."""

    def reorder(values: Sequence[int]) -> list[int]:
        return [values[axis] for axis in _inverse(perm)]

    match op:
        case SoftmaxOp():
            return rebuilt(op, input=x, axis=integer(perm[op.axis.value.data]))
        case ReduceOp():
            return rebuilt(op, input=x, axes=int_array(sorted(perm[axis] for axis in ints(op.axes))))
        case SliceOp():
            ranges = {"starts": op.starts, "limits": op.limits, "steps": op.steps}
            return rebuilt(op, input=x, **{n: int_array(reorder(ints(v))) for n, v in ranges.items()})
        case PadOp():
            begins, ends = ints(op.pads)[: len(perm)], ints(op.pads)[len(perm) :]
            return rebuilt(op, input=x, pads=int_array(reorder(begins) + reorder(ends)))
        case CastOp():
            return CastOp.of(x, element_of(op.answer))
        case ResizeOp():
            scales = [float(op.scales.get_values()[axis]) for axis in _inverse(perm)]
            return ResizeOp.of(
                x,
                reorder(shape_of(op.answer)),
                mode=op.mode.data,
                scales=scales,
                coordinate_mode=op.coordinate_mode.data,
                nearest_mode=op.nearest_mode.data,
            )


def _result_perm(op: NNOp, perm: Perm) -> Perm:
    """How the result of `op` on x must be transposed to be the result of `op` on x transposed by `perm`."""
    if not isinstance(op, ReduceOp) or op.keepdims:
        return perm
    kept = [perm[axis] for axis in range(len(perm)) if axis not in ints(op.axes)]
    return tuple(sorted(kept).index(axis) for axis in kept)


def _transposed(value: SSAValue, perm: Perm) -> tuple[tuple[TransposeOp, ...], tuple[SSAValue, ...]]:
    """The operations that transpose `value` by `perm`, none for the identity, and what they make."""
    if perm == tuple(range(len(perm))):
        return (), (value,)
    transpose = TransposeOp.of(value, perm=perm)
    return (transpose,), (transpose.answer,)


def _inverse(perm: Perm) -> Perm:
    return tuple(perm.index(axis) for axis in range(len(perm)))


@dataclass(frozen=True)
class SinkTransposesPass(ModulePass):
    """Move transposes from channels-first to channels-last (N,C,… → N,…,C) down through the operations after them.

    TensorFlow and Keras models compute channels-last; their ONNX exports put a transpose before and after every
    convolution and pool. The ones behind are moved through elementwise operations, concatenations, softmax, slices, pads, resizes
    and reductions, whose axes are renamed and whose constants are transposed, until they meet the one before the next
    convolution, and both vanish: the network becomes channels-first from its first convolution to its last. Before a fully
    connected layer the transpose goes into the order of the weights. At outputs it stays. The one before the first
    convolution is moved the other way, up through elementwise operations, pads and casts, towards the input.

    Preconditions: every other operand of an operation is transposed in the same way, a constant, or has but one
    dimension that is not 1 where the transpose moves it (and is reshaped). Other permutations are not moved, so that the
    rewriting ends; two in a row become one. A transpose that has to stay for one user is done twice when it sinks past
    another; where that leaves more elements to transpose than there were, as around the layer norms of a transformer, the
    module stays as it was.

    Before:
    ```mlir
    %a = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : tensor<1x8x4x4xf32> -> tensor<1x4x4x8xf32>
    %b = nn.relu %a : tensor<1x4x4x8xf32> -> tensor<1x4x4x8xf32>
    %y = nn.transpose %b {perm = array<i64: 0, 3, 1, 2>} : tensor<1x4x4x8xf32> -> tensor<1x8x4x4xf32>
    ```

    After:
    ```mlir
    %y = nn.relu %x : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
    ```
    """

    name = "sink-transposes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [ComposeTransposes()], erase_dead=True)
        if not any(isinstance(o, TransposeOp) for o in op.walk()):
            return
        before = op.clone()
        sink = [SinkThroughElementwise(), SinkThroughAxes(), RaiseTowardsInput(), AbsorbIntoGemm()]
        rewrite_greedily(op, [ComposeTransposes(), *sink], erase_dead=True)
        if _transposed_elements(op) > _transposed_elements(before):
            op.detach_region(op.body).drop_all_references()
            op.add_region(before.detach_region(before.body))


def _transposed_elements(module: ModuleOp) -> int:
    """How many elements the transposes of `module` move."""
    found = [op for op in module.walk() if isinstance(op, TransposeOp)]
    return sum(math.prod(shape_of(t.answer)) for t in found if not is_view(shape_of(t.input), ints(t.perm)))

"""Combine additions and multiplications by constants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import AddOp, BinaryOp, DivOp, MulOp, SubOp, constant_array, element_of
from .._rewriting import rewrite_greedily
from ._layers import constant, rounded
from ._match import is_float_tensor, split_constant, used_once

SHIFTS = (AddOp, SubOp)
SCALES = (MulOp, DivOp)


class Associate(RewritePattern):
    """(x + a) + b → x + (a + b), and (x · a) · b → x · (a · b)"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: AddOp | SubOp | MulOp | DivOp, rewriter: PatternRewriter):
        kind = AddOp if isinstance(op, SHIFTS) else MulOp
        outer = _term(op)
        inner = _inner(outer, SHIFTS if kind is AddOp else SCALES)
        if outer is None or inner is None:
            return
        combine = np.add if kind is AddOp else np.multiply
        if (array := rounded(combine(inner.array, outer.array), element_of(op.lhs))) is not None:
            rewriter.replace(op, kind.of(inner.value, constant(array, rewriter)))


class Distribute(RewritePattern):
    """(x + a) · b → x · b + a · b"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MulOp | DivOp, rewriter: PatternRewriter):
        outer = _term(op)
        inner = _inner(outer, SHIFTS)
        if outer is None or inner is None:
            return
        element = element_of(op.lhs)
        scale, shift = rounded(outer.array, element), rounded(inner.array * outer.array, element)
        if scale is not None and shift is not None:
            factor, offset = constant(scale, rewriter), constant(shift, rewriter)
            scaled = rewriter.insert(MulOp.of(inner.value, factor))
            rewriter.replace(op, AddOp.of(scaled.answer, offset))


@dataclass(frozen=True)
class _Term:
    """value + array, or value · array, of the type of the value; what is subtracted is negative, a divisor its reciprocal."""

    value: SSAValue
    array: np.ndarray


def _term(op: BinaryOp) -> _Term | None:
    found = split_constant(op)
    if found is None or not is_float_tensor(found[0]):
        return None
    value, array = found[0], constant_array(found[1])
    if array is None or (isinstance(op, SubOp | DivOp) and value is not op.lhs):
        return None
    array = array.astype(np.float64)
    with np.errstate(all="ignore"):
        array = -array if isinstance(op, SubOp) else 1 / array if isinstance(op, DivOp) else array
    return _Term(value, array) if np.isfinite(array).all() else None


def _inner(outer: _Term | None, kinds: Sequence[type[BinaryOp]]) -> _Term | None:
    """The term before `outer`, if combining the two constants makes none that is larger than both."""
    op = None if outer is None else used_once(outer.value, *kinds)
    inner = None if op is None else _term(op)
    if outer is None or inner is None:
        return None
    size = np.broadcast(inner.array, outer.array).size
    return inner if size <= max(inner.array.size, outer.array.size) else None


@dataclass(frozen=True)
class CombineAffinePass(ModulePass):
    """Combine chains of additions and multiplications by constants into at most one of each: x · a + b.

    Constants in a row become one (in float64), and a multiplication moves before an addition; subtractions and divisions
    take part as additions and multiplications. What is left is the form that `fold-scale` and `fuse-bias` absorb: a decomposed
    batch norm, a Scale layer behind it, and the normalisation of an input image all come down to it.

    Preconditions: floating-point values; no operation but the last of the chain has another user; no constant
    broadcasts the value to a larger shape; the new constants are finite.

    Before:
    ```mlir
    %mean = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %deviation = nn.constant dense<[0.5, 2.0]> : tensor<2xf32>
    %a = nn.sub %x, %mean : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
    %y = nn.div %a, %deviation : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
    ```

    After:
    ```mlir
    %factor = nn.constant dense<[2.0, 0.5]> : tensor<2xf32>
    %shift = nn.constant dense<[-2.0, -1.0]> : tensor<2xf32>
    %a = nn.mul %x, %factor : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
    %y = nn.add %a, %shift : tensor<4x2xf32>, tensor<2xf32> -> tensor<4x2xf32>
    ```
    """

    name = "combine-affine"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [Associate(), Distribute()], erase_dead=True)

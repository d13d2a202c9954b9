"""Fold padding into the window that slides over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import BoolAttr, ModuleOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...dialects.nn import AvgPoolOp, ConvOp, MaxPoolOp, PadOp, int_array, ints, shape_of
from .._rewriting import rewrite_greedily
from ._bounds import is_non_negative
from ._match import defined_by, rebuilt


class MergePads(RewritePattern):
    """pad(pad(x)) with one value → one pad."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: PadOp, rewriter: PatternRewriter):
        inner = defined_by(op.input, PadOp)
        if inner is None or _filling(op) is None or _filling(inner) != _filling(op):
            return
        pads = _sum(ints(op.pads), ints(inner.pads))
        rewriter.replace(op, rebuilt(op, input=inner.input, pads=int_array(pads)))


class PadOfConv(RewritePattern):
    """conv(pad(x, 0)) → conv(x) with more padding."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConvOp, rewriter: PatternRewriter):
        pad = defined_by(op.input, PadOp)
        if pad is None or _filling(pad) != 0 or (pads := _spatial(pad)) is None:
            return
        total = int_array(_sum(pads, ints(op.pads)))
        rewriter.replace(op, rebuilt(op, input=pad.input, pads=total))


class PadOfMaxPool(RewritePattern):
    """max_pool(pad(x, v)) → max_pool(x) with more padding, when v can never be the largest."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MaxPoolOp, rewriter: PatternRewriter):
        pad = defined_by(op.input, PadOp)
        if pad is None or not _never_wins(pad) or (pads := _pads_in_window(pad, op)) is None:
            return
        rewriter.replace(op, rebuilt(op, input=pad.input, pads=int_array(pads)))


class PadOfAvgPool(RewritePattern):
    """avg_pool(pad(x, 0)) → avg_pool(x) with more padding, which counts."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: AvgPoolOp, rewriter: PatternRewriter):
        pad = defined_by(op.input, PadOp)
        if pad is None or _filling(pad) != 0 or (pads := _pads_in_window(pad, op)) is None:
            return
        if (
            any(ints(op.pads)) and not op.count_include_pad
        ):  # its own padding does not count, what `pad` adds does
            return
        counted = BoolAttr.from_bool(True)
        rewriter.replace(op, rebuilt(op, input=pad.input, pads=int_array(pads), count_include_pad=counted))


def _filling(pad: PadOp) -> float | None:
    """What a pad of mode `constant` fills with."""
    return pad.value.value.data if pad.mode.data == "constant" and pad.result is not None else None


def _never_wins(pad: PadOp) -> bool:
    """Whether an element of the input is always at least what the pad fills with."""
    filling = _filling(pad)
    if filling is None:
        return False
    return filling <= float(np.finfo(np.float32).min) or (filling <= 0 and is_non_negative(pad.input))


def _spatial(pad: PadOp) -> Sequence[int] | None:
    """The spatial part of the pads (begins, then ends); None if the pad extends batch or channels."""
    pads, rank = ints(pad.pads), len(shape_of(pad.input))
    begins, ends = pads[:rank], pads[rank:]
    return None if any(begins[:2] + ends[:2]) else begins[2:] + ends[2:]


def _pads_in_window(pad: PadOp, pool: MaxPoolOp | AvgPoolOp) -> Sequence[int] | None:
    """The pads of the pool with those of `pad`; None unless they leave every window an element of the input and all windows in place.

    A window that hangs over the end (`ceil_mode`) stops at the padded input, so padding must not become the pool's own; a dilated
    window may skip a narrow input.
    """
    pads = _spatial(pad)
    if pads is None or pool.ceil_mode or math.prod(ints(pool.dilations)) != 1:
        return None
    total, kernel = _sum(pads, ints(pool.pads)), ints(pool.kernel_shape)
    return total if all(p < k for p, k in zip(total, kernel * 2, strict=True)) else None


def _sum(a: Sequence[int], b: Sequence[int]) -> list[int]:
    return [x + y for x, y in zip(a, b, strict=True)]


@dataclass(frozen=True)
class FoldPadPass(ModulePass):
    """Fold `nn.pad` with a constant into the padding of the convolution or pool that reads it.

    Padding means something else for each of them, so the conditions differ:

    - convolution: the pad fills with zero;
    - max pool, where padding never wins: the pad fills with -infinity (or the smallest float), or with zero or less where the
      input is never negative (after a relu, say), and no window lies in the padding alone;
    - average pool, where `count_include_pad` says whether padding counts: the pad fills with zero, the pool has no padding
      of its own or counts it, and counts it afterwards.

    Pools with `ceil_mode` or dilation are left alone. Two pads in a row become one. Padding of batch or channels stays.

    Before:
    ```mlir
    %p = nn.pad %x {pads = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>, mode = "constant", value = 0.0 : f32}
       : tensor<1x8x4x4xf32> -> tensor<1x8x6x6xf32>
    %y = nn.conv %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
       : tensor<1x8x6x6xf32>, tensor<8x8x3x3xf32> -> tensor<1x8x4x4xf32>
    ```

    After:
    ```mlir
    %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
       : tensor<1x8x4x4xf32>, tensor<8x8x3x3xf32> -> tensor<1x8x4x4xf32>
    ```
    """

    name = "fold-pad"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [MergePads(), PadOfConv(), PadOfMaxPool(), PadOfAvgPool()], erase_dead=True)

"""Pruned convolution → planned convolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ..diagnostics import IRError
from ..dialects import pconv, plan
from ..passes.planning.schedule import SCHEDULE
from ..schemes import FKW, split_blocks
from ._conv_tables import PlannedConvBuilder


def _convert(conv: pconv.ConvOp) -> None:
    if not isinstance(conv.weight.owner, pconv.ConstantOp):
        raise IRError(
            f"'{conv.name}' is scheduled, but its weights are not packed; run pack-weights first", conv
        )
    packed, builder = split_blocks(conv.weight.owner.fkw()), PlannedConvBuilder(conv)
    if builder.schedule.kernel.data == "run":
        builder.replace(plan.RunConvOp, _run_tables(packed, builder))
    else:
        builder.replace(plan.TapConvOp, _tap_tables(packed, builder))


def _kernel_taps(packed: FKW, builder: PlannedConvBuilder) -> np.ndarray:
    """K×n: the taps of every packed kernel, from its channel and its pattern's entries."""
    entries = np.array([p.positions for p in packed.patterns])
    return packed.index[:, None] * builder.channel_stride + builder.taps[entries[packed.pattern_of_kernel()]]


def _tap_tables(packed: FKW, builder: PlannedConvBuilder) -> dict[str, np.ndarray]:
    """FKW's groups are the blocks of filters; weights go from (kernel, filter, entry) to (kernel, entry, filter)."""
    g, n = packed.group, packed.entries
    counts = np.diff(packed.offset) * n
    first = packed.offset[:-1] * n
    filters = np.full((packed.groups, g), packed.reorder[-1])
    filters.reshape(-1)[: packed.filters] = packed.reorder
    return {
        "groups": np.stack([first, counts, first * g], 1).astype(np.int32),
        "filters": filters.astype(np.int32),
        "taps": _kernel_taps(packed, builder).reshape(-1).astype(np.int32),
        "weights": _by_entry(packed, filters).reshape(-1),
    }


def _by_entry(packed: FKW, filters: np.ndarray) -> np.ndarray:
    """K×n×g weights. A short last group repeats its last filter, with that filter's weights."""
    g = packed.group
    weights = packed.weight.reshape(packed.kernels, g, packed.entries).transpose(0, 2, 1).copy()
    missing = filters.size - packed.filters
    if missing:
        last = weights[packed.offset[-2] :]
        last[:, :, g - missing :] = last[:, :, [g - missing - 1]]
    return weights


def _run_tables(packed: FKW, builder: PlannedConvBuilder) -> dict[str, np.ndarray]:
    """Kernels sorted by block of filters, channel, pattern, filter; kernels of equal block, channel and pattern are a run.

    A group of g filters is taken apart into its filters.
    """
    g, n = packed.group, packed.entries
    place = (packed.group_of_kernel()[:, None] * g + np.arange(g)).reshape(-1)
    slot = np.flatnonzero(place < packed.filters)  # a short last group has fewer filters
    kernel, filters = slot // g, packed.reorder[place[slot]]
    block = filters // builder.schedule.filters
    keys = np.stack([block, packed.index[kernel], packed.pattern_of_kernel()[kernel]])
    order = np.lexsort((filters, *keys[::-1]))
    keys, kernel, filters = keys[:, order], kernel[order], filters[order]
    starts = np.flatnonzero(np.any(np.diff(keys, axis=1, prepend=-1) != 0, axis=0))
    ends = np.append(starts[1:], len(kernel)) if len(starts) else starts
    blocks = -(-packed.filters // builder.schedule.filters)
    taps = _kernel_taps(packed, builder)[kernel[starts]].reshape(len(starts), n)
    return {
        "blocks": np.searchsorted(keys[0, starts], np.arange(blocks + 1)).astype(np.int32),
        "runs": np.column_stack([taps, starts, ends]).astype(np.int32),
        "filters": filters.astype(np.int32),
        "weights": packed.weight.reshape(packed.kernels * g, n)[slot[order]].reshape(-1),
    }


@dataclass(frozen=True)
class ConvertPconvToPlanPass(ModulePass):
    """Turn a scheduled `pconv.conv` with packed weights into `plan.tap_conv` or `plan.run_conv`, as its schedule says.

    A tap kernel takes FKW's groups as its blocks of filters; blocks of channels are taken apart. A run kernel sorts the same kernels by channel and pattern, so that
    each run's input vectors are loaded once.

    Preconditions: destination form, packed (`pack-weights`), scheduled, buffers not yet planned (`memref.alloc`).

    Before:
    ```mlir
    pconv.conv %x, %w into(%y : …) {…, plan.schedule = #plan.schedule<run, filters = 8, tile = 4, …>} : …, !pconv.fkw<…>
    ```
    After:
    ```mlir
    plan.run_conv %x blocks(%k : memref<2xi32>) runs(%r : memref<12x6xi32>) filters(%f : memref<40xi32>)
      weights(%p : memref<160xf32>) bias(%b : memref<8xf32>) into(%y : …) {schedule = #plan.schedule<run, …>} : …
    ```
    """

    name = "convert-pconv-to-plan"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for conv in [o for o in op.walk() if isinstance(o, pconv.ConvOp) and SCHEDULE in o.attributes]:
            _convert(conv)

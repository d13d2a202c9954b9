"""Pruned layers → planned ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ..diagnostics import IRError
from ..dialects import pconv, plan
from ..passes.planning.schedule import SCHEDULE
from ..schemes import FKW, split_blocks
from ..schemes.block_pruned import PackedBlocks
from ._conv_tables import PlannedConvBuilder, known_array


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
    """FKW's groups are the blocks of filters; weights go from (kernel, filter, entry) to (tap, filter).

    The taps of a group come by block of channels, slice of the kernel, channel and entry, so that those that lie near each other
    follow each other.
    """
    g, n = packed.group, packed.entries
    channels = builder.schedule.channels or packed.shape[1]
    blocks, slices = -(-packed.shape[1] // channels), builder.kernel_slices
    entries = np.array([p.positions for p in packed.patterns])[packed.pattern_of_kernel()]
    slice_ = entries * slices // prod(packed.shape[2:])
    row = packed.index // channels * packed.groups + packed.group_of_kernel()
    part = (row[:, None] * slices + slice_).reshape(-1)
    order = np.lexsort((np.repeat(packed.index, n), part))
    counts = np.bincount(part, minlength=blocks * packed.groups * slices).reshape(-1, slices)
    first = np.cumsum(counts.sum(1)) - counts.sum(1)
    filters = np.full((packed.groups, g), packed.reorder[-1])
    filters.reshape(-1)[: packed.filters] = packed.reorder
    return {
        "groups": builder.groups(first, first * g, counts),
        "filters": filters.astype(np.int32),
        "taps": _kernel_taps(packed, builder).reshape(-1)[order].astype(np.int32),
        "weights": _by_entry(packed, filters).reshape(-1, g)[order].reshape(-1),
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


def _convert_linear(linear: pconv.LinearOp, schedule: plan.ScheduleAttr) -> None:
    if not isinstance(linear.weight.owner, pconv.BlockConstantOp):
        raise IRError(
            f"'{linear.name}' is scheduled, but its weights are not packed; run pack-weights first", linear
        )
    packed = linear.weight.owner.packed()
    tables = {
        "offset": packed.offset,
        "index": packed.index,
        "weights": packed.weight.reshape(-1, packed.group),
        "bias": _bias_by_block(linear, packed),
    }
    weights = {name: plan.WeightOp.of(np.ascontiguousarray(table)) for name, table in tables.items()}
    planned = plan.BlockLinearOp.build(
        operands=(linear.input, *(weight.result for weight in weights.values()), linear.out),
        properties={"schedule": schedule, "activation": linear.activation},
    )
    for op in (*weights.values(), planned):
        op.location = linear.location
        Rewriter.insert_op(op, InsertPoint.before(linear))
    Rewriter.erase_op(linear)


def _bias_by_block(linear: pconv.LinearOp, packed: PackedBlocks) -> np.ndarray:
    """G×g, zero for outputs that the last block lacks."""
    bias = np.zeros(packed.blocks * packed.group, np.float32)
    if linear.bias is not None:
        bias[: packed.shape[0]] = known_array(linear.bias, linear)
    return bias.reshape(-1, packed.group)


@dataclass(frozen=True)
class ConvertPconvToPlanPass(ModulePass):
    """Turn a scheduled `pconv.conv` with packed weights into `plan.tap_conv` or `plan.run_conv`, as its schedule says, and `pconv.linear`
    into `plan.block_linear`, whose tables are the packed arrays as they are.

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
        for layer in list(op.walk()):
            schedule = layer.attributes.get(SCHEDULE)
            if isinstance(layer, pconv.ConvOp) and schedule is not None:
                _convert(layer)
            elif isinstance(layer, pconv.LinearOp) and isinstance(schedule, plan.ScheduleAttr):
                _convert_linear(layer, schedule)

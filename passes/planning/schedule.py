"""Choosing the kernel of every convolution and linear layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, f32
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass

from ...diagnostics import IRError
from ...dialects import nn, pconv, plan
from ...dialects.nn._base import NNOp
from ...dialects.nn.conv import ConvBase
from ._convolutions import Window, group_of, is_planned, weight_shape

SCHEDULE = "plan.schedule"
"""The discardable attribute that holds the schedule of a layer."""

RUN_BELOW = 4
"""Groups of fewer filters than this run (channel, pattern)-outer: their accumulators are too few to hide latency."""

LINEAR_TILE = 8
"""Most vectors of outputs of a linear layer computed together."""


def _schedule_conv(conv: ConvBase, target: plan.TargetAttr) -> plan.ScheduleAttr:
    assert conv.out is not None
    vectors = plan.plane_positions(conv.out.type, target.lanes) // target.lanes
    tiles = range(1, min(vectors, target.registers) + 1)
    if isinstance(conv, nn.ConvOp):
        filters = weight_shape(conv)[0] // group_of(conv)
        pairs = [(g, t) for g in range(1, min(filters, target.registers) + 1) for t in tiles]
        return _tap(conv, target, filters, vectors, pairs)
    packed = conv.weight.owner
    assert isinstance(packed, pconv.ConstantOp) and isinstance(conv.weight.type, pconv.FKWType)
    group, entries = conv.weight.type.scheme.group.data, packed.fkw().entries
    if group < RUN_BELOW and prod(Window.of(conv).kernel) > 1:
        return _run(conv, target, vectors, entries)
    return _tap(conv, target, weight_shape(conv)[0], vectors, [(group, t) for t in tiles])


def _tap(
    conv: ConvBase, target: plan.TargetAttr, filters: int, vectors: int, pairs: Iterable[tuple[int, int]]
) -> plan.ScheduleAttr:
    """The pair (filters, tile) with the best estimate whose accumulators, inputs and one weight fit the registers."""
    fitting = [(g, t) for g, t in pairs if g * t + t + 1 <= target.registers] or [(next(iter(pairs))[0], 1)]
    g, tile = max(fitting, key=lambda p: (_efficiency(*p, filters, vectors), -p[0]))
    positions = vectors * target.lanes * 4
    order = "tile" if nn.shape_of(conv.input)[1] * positions > target.l2 // 2 else "group"
    return plan.ScheduleAttr.of("tap", g, tile, target.lanes, order)


def _efficiency(g: int, tile: int, filters: int, vectors: int) -> float:
    """Useful share of what a tap kernel does: products that are not repeated, per product or load (whichever there are more of),
    with at least 8 independent sums to hide the latency of a multiply-add."""
    useful = (filters * vectors) / (-(-filters // g) * g * -(-vectors // tile) * tile)
    work = g * tile
    return useful * min(1.0, work / 8) * work / (work + 0.25 * (g + tile))


def _run(conv: ConvBase, target: plan.TargetAttr, vectors: int, entries: int) -> plan.ScheduleAttr:
    """As many vectors as registers allow for the inputs of a run and one set of sums, dividing the plane best."""
    most = max(1, min(vectors, 5, (target.registers - 2) // (entries + 1)))
    tile = max(range(1, most + 1), key=lambda t: vectors / (-(-vectors // t) * t) * t / (t + 1))
    room = max(1, target.l2 // 4 // (tile * target.lanes * 4))
    return plan.ScheduleAttr.of("run", min(room, weight_shape(conv)[0]), tile, target.lanes)


def _schedule_gemm(gemm: nn.GemmOp, target: plan.TargetAttr) -> plan.ScheduleAttr:
    assert gemm.out is not None
    vectors = -(-nn.shape_of(gemm.out)[1] // target.lanes)
    tile = min(vectors, LINEAR_TILE)
    return plan.ScheduleAttr.of("linear", 1, tile, target.lanes)


def is_planned_linear(gemm: nn.GemmOp) -> bool:
    """Whether a linear layer has a kernel: dense f32 buffers, its matrix and addend known now."""
    return (
        isinstance(gemm.b.owner, plan.WeightOp)
        and (gemm.c is None or _is_row(gemm.c))
        and nn.element_of(gemm.a) == f32
        and not gemm.trans_a.value.data
    )


def _is_row(addend: SSAValue) -> bool:
    """Whether a linear layer's addend is known now and the same for every row."""
    return isinstance(addend.owner, plan.WeightOp) and (
        len(nn.shape_of(addend)) < 2 or nn.shape_of(addend)[0] == 1
    )


@dataclass(frozen=True)
class SchedulePass(ModulePass):
    """Choose, for every convolution and linear layer, kernel, blocking and loop order: `#plan.schedule`.

    - Pruned by patterns in groups of fewer than four filters: `run`, (channel, pattern)-outer. Every other convolution:
      `tap`, with as many accumulators as the registers hold; a pruned one takes its group as the block of filters.
    - `tap` walks tiles outermost when the input is larger than half the second cache, so that a tile of it stays near for all filters,
      and filter groups outermost otherwise, so that their weights do.

    Preconditions: destination form, layouts assigned. The target is the module's `plan.target`.

    Before:
    ```mlir
    nn.conv %x, %w into(%y : …) {…} : …
    ```
    After:
    ```mlir
    nn.conv %x, %w into(%y : …) {…, plan.schedule = #plan.schedule<tap, filters = 8, tile = 3, lanes = 16, order = tile>} : …
    ```
    """

    name = "schedule"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        target = plan.target_of(op)
        for layer in op.walk():
            if isinstance(layer, NNOp) and layer.out is None:
                raise IRError(f"'{layer.name}' has no destination; bufferize must run first", layer)
            if isinstance(layer, ConvBase) and is_planned(layer):
                layer.attributes[SCHEDULE] = _schedule_conv(layer, target)
            elif isinstance(layer, nn.GemmOp) and is_planned_linear(layer):
                layer.attributes[SCHEDULE] = _schedule_gemm(layer, target)

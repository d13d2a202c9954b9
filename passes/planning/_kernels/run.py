"""`run`: (channel, pattern)-outer. Loads the inputs of a run once, for all filters that keep this pattern of this channel.

The kernel of layers whose filters choose patterns each for itself (`plan.run_conv`). Sums live in the caches: every kernel loads
`tile` of them, adds its entries × `tile` products and stores them.

- filters: of a block, whose sums stay near; a block of fewer has shorter runs.
- tile: vectors of positions. The inputs of a run, entries × tile vectors, should fit the registers.
- order: without meaning, `tile`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ....dialects import plan
from .._workload import FLOAT, Workload
from . import _costs as costs

LEAST_FILTERS = 32
"""Smaller blocks than this are not worth a measurement, unless there are no more filters: their runs have hardly two kernels."""


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    if layer.kind != "conv" or not layer.pruned:
        return "'run' is for convolutions pruned by patterns"
    if schedule.tile > layer.vectors(schedule.lanes):
        return f"a plane has {layer.vectors(schedule.lanes)} vectors, fewer than a tile of {schedule.tile}"
    return None


def schedules(layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
    """Tiles whose inputs fit the registers, and blocks of all filters, half of them, a quarter …"""
    if layer.kind != "conv" or not layer.pruned:
        return
    most = max(1, (target.registers - 2) // (layer.entries + 1))
    for tile in costs.tiles(layer.vectors(target.lanes), most):
        filters = layer.filters
        while filters == layer.filters or filters >= LEAST_FILTERS:
            yield plan.ScheduleAttr.of("run", filters, tile, target.lanes)
            filters = -(-filters // 2)
            if filters == 1:
                break


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """Products, loads and lines, which overlap; then what every run costs in every tile, and every vector of the result."""
    n, tile, lanes = layer.entries, schedule.tile, schedule.lanes
    tiles = layer.images * -(-layer.vectors(lanes) // tile)
    blocks = -(-layer.filters // schedule.filters)
    kernels, runs = layer.kernels * layer.group, _runs(layer, blocks)
    spilled = max(0, n * tile + tile + 1 - target.registers)
    loads = 2 * tile * costs.LOAD + n * costs.BROADCAST + costs.STEP
    sums, weights = _lines(layer, schedule, target, tiles)
    work = costs.overlapped(
        tiles * kernels * (n * tile + costs.SPILL * spilled),
        tiles * kernels * (loads + costs.SPILL * spilled) + sums,
        sums + weights + costs.far(layer, target),
    )
    overhead = tiles * (runs * (costs.RUN + n * tile * costs.RUN_VECTOR) + blocks * costs.ITEM)
    return work + overhead + costs.finish(layer, layer.vectors(lanes)) + costs.split(layer, lanes)


def _runs(layer: Workload, blocks: int) -> float:
    """Runs of all blocks together: kernels of one channel and pattern that lie in different blocks are different runs."""
    if not layer.runs:
        return 0.0
    length = layer.kernels * layer.group / layer.runs
    return layer.runs * blocks * (1 - (1 - 1 / blocks) ** length)


def _lines(
    layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr, tiles: int
) -> tuple[float, float]:
    """Slots for the lines of sums, which go back and forth once a kernel, and of weights, which pass once a tile."""
    n, tile = layer.entries, schedule.tile
    kernels, vector = layer.kernels * layer.group, schedule.lanes * FLOAT
    moved = 2 * tiles * kernels * tile * vector / costs.LINE
    weights = kernels * (n + 1) * FLOAT
    passes = costs.lines(tiles * weights / costs.LINE, weights, target)
    return costs.lines(moved, schedule.filters * tile * vector, target), passes + costs.cold(weights)

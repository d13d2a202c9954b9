"""`linear`: a fully connected layer. Blocks of outputs are summed in registers while their weights stream by once.

- filters: without meaning, 1.
- tile: vectors of outputs of a block, which is as many sums at a time.
- order: without meaning, `tile`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ....dialects import plan
from .._workload import FLOAT, Workload
from . import _costs as costs

MOST = 12
"""Vectors of a tile: more streams of weights than this are no faster."""


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    return None if layer.kind == "linear" else "'linear' is for fully connected layers"


def schedules(layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
    if layer.kind != "linear":
        return
    vectors = -(-layer.filters // target.lanes)
    for tile in range(1, min(vectors, MOST) + 1):
        yield plan.ScheduleAttr.of("linear", 1, tile, target.lanes)


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """A load and a multiply-add for every vector of weights, or their lines from the cache or memory that holds them."""
    tile, lanes = schedule.tile, schedule.lanes
    blocks = -(-layer.filters // (tile * lanes))
    step = max(tile * costs.LOAD, costs.LATENCY) + costs.STEP
    weights = layer.channels * blocks * tile * lanes * FLOAT
    again = costs.lines((layer.images - 1) * weights / costs.LINE, weights, target)
    row = blocks * (layer.channels * step + costs.ITEM + tile * costs.SUM)
    return max(layer.images * row, again + costs.cold(weights))

"""`linear`: a dense fully connected layer. Blocks of rows × outputs are summed in registers while the weights stream by.

- filters: rows of the input together, which share every vector of weights.
- tile: vectors of outputs of a block. Its sums, rows × tile, and the weights of a column should fit the registers.
- order: without meaning, `tile`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ....dialects import plan
from .._workload import FLOAT, Workload
from ._linear import linear_cost, rows_objection, rows_together

MOST = 12
"""Vectors of a tile: more streams of weights than this are no faster."""


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    if layer.kind != "linear" or layer.pruned:
        return "'linear' is for dense fully connected layers"
    return rows_objection(layer, schedule)


def schedules(layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
    if layer.kind != "linear" or layer.pruned:
        return
    vectors = -(-layer.filters // target.lanes)
    for tile in range(1, min(vectors, MOST) + 1):
        for rows in rows_together(layer, tile, target):
            yield plan.ScheduleAttr.of("linear", rows, tile, target.lanes)


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    width = schedule.tile * schedule.lanes
    blocks = -(-layer.filters // width)
    columns = layer.channels * blocks
    return linear_cost(layer, schedule, target, columns, blocks, columns * width * FLOAT)

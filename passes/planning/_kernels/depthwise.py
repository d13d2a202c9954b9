"""`depthwise`: planes one by one, in strips of columns from the first row to the last, strided ones without a copy.

The kernel of convolutions whose filters read one channel each (`plan.depthwise_conv`). Weights stay in registers, and so do the sums
of all rows that a row of input belongs to.

- filters: without meaning, 1.
- tile: vectors of a strip, side by side.
- lanes: fewer than the target has where rows are short.
- order: without meaning, `tile`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ....dialects import plan
from .._workload import FLOAT, Workload
from . import _costs as costs

MOST = 2
"""Vectors of a strip: one is enough for planes that fit the first cache, two read more of each line of larger ones."""
LEAST_LANES = 4
SHUFFLED = 3.0
"""A vector of input whose columns' stride is 2: it lies in two or three lines, and is shuffled."""


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    if layer.kind != "conv" or not layer.depthwise:
        return "'depthwise' is for convolutions in two dimensions whose filters read one channel each"
    rows, columns = layer.outputs
    width = schedule.tile * schedule.lanes
    if schedule.tile > 1 and width > columns:
        return f"a row of {columns} is narrower than {width} columns"
    end = layer.positions - layer.positions // rows + max(width, columns)
    if not layer.strided and end > layer.vectors(target.lanes) * target.lanes:
        return f"the last row's vector of {schedule.lanes} reaches beyond the plane"
    return None


def schedules(layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
    """All lanes or half of them, and so on, in strips of one or two vectors."""
    lanes = target.lanes
    while lanes >= min(LEAST_LANES, target.lanes):
        for tile in range(1, MOST + 1):
            schedule = plan.ScheduleAttr.of("depthwise", 1, tile, lanes)
            if objection(layer, schedule, target) is None:
                yield schedule
        lanes //= 2


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """For every row of a strip, products or loads, and what rows cost beside; or the lines of input and result, if they are more."""
    strips = -(-layer.outputs[1] // (schedule.tile * schedule.lanes))
    steps = layer.outputs[0] + (layer.window[0] - 1) // layer.strides[0]
    work = strips * (steps * _step(layer, schedule, target) + costs.ITEM)
    read = layer.filters * steps * layer.strides[0] * layer.outputs[1] * layer.strides[1]
    written = layer.filters * layer.positions
    lines = costs.lines((read + written) * FLOAT / costs.LINE, (read + written) * FLOAT, target)
    return layer.images * max(layer.filters * work, lines)


def _step(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """A narrow vector takes its share of a slot for arithmetic, down to half of one, but more for all else."""
    (height, width), (stride, column_stride), tile = layer.window, layer.strides, schedule.tile
    narrow = schedule.lanes < target.lanes
    share, rest = (0.5, 0.7) if narrow else (1.0, 1.0)
    load = SHUFFLED if column_stride > 1 else costs.SPLIT_LOAD
    loads = min(stride, height) * width * load * rest
    beside = (costs.SUM + costs.LOAD * layer.residual) * tile + costs.STEP * (1 + narrow)
    return max(height * width * share, loads) * tile + beside

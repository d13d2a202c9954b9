"""What the kernels of fully connected layers share: how many rows go together, and what a block of sums costs."""

from __future__ import annotations

from ....dialects import plan
from .._workload import Workload
from . import _costs as costs

MOST_ROWS = 6
"""Rows of the input together: more leave the registers too few vectors of outputs, and cost as many loads."""

INDEPENDENT = 8
"""Sums at a time; where a block has fewer, its columns are summed apart."""


def rows_together(layer: Workload, vectors: int, target: plan.TargetAttr) -> list[int]:
    """Numbers of rows whose sums over `vectors` vectors of outputs fit the registers: the least for every number of parts."""
    parts = {-(-layer.images // rows) for rows in range(1, min(layer.images, MOST_ROWS) + 1)}
    counts = sorted({-(-layer.images // part) for part in parts})
    return [rows for rows in counts if fits(rows, vectors, target)] or counts[:1]


def fits(rows: int, vectors: int, target: plan.TargetAttr) -> bool:
    """Whether sums, a column's weights and an input fit the registers."""
    return rows * vectors + vectors + 1 <= target.registers


def rows_objection(layer: Workload, schedule: plan.ScheduleAttr) -> str | None:
    """Why the layer cannot be computed in parts of so many rows."""
    if schedule.filters > layer.images:
        return f"the input has {layer.images} rows, fewer than {schedule.filters}"
    return None


def slots(
    layer: Workload, schedule: plan.ScheduleAttr, columns: float, blocks: int, broadcasts: int
) -> float:
    """All rows of `blocks` blocks with `columns` columns together, each of which loads weights and takes `broadcasts` loads of numbers
    beside those of the inputs."""
    rows, tile = schedule.filters, schedule.tile
    parts, apart = -(-layer.images // rows), -(-INDEPENDENT // (rows * tile))
    loads = tile * costs.LOAD + (rows + broadcasts) * costs.BROADCAST
    column = max(rows * tile, loads) + costs.STEP / apart
    return parts * (columns * column + blocks * (costs.ITEM + apart * rows * tile * costs.SUM))


def traffic(
    layer: Workload, schedule: plan.ScheduleAttr, weights: float, block: float, target: plan.TargetAttr
) -> float:
    """`weights` bytes from memory, and for every part of the rows but the first again from where the bytes of a `block` stay."""
    parts = -(-layer.images // schedule.filters)
    return costs.cold(weights) + costs.lines((parts - 1) * weights / costs.LINE, block, target)

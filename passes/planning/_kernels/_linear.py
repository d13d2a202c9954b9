"""What the kernels of fully connected layers share: how many rows go together, and what a block of sums costs."""

from __future__ import annotations

from ....dialects import plan
from .._workload import Workload
from . import _costs as costs

MOST_ROWS = 8
"""Rows of the input together: with more, their addresses no longer fit the registers, and each needs a load for every product."""

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


def linear_cost(
    layer: Workload,
    schedule: plan.ScheduleAttr,
    target: plan.TargetAttr,
    columns: float,
    blocks: int,
    weights: float,
) -> float:
    """All rows of `blocks` blocks with `columns` columns together, whose `weights` bytes lie in sequence.

    Products, loads or the lines of the weights, whichever takes longest: from memory for the first rows, then from where those of a block
    stay. To that come the loops and the ends of the blocks.
    """
    rows, tile = schedule.filters, schedule.tile
    parts, apart = -(-layer.images // rows), -(-INDEPENDENT // (rows * tile))
    broadcasts = rows + layer.pruned  # a pruned column's number is a load too
    column = max(rows * tile, tile * costs.LOAD + broadcasts * costs.BROADCAST)
    again = costs.lines((parts - 1) * weights / costs.LINE, weights / blocks, target)
    ends = blocks * (costs.ITEM + apart * rows * tile * costs.SUM)
    work = max(parts * columns * column, costs.cold(weights) + again)
    return work + parts * (columns * costs.STEP / apart + ends)

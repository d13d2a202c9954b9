"""What the processor charges, in slots: the time of one vector multiply-add at peak. Fitted to measurements, see docs/decisions/.

A kernel's cost is a roofline: products, loads, and lines from the caches behind the first overlap, so the largest of them counts;
to that come the overheads, which do not overlap. Where another machine differs, measured schedules overrule.
"""

from __future__ import annotations

from math import prod

from ....dialects import plan
from .._workload import FLOAT, Workload

LATENCY = 4.0
"""Slots until a sum can be added to again: fewer independent sums than this leave the unit idle."""
LOAD = 1.2
"""A vector from the first cache, inside a line."""
SPLIT_LOAD = 1.5
"""A vector across two lines, as every shifted one is."""
BROADCAST = 0.7
"""A weight into all lanes of a vector."""
STEP = 0.85
"""Counting a loop and finding the next addresses."""
L2_LINE = 1.6
"""A line of 64 bytes from the second cache into the first."""
L3_LINE = 4.5
SCATTERED = 2.0
"""How much longer lines take that come from beyond the second cache a few of each plane: nobody asks for them early."""
MEMORY_LINE = 10.5
"""A line from memory, of which one core reads some 22 GB/s."""
ITEM = 4.0
"""Beginning and ending one tile of one block."""
RUN = 4.0
"""Beginning and ending a run: a loop of a length that the processor cannot foresee."""
RUN_VECTOR = 0.3
"""Loading one vector of every entry of a run."""
SUM = 0.75
"""A finished vector: sums, bias, activation, mask and store."""
COPY = 12.0
"""A vector moved by strides, as in splitting phases."""

LINE = 64
"""Bytes of a cache line."""


def tiles(layer: Workload, lanes: int, most: int) -> list[int]:
    """Vectors of a tile, up to `most`: the least for every number of tiles, since more would be computed twice."""
    vectors = layer.vectors(lanes)
    return sorted({-(-vectors // -(-vectors // tile)) for tile in range(1, min(vectors, most) + 1)})


def lines(count: float, footprint: float, target: plan.TargetAttr) -> float:
    """`count` lines out of a set of `footprint` bytes that is walked again and again, from the nearest cache that holds it."""
    if footprint <= target.l1:
        return 0.0
    return count * (L2_LINE if footprint <= target.l2 else L3_LINE)


def cold(weights: float) -> float:
    """Weights, in bytes, that are read for the first time since the last run of the network."""
    return weights / LINE * MEMORY_LINE


def input_bytes(layer: Workload) -> int:
    """What all input planes take, as the kernel reads them: split into phases where the window is strided."""
    return layer.channels * layer.phases * layer.positions * FLOAT


def tile_lines(layer: Workload, tile: int, lanes: int) -> float:
    """Lines that a tile touches of one channel: as many for every row that its entries lie in, and one more where it is shifted."""
    return min(prod(layer.window[:-1]), layer.entries) * (tile * lanes * FLOAT / LINE + (not layer.aligned))


def finish(layer: Workload, lanes: int) -> float:
    """The way of all sums into the destination."""
    each = SUM + LOAD * layer.residual + LOAD * layer.halo
    return layer.images * layer.filters * layer.vectors(lanes) * each


def split(layer: Workload, lanes: int) -> float:
    """Splitting the input into phases."""
    if not layer.strided:
        return 0.0
    return layer.images * layer.channels * layer.phases * layer.vectors(lanes) * COPY

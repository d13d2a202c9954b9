"""What the processor charges, in slots: the time of one vector multiply-add at peak. Fitted to measurements, see docs/decisions/.

A kernel's cost is a roofline: products, loads, and lines from the caches behind the first overlap, so the largest of them counts;
to that come the overheads, which do not overlap. Where another machine differs, measured schedules overrule.
"""

from __future__ import annotations

from math import prod

from ....dialects import plan
from .._workload import FLOAT, Workload

LATENCY = 3.0
"""Slots until a sum can be added to again, less what other blocks overlap: fewer sums than this leave the unit idle."""
LOAD = 1.0
"""A vector from the first cache, inside a line."""
SPLIT_LOAD = 1.5
"""A vector across two lines, as every shifted one is."""
BROADCAST = 0.65
"""A weight into all lanes of a vector."""
SPILL = 2.0
"""A vector that finds no register: stored, and loaded again."""
STEP = 0.6
"""Counting a loop and finding the next addresses."""
L2_LINE = 1.0
"""A line of 64 bytes from the second cache into the first."""
L3_LINE = 4.5
L3_SHARE = 4
"""How many times the second cache one core has of the third."""
MEMORY_LINE = 10.5
"""A line from memory, of which one core reads some 22 GB/s."""
SCATTERED = 5.0
"""How much longer it takes where nobody asks for it early."""
ITEM = 4.0
"""Beginning and ending one tile of one block."""
WAIT = 12.0
"""Taking up the sums of one tile of one block where they wait, and putting them back: beside each of their vectors, the begin."""
WAIT_VECTOR = 3.0
RUN = 5.0
"""Beginning and ending a run: a loop of a length that the processor cannot foresee."""
RUN_VECTOR = 0.42
"""Loading one vector of every entry of a run."""
SUM = 1.0
"""A finished vector: sums, bias, activation, mask and store."""
COPY = 8.5
"""A vector moved by strides, as in splitting phases."""

LINE = 64
"""Bytes of a cache line."""


def tiles(vectors: int, most: int) -> list[int]:
    """Vectors of a tile, up to `most`: the least for every number of tiles, since more would be computed twice."""
    return sorted({-(-vectors // -(-vectors // tile)) for tile in range(1, min(vectors, most) + 1)})


def lines(count: float, footprint: float, target: plan.TargetAttr, scattered: bool = False) -> float:
    """`count` lines out of a set of `footprint` bytes that is walked again and again. A cache smaller than that holds its share of it.

    scattered: a few lines of each plane at a time, so that nobody asks memory for them early.
    """
    sizes = (target.l1, target.l2, L3_SHARE * target.l2)
    l2, l3, memory = (max(0.0, 1 - size / max(footprint, 1.0)) for size in sizes)
    from_memory = MEMORY_LINE * (SCATTERED if scattered else 1)
    return count * (L2_LINE * l2 + (L3_LINE - L2_LINE) * l3 + (from_memory - L3_LINE) * memory)


def cold(weights: float) -> float:
    """Weights, in bytes, that are read for the first time since the last run of the network."""
    return weights / LINE * MEMORY_LINE


def far(layer: Workload, target: plan.TargetAttr) -> float:
    """Input, residual and result, each once, where they are too large to have stayed in the second cache: from the third or from memory.
    What is written is read before, and written back after."""
    out = layer.filters * layer.positions * FLOAT
    values = ((input_bytes(layer), 1), (out * layer.residual, 1), (out, 2))
    each = (lines(times * size / LINE, size, target) for size, times in values if size > target.l2)
    return layer.images * sum(each)


def input_bytes(layer: Workload) -> int:
    """What all input planes take, as the kernel reads them: split into phases where the window is strided."""
    return layer.channels * layer.phases * layer.positions * FLOAT


def tile_lines(layer: Workload, tile: int, lanes: int, aligned: bool) -> float:
    """Lines that a tile touches of one channel: as many for every row that its entries lie in, and one more where it is shifted."""
    return min(prod(layer.window[:-1]), layer.entries) * (tile * lanes * FLOAT / LINE + (not aligned))


def finish(layer: Workload, vectors: int) -> float:
    """The way of all sums, so many vectors of each plane, into the destination."""
    each = SUM + LOAD * layer.residual + LOAD * layer.halo
    return layer.images * layer.filters * vectors * each


def split(layer: Workload, lanes: int) -> float:
    """Splitting the input into phases."""
    if not layer.strided:
        return 0.0
    return layer.images * layer.channels * layer.phases * layer.vectors(lanes) * COPY

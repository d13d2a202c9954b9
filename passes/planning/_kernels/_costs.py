"""What the processor charges, in slots: the time of one vector multiply-add at peak. Fitted to measurements, see docs/decisions/.

A kernel's cost is a soft roofline: products, loads, and lines from the caches behind the first overlap, so the largest of them counts,
and the others the more the nearer they come to it; to that come the overheads, which do not overlap. Where another machine differs, measured schedules overrule.
"""

from __future__ import annotations

from math import prod

from ....dialects import plan
from .._workload import FLOAT, Workload

LATENCY = 2.0
"""Slots until a sum can be added to again, less what other blocks overlap: fewer sums than this leave the unit idle."""
LOAD = 1.2
"""A vector from the first cache, inside a line."""
SPLIT_LOAD = 1.35
"""A vector across two lines, as every shifted one is."""
BROADCAST = 1.0
"""A weight into all lanes of a vector."""
SPILL = 4.0
"""A vector that finds no register: stored, and loaded again."""
STEP = 0.3
"""Counting a loop and finding the next addresses."""
L2_LINE = 0.7
"""A line of 64 bytes from the second cache into the first."""
L3_LINE = 4.3
L3_SHARE = 4
"""How many times the second cache one core has of the third."""
MEMORY_LINE = 10.0
"""A line from memory, of which one core reads some 22 GB/s."""
SCATTERED = 3.6
"""How much longer it takes where nobody asks for it early."""
ITEM = 4.4
"""Beginning and ending one tile of one block."""
WAIT = 8.4
"""Taking up the sums of one tile of one block where they wait, and putting them back: beside each of their vectors, the begin."""
WAIT_VECTOR = 2.8
RUN = 7.3
"""Beginning and ending a run: a loop of a length that the processor cannot foresee."""
RUN_VECTOR = 0.68
"""Loading one vector of every entry of a run."""
SUM = 3.4
"""A finished vector: sums, bias, activation, mask and store."""
COPY = 36.0
"""A vector moved by strides, as in splitting phases."""

ROOF = 3.4
"""How hard the corner of the roofline is: at 3, two equal parts take 1.26 times as long as one of them; at infinity, as long."""

LINE = 64
"""Bytes of a cache line."""


def overlapped(*parts: float) -> float:
    """What takes place at the same time."""
    return sum(part**ROOF for part in parts) ** (1 / ROOF)


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

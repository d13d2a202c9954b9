"""`tap`: filters × tile sums in registers, while a loop over the taps of a block of filters loads shifted input vectors.

The kernel of every dense convolution, and of a pruned one whose groups of filters share their taps (`plan.tap_conv`).

- filters: of a block; a pruned layer's group.
- tile: vectors of positions. The sums, the tile's inputs and one weight should fit the registers.
- order: `tile` walks tiles outermost, so that a tile of the input stays near for all blocks; `group` blocks, so that their weights do;
  `depth` as `tile`, but through the slices of the plane, so that what a deep window (3×1×1) reads of other slices stays near too.
- channels: of a block. A tile of so many planes fits the nearest cache, and all filters take it before the next block's; their sums
  wait in the second cache. For single filters without a window, which load a vector for every product.

Volumes are computed slice by slice, without the gaps between and without the taps that read only padding, unless a tile is longer
than a slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod

from ....dialects import plan
from .._workload import FLOAT, Workload
from . import _costs as costs

LEAST_LANES = 8
"""Narrower vectors are not halved."""
MOST_HALVES = 9
"""Half vectors of a plane beyond which the half that they save is too little."""


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    if layer.kind != "conv":
        return "'tap' is for convolutions"
    if layer.depthwise and layer.strided:
        return "a strided depthwise convolution reads its input in place, which only 'depthwise' does"
    if layer.pruned and schedule.filters != layer.group:
        return f"the filters are pruned in groups of {layer.group}, not of {schedule.filters}"
    if schedule.tile > layer.vectors(schedule.lanes):
        return f"a plane has {layer.vectors(schedule.lanes)} vectors, fewer than a tile of {schedule.tile}"
    if schedule.channels and not layer.pruned:
        return "blocks of channels are for pruned layers"
    if schedule.channels and (sums := layer.filters * schedule.tile * schedule.lanes * FLOAT) > target.l2:
        return f"sums of {sums} bytes do not fit the second cache, where they wait"
    return None


def schedules(layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
    """Sums that fill the registers, or half of them, in two orders; for single filters without a window also in blocks of channels."""
    if layer.kind != "conv" or (layer.depthwise and layer.strided):
        return
    for lanes in _widths(layer, target):
        pairs = _pruned_pairs(layer, lanes, target) if layer.pruned else _dense_pairs(layer, lanes, target)
        for g, tile in dict.fromkeys(pairs):
            for order in ("group", "depth" if _is_deep(layer) else "tile"):
                yield plan.ScheduleAttr.of("tap", g, tile, lanes, order)
            if layer.pruned and layer.group == 1 and layer.pointwise:
                yield from _in_blocks(layer, tile, lanes, target)


def _widths(layer: Workload, target: plan.TargetAttr) -> Iterator[int]:
    """Lanes of a vector; also half of them, where a small plane then has fewer positions that nobody needs. Some processors compute
    half a vector in half the time, so it may be worth a measurement; the cost does not count on it."""
    yield target.lanes
    half = target.lanes // 2
    if layer.vectors(half) % 2 and LEAST_LANES <= half < layer.positions <= MOST_HALVES * half:
        yield half


def _in_blocks(
    layer: Workload, tile: int, lanes: int, target: plan.TargetAttr
) -> Iterator[plan.ScheduleAttr]:
    """The largest equal blocks of channels of which a tile fits the nearest cache."""
    most = max(1, target.l1 // (tile * lanes * FLOAT))
    channels = -(-layer.channels // -(-layer.channels // most))
    schedule = plan.ScheduleAttr.of("tap", 1, tile, lanes, channels=channels)
    if channels < layer.channels and objection(layer, schedule, target) is None:
        yield schedule


def _pruned_pairs(layer: Workload, lanes: int, target: plan.TargetAttr) -> Iterator[tuple[int, int]]:
    fitting = [t for t in _tiles(layer, lanes, target.registers) if _fits(layer.group, t, target)]
    return ((layer.group, t) for t in fitting or [1])


def _dense_pairs(layer: Workload, lanes: int, target: plan.TargetAttr) -> Iterator[tuple[int, int]]:
    """For every tile the most filters that fit, and half as many; both no more than their number of blocks asks for."""
    filters = layer.filters // layer.sections
    for tile in _tiles(layer, lanes, target.registers // 2 - 2):
        most = min(filters, (target.registers - 2 - tile) // tile)
        if most > 1 or filters == 1:
            for g in {most, max(most // 2, 1)}:
                yield -(-filters // -(-filters // g)), tile


def _tiles(layer: Workload, lanes: int, most: int) -> list[int]:
    """Vectors of a tile, up to `most`; in volumes those that fit a slice, or no slice at all."""
    if not layer.slice_pitch:
        return costs.tiles(layer.vectors(lanes), most)
    fitting = layer.slice_pitch // lanes
    inside = costs.tiles(-(-layer.slice_positions // lanes), min(most, fitting))
    return inside + [tile for tile in costs.tiles(layer.vectors(lanes), most) if tile > fitting]


def _is_deep(layer: Workload) -> bool:
    """Whether the window reads more slices of the plane than rows of each. Rows themselves are no slices: they are shorter than pages,
    and down them memory would be read a few lines of each page."""
    return len(layer.window) > 2 and layer.outputs[0] > 1 and layer.window[0] > prod(layer.window[1:-1])


def _fits(g: int, tile: int, target: plan.TargetAttr) -> bool:
    """Whether sums, inputs, a weight and one vector to spare fit the registers; without that one LLVM spills."""
    return g * tile + tile + 2 <= target.registers


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """Products, loads and lines, which overlap; then what every tile of a block costs, and every vector of the result."""
    g, tile, lanes = schedule.filters, schedule.tile, schedule.lanes
    blocks = layer.sections * -(-(layer.filters // layer.sections) // g)
    parts = -(-layer.channels // (schedule.channels or layer.channels))
    slices = layer.slices(schedule)
    vectors = -(-(layer.slice_positions if slices > 1 else layer.positions) // lanes)
    items = layer.images * blocks * slices * -(-vectors // tile) * parts
    taps = layer.kernels * layer.entries / (blocks if layer.pruned else layer.filters) / parts
    if slices == layer.outputs[0]:
        taps *= layer.inside_share
    spilled = max(0, g * tile + tile + 2 - target.registers)
    aligned = layer.aligned and slices == 1
    loads = tile * (costs.LOAD if aligned else costs.SPLIT_LOAD) + g * costs.BROADCAST + costs.STEP
    inputs, weights = _lines(layer, schedule, target, items, blocks, taps, parts)
    work = costs.overlapped(
        items * taps * (max(g * tile, costs.LATENCY) + costs.SPILL * spilled),
        items * taps * (loads + costs.SPILL * spilled) + inputs,
        inputs + weights + costs.far(layer, target),
    )
    item = costs.ITEM + (costs.WAIT + g * tile * costs.WAIT_VECTOR if parts > 1 else 0)
    return work + items * item + costs.finish(layer, slices * vectors) + costs.split(layer, lanes)


def _lines(
    layer: Workload,
    schedule: plan.ScheduleAttr,
    target: plan.TargetAttr,
    items: int,
    blocks: int,
    taps: float,
    parts: int,
) -> tuple[float, float]:
    """Slots for the lines of inputs and weights. What the inner loop walks comes again for every step of the outer one: all of the
    weights, or all of the input."""
    weights, inputs = blocks * parts * taps * schedule.filters * FLOAT, costs.input_bytes(layer)
    read = (
        items
        * taps
        / layer.entries
        * costs.tile_lines(
            layer, schedule.tile, schedule.lanes, layer.aligned and layer.slices(schedule) == 1
        )
    )
    again = items // (blocks * parts) * weights / costs.LINE
    if schedule.order == "group":
        section = inputs / layer.sections
        if section * layer.window[0] / layer.outputs[0] <= target.l1:  # rows of the window stay
            read = min(read, layer.images * blocks * section / costs.LINE)
        near = costs.lines(read, inputs, target, scattered=True)
        return near, costs.lines(again, weights / blocks, target) + costs.cold(weights)
    stays = inputs * blocks * layer.images / items if blocks > layer.sections else inputs
    return costs.lines(read, stays, target), costs.lines(again, weights, target) + costs.cold(weights)

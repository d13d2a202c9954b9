"""Planned convolution with register-resident accumulators → loops."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._loops import Index, LoopEmitter, shape_of, vector_of
from ._planned_conv import Epilogue, Prefetch, plane_begin, tile_begin


def _lower(op: plan.TapConvOp, target: plan.TargetAttr) -> None:
    e, schedule = LoopEmitter(op), op.schedule
    groups = shape_of(op.groups)[0]
    walk = _Walk.of(op)
    epilogue, prefetch = Epilogue(e, op), Prefetch(e, op, target)
    sums = e.alloca(vector_of(schedule.lanes), schedule.filters, schedule.tile)
    with ExitStack() as stack:
        image = stack.enter_context(e.loop(0, shape_of(op.out)[0]))
        work = stack.enter_context(e.parallel(groups * walk.steps))
        if schedule.order == "group":
            step, group = e.rem(work, walk.steps), e.div(work, walk.steps)
        else:
            step, group = e.div(work, groups), e.rem(work, groups)
        tile = walk.tile(e, step)
        if walk.steps > walk.tiles:
            stack.enter_context(e.when("slt", tile, walk.tiles))
        position = tile_begin(e, op, tile)
        _prefetch(e, op, prefetch, image, group, walk.tile(e, e.add(step, 1)), position)
        _accumulate(e, op, image, group, position, sums)
        _finish(e, op, epilogue, image, group, position, sums)
        with e.when("eq", tile, 0), e.loop(0, schedule.filters) as a:
            epilogue.clear_halo(image, e.load_index(op.filters, group, a))


@dataclass(frozen=True)
class _Walk:
    """In which order tiles come: along the plane, or down columns of tiles, through all slices, one column after the other."""

    tiles: int
    slices: int
    """Tiles of a column; 1 along the plane."""
    columns: int

    @classmethod
    def of(cls, op: plan.TapConvOp) -> _Walk:
        width = op.schedule.tile * op.schedule.lanes
        tiles = -(-op.positions // width)
        columns = -(-plan.inner_strides(op.out.type)[0] // width) if op.schedule.order == "depth" else tiles
        return cls(tiles, -(-tiles // columns), columns)

    @property
    def steps(self) -> int:
        """Tiles, and what the last slice lacks to whole columns."""
        return self.slices * self.columns

    def tile(self, e: LoopEmitter, step: Index) -> Index:
        """Slices rounded up to whole tiles drift apart, by less than a tile each: most of what one reads the next one reads again."""
        if self.slices == 1:
            return step
        return e.add(e.mul(e.rem(step, self.slices), self.columns), e.div(step, self.slices))


def _prefetch(
    e: LoopEmitter,
    op: plan.TapConvOp,
    prefetch: Prefetch,
    image: Index,
    group: Index,
    next_tile: Index,
    position: Index,
) -> None:
    """Where tiles are the outer loop, each group asks for its share of the next tile; and for the tile that it will write."""
    if op.schedule.order != "group":
        prefetch.share_of_tile(image, next_tile, group, shape_of(op.groups)[0])
    if prefetch.writes:
        with e.loop(0, op.schedule.filters) as a:
            prefetch.destination(image, e.load_index(op.filters, group, a), position)


def _accumulate(
    e: LoopEmitter, op: plan.TapConvOp, image: Index, group: Index, position: Index, sums: SSAValue
) -> None:
    """All taps of one group of filters over one tile. The accumulators are an alloca of its own, indexed by constants alone once
    LLVM has unrolled the loops over filters, so that they live in registers; `sums` takes them when they are done."""
    g, tile, lanes = op.schedule.filters, op.schedule.tile, op.schedule.lanes
    vector = vector_of(lanes)
    x = e.flat(op.input)
    registers = e.alloca(vector, g, tile)
    first, count, begin = (e.load_index(op.groups, group, i) for i in range(3))
    with e.loop(0, g) as a:
        for t in range(tile):
            e.store(e.constant(0.0, vector), registers, a, t)
    origin = e.add(plane_begin(e, op.input, image, 0), position)
    with e.loop(0, count) as k:
        at = e.add(origin, e.load_index(op.taps, e.add(first, k)))
        loaded = [e.load_vector(x, e.add(at, t * lanes), vector) for t in range(tile)]
        weights = e.add(begin, e.mul(k, g))
        with e.loop(0, g) as a:
            weight = e.splat(e.load(op.weights, e.add(weights, a)), vector)
            for t in range(tile):
                e.store(e.fma(weight, loaded[t], e.load(registers, a, t)), registers, a, t)
    with e.loop(0, g) as a:
        for t in range(tile):
            e.store(e.load(registers, a, t), sums, a, t)


def _finish(
    e: LoopEmitter,
    op: plan.TapConvOp,
    epilogue: Epilogue,
    image: Index,
    group: Index,
    position: Index,
    sums: SSAValue,
) -> None:
    with e.loop(0, op.schedule.filters) as a:
        filter_ = e.load_index(op.filters, group, a)
        bias = epilogue.bias(filter_)
        with e.loop(0, op.schedule.tile) as t:
            at = e.add(position, e.mul(t, op.schedule.lanes))
            epilogue.write(e.load(sums, a, t), image, filter_, bias, at)


@dataclass(frozen=True)
class ConvertPlanTapConvToLoopsPass(ModulePass):
    """Write `plan.tap_conv` as loops over vectors.

    Tiles of `tile` vectors × groups of `filters` filters are split among the threads. For each, the loop over the group's taps
    loads `tile` shifted input vectors, and for every filter multiplies them by one weight: `filters` × `tile` accumulators in
    registers. Then bias, residual, activation, and zeros into the halo. In the order `depth` the tiles at one place of all slices (frames)
    follow each other: a window of 3×1×1 then finds two of the three slices in the near caches. What lies beyond the second cache is asked for in time.

    Before:
    ```mlir
    plan.tap_conv %x groups(%g : memref<2x3xi32>) … into(%y : memref<1x8x4x4xf32, #plan.planar<…>>) {…} : …
    ```
    After:
    ```mlir
    scf.for %work = %begin to %end step %one {
      scf.for %k = %zero to %count step %one {
        %tap = memref.load %taps[%index] : memref<36xi32>
        %v = vector.load %x[%at] : memref<192xf32>, vector<16xf32>
        …
        %sum = vector.fma %weight, %v, %accumulator : vector<16xf32>
    ```
    """

    name = "convert-plan-tap-conv-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for conv in [o for o in op.walk() if isinstance(o, plan.TapConvOp)]:
            _lower(conv, plan.target_of(op))
            Rewriter.erase_op(conv)

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
from ._planned_conv import Epilogue, Prefetch, tile_begin


class _TapConv:
    """One convolution, being written as loops."""

    def __init__(self, op: plan.TapConvOp, target: plan.TargetAttr):
        self.e, self.op = LoopEmitter(op), op
        self.epilogue, self.prefetch = Epilogue(self.e, op), Prefetch(self.e, op, target)
        self.g, self.tile = op.schedule.filters, op.schedule.tile
        self.vector = vector_of(op.schedule.lanes)
        self.groups = shape_of(op.filters)[0]
        self.walk = _Walk.of(op)

    def lower(self) -> None:
        with self.e.loop(0, shape_of(self.op.out)[0]) as image:
            if self.op.blocks == 1:
                self._in_one_block(image)
            else:
                self._in_blocks(image)

    def _in_one_block(self, image: Index) -> None:
        """Every group of filters of every tile is finished at once."""
        e, walk = self.e, self.walk
        sums = e.alloca(self.vector, self.g, self.tile)
        with ExitStack() as stack:
            work = stack.enter_context(e.parallel(self.groups * walk.steps))
            if self.op.schedule.order == "group":
                step, group = e.rem(work, walk.steps), e.div(work, walk.steps)
            else:
                step, group = e.div(work, self.groups), e.rem(work, self.groups)
            tile = walk.tile(e, step)
            if walk.steps > walk.tiles:
                stack.enter_context(e.when("slt", tile, walk.tiles))
            position = tile_begin(e, self.op, tile)
            self._ask_ahead(image, group, position, walk.tile(e, e.add(step, 1)))
            self._accumulate(image, group, position, sums)
            self._finish(image, group, tile, position, sums, 0)

    def _in_blocks(self, image: Index) -> None:
        """The sums of all groups of a tile lie in memory, and every block of channels adds its products to them.

        A thread may share its first and its last tile with others: it takes the groups that are its own.
        """
        e, groups, g = self.e, self.groups, self.g
        sums = e.alloca(self.vector, groups * g, self.tile)
        begin, end = e.share(groups * self.walk.tiles)
        with e.loop(e.div(begin, groups), e.div(e.add(end, groups - 1), groups)) as tile:
            first = e.maximum(e.sub(begin, e.mul(tile, groups)), 0)
            last = e.minimum(e.sub(end, e.mul(tile, groups)), groups)
            position = tile_begin(e, self.op, tile)
            with e.loop(first, last) as group:
                self._begin(sums, e.mul(group, g), group)
            with e.loop(0, self.op.blocks) as block, e.loop(first, last) as group:
                row = e.add(e.mul(block, groups), group)
                self._accumulate(image, row, position, sums, e.mul(group, g))
            with e.loop(first, last) as group:
                self._ask_ahead(image, group, position, e.add(tile, 1))
                self._finish(image, group, tile, position, sums, e.mul(group, g))

    def _ask_ahead(self, image: Index, group: Index, position: Index, next_tile: Index) -> None:
        """Where tiles are the outer loop, each group asks for its share of the next tile; and for what it is to write."""
        e, op = self.e, self.op
        if op.schedule.order != "group":
            self.prefetch.share_of_tile(image, next_tile, group, self.groups)
        if self.prefetch.writes:
            with e.loop(0, self.g) as a:
                self.prefetch.destination(image, e.load_index(op.filters, group, a), position)

    def _accumulate(
        self, image: Index, row: Index, position: Index, sums: SSAValue, begin: Index | None = None
    ) -> None:
        """All taps of a row of the table of groups over one tile, into `sums`; with `begin`, on top of what these hold there, else of
        the bias.

        The accumulators are an alloca of their own, indexed by constants alone once LLVM has unrolled the loops over filters, so that
        they live in registers; `sums` takes them when they are done.
        """
        e, op, g = self.e, self.op, self.g
        registers = e.alloca(self.vector, g, self.tile)
        first, count, weights = (e.load_index(op.groups, row, i) for i in range(3))
        if begin is None:
            self._begin(registers, 0, row)
        else:
            with e.loop(0, g) as a:
                self._copy(sums, e.add(begin, a), registers, a)
        origin = e.add(e.position(op.input, image, 0), position)
        with e.loop(0, count) as k:
            at = e.add(origin, e.load_index(op.taps, e.add(first, k)))
            self._add_tap(at, e.add(weights, e.mul(k, g)), registers)
        with e.loop(0, g) as a:
            self._copy(registers, a, sums, e.add(begin or 0, a))

    def _add_tap(self, at: Index, weights: Index, registers: SSAValue) -> None:
        """Load the tile shifted by one tap, and add it, weighted, to the accumulators of every filter."""
        e, lanes, x = self.e, self.op.schedule.lanes, self.e.flat(self.op.input)
        loaded = [e.load_vector(x, e.add(at, t * lanes), self.vector) for t in range(self.tile)]
        with e.loop(0, self.g) as a:
            weight = e.splat(e.load(self.op.weights, e.add(weights, a)), self.vector)
            for t in range(self.tile):
                e.store(e.fma(weight, loaded[t], e.load(registers, a, t)), registers, a, t)

    def _begin(self, sums: SSAValue, begin: Index, group: Index) -> None:
        """Let the sums of a group begin with its bias."""
        e = self.e
        with e.loop(0, self.g) as a:
            self.epilogue.begin(sums, e.add(begin, a), e.load_index(self.op.filters, group, a))

    def _copy(self, source: SSAValue, i: Index, destination: SSAValue, j: Index) -> None:
        for t in range(self.tile):
            self.e.store(self.e.load(source, i, t), destination, j, t)

    def _finish(
        self, image: Index, group: Index, tile: Index, position: Index, sums: SSAValue, begin: Index
    ) -> None:
        """Write the sums of a group, which begin at `begin`, and clear the halo once."""
        e, filters = self.e, self.op.filters
        with e.loop(0, self.g) as a:
            filter_ = e.load_index(filters, group, a)
            with e.loop(0, self.tile) as t:
                at = e.add(position, e.mul(t, self.op.schedule.lanes))
                self.epilogue.write(e.load(sums, e.add(begin, a), t), image, filter_, at)
        with e.when("eq", tile, 0), e.loop(0, self.g) as a:
            self.epilogue.clear_halo(image, e.load_index(filters, group, a))


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


@dataclass(frozen=True)
class ConvertPlanTapConvToLoopsPass(ModulePass):
    """Write `plan.tap_conv` as loops over vectors.

    Tiles of `tile` vectors × groups of `filters` filters are split among the threads. For each, the loop over the group's taps
    loads `tile` shifted input vectors, and for every filter multiplies them by one weight: `filters` × `tile` accumulators in
    registers, which begin with the bias. Then residual, activation, and zeros into the halo. In the order `depth` the tiles at one place of all slices (frames)
    follow each other: a window of 3×1×1 then finds two of the three slices in the near caches. With blocks of channels, the sums of all
    filters of a tile wait in memory until every block has added its products. What lies beyond the second cache is asked for in time.

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
            _TapConv(conv, plan.target_of(op)).lower()
            Rewriter.erase_op(conv)

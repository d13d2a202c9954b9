"""Planned convolution with register-resident accumulators → loops."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._loops import Index, LoopEmitter, shape_of, vector_of
from ._planned_conv import Epilogue, Prefetch
from ._tiles import Ahead, Lookahead, Walk


class _TapConv:
    """One convolution, being written as loops."""

    def __init__(self, op: plan.TapConvOp, target: plan.TargetAttr):
        self.e, self.op = LoopEmitter(op), op
        self.epilogue, self.prefetch = Epilogue(self.e, op), Prefetch(self.e, op, target)
        self.g, self.tile = op.schedule.filters, op.schedule.tile
        self.vector = vector_of(op.schedule.lanes)
        self.groups = shape_of(op.filters)[0]
        self.walk = Walk.of(op)
        self.lookahead = Lookahead(self.e, op, self.walk, self.groups, target.l2)
        # Some rows of the table of groups have fewer taps than others, and shall have asked for all that is theirs too.
        self.few_taps = 3 * prod(shape_of(op.weights)) // (4 * self.groups * self.g)

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
        with e.parallel(self.groups * walk.steps) as work:
            if self.op.schedule.order == "group":
                step, group = e.rem(work, walk.steps), e.div(work, walk.steps)
            else:
                step, group = e.div(work, self.groups), e.rem(work, self.groups)
            position, row = walk.begin(e, step), e.add(e.mul(walk.place(e, step)[0], self.groups), group)
            self._ask_for_destination(image, group, position)
            registers = e.alloca(self.vector, self.g, self.tile)
            self._begin(registers, 0, group)
            self._accumulate(image, row, position, registers, self._ahead(image, step, group))
            self._copy(registers, 0, sums, 0)
            self._finish(image, group, step, position, sums, 0)

    def _in_blocks(self, image: Index) -> None:
        """The sums of all groups of a tile lie in memory, and every block of channels adds its products to them.

        A thread may share its first and its last tile with others: it takes the groups that are its own.
        """
        e, groups, g = self.e, self.groups, self.g
        sums = e.alloca(self.vector, groups * g, self.tile)
        begin, end = e.share(groups * self.walk.steps)
        with e.loop(e.div(begin, groups), e.div(e.add(end, groups - 1), groups)) as step:
            first = e.maximum(e.sub(begin, e.mul(step, groups)), 0)
            last = e.minimum(e.sub(end, e.mul(step, groups)), groups)
            position = self.walk.begin(e, step)
            with e.loop(first, last) as group:
                self._begin(sums, e.mul(group, g), group)
            with e.loop(0, self.op.blocks) as block, e.loop(first, last) as group:
                row, registers = e.add(e.mul(block, groups), group), e.alloca(self.vector, g, self.tile)
                self._copy(sums, e.mul(group, g), registers, 0)
                self._accumulate(image, row, position, registers)
                self._copy(registers, 0, sums, e.mul(group, g))
            with e.loop(first, last) as group:
                if ahead := self._ahead(image, step, group):
                    ahead.ask_all()
                self._ask_for_destination(image, group, position)
                self._finish(image, group, step, position, sums, e.mul(group, g))

    def _ahead(self, image: Index, step: Index, group: Index) -> Ahead | None:
        """A group's share in what the next steps read, if that comes from far away; where groups are the outer loop, nothing is shared."""
        if not self.prefetch.reads or self.op.schedule.order == "group":
            return None
        return self.lookahead.share(image, step, group)

    def _ask_for_destination(self, image: Index, group: Index, position: Index) -> None:
        if self.prefetch.writes:
            with self.e.loop(0, self.g) as a:
                filter_ = self.e.load_index(self.op.filters, group, a)
                self.prefetch.destination(image, filter_, position)

    def _accumulate(
        self, image: Index, row: Index, position: Index, registers: SSAValue, ahead: Ahead | None = None
    ) -> None:
        """Add all taps of a row of the table of groups over one tile.

        The accumulators are an alloca of their own, indexed by constants alone once LLVM has unrolled the loops over filters, so that
        they live in registers.
        """
        e, op, g = self.e, self.op, self.g
        first, count, weights = (e.load_index(op.groups, row, i) for i in range(3))
        origin = e.add(e.position(op.input, image, 0), position)
        with e.loop(0, count) as k:
            if ahead:
                ahead.ask(k, self.few_taps)
            at = e.add(origin, e.load_index(op.taps, e.add(first, k)))
            self._add_tap(at, e.add(weights, e.mul(k, g)), registers)

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
        """The sums of a group of filters, from row i on, to the rows from j on."""
        e = self.e
        with e.loop(0, self.g) as a:
            for t in range(self.tile):
                e.store(e.load(source, e.add(i, a), t), destination, e.add(j, a), t)

    def _finish(
        self, image: Index, group: Index, step: Index, position: Index, sums: SSAValue, begin: Index
    ) -> None:
        """Write the sums of a group, which begin at `begin`, and clear the halo once."""
        e, filters = self.e, self.op.filters
        with e.loop(0, self.g) as a:
            filter_ = e.load_index(filters, group, a)
            with e.loop(0, self.tile) as t:
                at = e.add(position, e.mul(t, self.op.schedule.lanes))
                self.epilogue.write(e.load(sums, e.add(begin, a), t), image, filter_, at)
        with e.when("eq", step, 0), e.loop(0, self.g) as a:
            self.epilogue.clear_halo(image, e.load_index(filters, group, a))
        slice_, column = self.walk.place(e, step)
        if self.walk.slices > 1:
            with e.when("eq", column, 0), e.loop(0, self.g) as a:
                self.epilogue.clear_gap(image, e.load_index(filters, group, a), slice_)


@dataclass(frozen=True)
class ConvertPlanTapConvToLoopsPass(ModulePass):
    """Write `plan.tap_conv` as loops over vectors.

    Tiles of `tile` vectors × groups of `filters` filters are split among the threads. For each, the loop over the group's taps
    loads `tile` shifted input vectors, and for every filter multiplies them by one weight: `filters` × `tile` accumulators in
    registers, which begin with the bias. Then residual, activation, and zeros into the halo. The tiles of a volume stay inside its slices
    (frames), each with its own row of the table of groups; in the order `depth` those at one place of all slices follow each other: a
    window of 3×1×1 then finds two of the three slices in the near caches. With blocks of channels, the sums of all
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

"""(channel, pattern)-outer planned convolution → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import plan
from ._loops import Index, LoopEmitter, shape_of, vector_of
from ._planned_conv import Epilogue, Prefetch


def _lower(op: plan.RunConvOp, target: plan.TargetAttr) -> None:
    e, schedule = LoopEmitter(op), op.schedule
    images, filters = shape_of(op.out)[:2]
    blocks = shape_of(op.blocks)[0] - 1
    tiles = -(-op.positions // (schedule.tile * schedule.lanes))
    epilogue, prefetch = Epilogue(e, op), Prefetch(e, op, target)
    sums = e.alloca(vector_of(schedule.lanes), min(schedule.filters, filters), schedule.tile)
    with e.loop(0, images) as image, e.parallel(tiles * blocks) as work:
        tile, block = e.div(work, blocks), e.rem(work, blocks)
        position = _tile_begin(e, op, tile)
        begin = e.mul(block, schedule.filters)
        count = e.minimum(schedule.filters, e.sub(filters, begin))
        with e.loop(0, count) as f:
            epilogue.begin(sums, f, e.add(begin, f))
        with e.loop(e.load_index(op.blocks, block), e.load_index(op.blocks, e.add(block, 1))) as run:
            _add_run(e, op, prefetch, image, run, begin, position, sums)
        with e.loop(0, count) as f:
            filter_ = e.add(begin, f)
            for t in range(schedule.tile):
                at = e.add(position, t * schedule.lanes)
                epilogue.write(e.load(sums, f, t), image, filter_, at)
            with e.when("eq", tile, 0):
                epilogue.clear_halo(image, filter_)


def _add_run(
    e: LoopEmitter,
    op: plan.RunConvOp,
    prefetch: Prefetch,
    image: Index,
    run: Index,
    begin: Index,
    position: Index,
    sums: SSAValue,
) -> None:
    """Load the run's entries × tile input vectors once, then add them, weighted, to the sums of each of its filters."""
    n, tile, lanes = op.entries, op.schedule.tile, op.schedule.lanes
    vector = vector_of(lanes)
    x = e.flat(op.input)
    origin = e.add(e.position(op.input, image, 0), position)
    taps = [e.add(origin, e.load_index(op.runs, run, entry)) for entry in range(n)]
    loaded = [[e.load_vector(x, e.add(tap, t * lanes), vector) for t in range(tile)] for tap in taps]
    prefetch.following(taps[-1])  # the last entry of a pattern is the one that lies farthest ahead
    with e.loop(e.load_index(op.runs, run, n), e.load_index(op.runs, run, n + 1)) as kernel:
        f = e.sub(e.load_index(op.filters, kernel), begin)
        at = e.mul(kernel, n)
        weights = [e.splat(e.load(op.weights, e.add(at, entry)), vector) for entry in range(n)]
        for t in range(tile):
            total = e.load(sums, f, t)
            for entry in range(n):
                total = e.fma(weights[entry], loaded[entry][t], total)
            e.store(total, sums, f, t)


def _tile_begin(e: LoopEmitter, op: plan.RunConvOp, tile: Index) -> Index:
    """The first position of a tile. The last tile overlaps the one before, where positions do not divide evenly; both write the
    same numbers there."""
    width = op.schedule.tile * op.schedule.lanes
    return e.minimum(e.mul(tile, width), op.positions - width)


@dataclass(frozen=True)
class ConvertPlanRunConvToLoopsPass(ModulePass):
    """Write `plan.run_conv` as loops over vectors.

    For a tile of `tile` vectors and a block of filters, whose accumulators stay in the nearest caches: each run (all kernels of one
    channel and one pattern) loads its entries × `tile` shifted input vectors once into registers; each of its kernels then loads
    `tile` accumulators, adds entries × `tile` products, and stores them. The pattern enters only as the offsets of the run, so this one loop
    nest serves every pattern: filter-level load redundancy elimination (PatDNN, section 5.3) taken to the whole layer.

    Before:
    ```mlir
    plan.run_conv %x blocks(%k : memref<2xi32>) runs(%r : memref<12x6xi32>) … into(%y : …) {…} : …
    ```
    After:
    ```mlir
    scf.for %work = %begin to %end step %one {
      scf.for %run = %first to %last step %one {
        %v0 = vector.load %x[%tap0] : memref<192xf32>, vector<16xf32>
        …
        scf.for %kernel = %a to %b step %one {
          %sum = memref.load %sums[%f, %zero] : memref<8x1xvector<16xf32>>
          %sum0 = vector.fma %w0, %v0, %sum : vector<16xf32>
    ```
    """

    name = "convert-plan-run-conv-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for conv in [o for o in op.walk() if isinstance(o, plan.RunConvOp)]:
            _lower(conv, plan.target_of(op))
            Rewriter.erase_op(conv)

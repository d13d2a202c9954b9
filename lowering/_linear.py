"""What the kernels of fully connected layers share: sums of a few rows × vectors of outputs, and their way to the destination."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from xdsl.ir import SSAValue

from ..dialects import plan
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, shape_of, vector_of

SUMS = 8
"""Independent sums that hide the latency of a multiply-add. Where a block has fewer, several columns are summed apart."""


class LinearSums:
    """Sums of `schedule.filters` rows × `schedule.tile` vectors of outputs, over columns each of which multiplies one input.

    The accumulators are an alloca, indexed by constants alone once LLVM has unrolled the loops over it, so that they live in
    registers.
    """

    def __init__(self, e: LoopEmitter, op: plan.LinearOp | plan.BlockLinearOp):
        self._e, self._op = e, op
        schedule = op.schedule
        self._rows, self._tile, self._lanes = schedule.filters, schedule.tile, schedule.lanes
        self._vector = vector_of(self._lanes)
        self._apart = -(-SUMS // (self._rows * self._tile))
        self._sums = e.alloca(self._vector, self._apart, self._rows, self._tile)
        self._weights = e.flat(op.weights)

    @contextmanager
    def rows(self) -> Generator[Index]:
        """A loop over the first of every `schedule.filters` rows; the last ones overlap those before, where rows do not divide evenly."""
        rows = shape_of(self._op.out)[0]
        with self._e.loop(0, -(-rows // self._rows)) as part:
            yield self._e.minimum(self._e.mul(part, self._rows), rows - self._rows)

    def add_columns(self, row: Index, begin: Index, count: Index, input_of: Callable[[Index], Index]) -> None:
        """Sum `count` columns of the weights from `begin` on; column i of them multiplies input `input_of(i)` of each row from `row` on."""
        e, apart = self._e, self._apart
        with e.loop(0, apart) as place, e.loop(0, self._rows) as r:
            for t in range(self._tile):
                e.store(e.constant(0.0, self._vector), self._sums, place, r, t)
        whole = count if apart == 1 else e.mul(e.div(count, apart), apart)
        with e.loop(0, whole, apart) as i, e.loop(0, apart) as place:
            self._add_column(row, begin, e.add(i, place), place, input_of)
        if whole != count:
            with e.loop(whole, count) as i:
                self._add_column(row, begin, i, 0, input_of)

    def _add_column(
        self, row: Index, begin: Index, i: Index, place: Index, input_of: Callable[[Index], Index]
    ) -> None:
        e, c, k = self._e, input_of(i), self._e.add(begin, i)
        first = e.mul(k, self._tile * self._lanes)
        weights = [
            e.load_vector(self._weights, e.add(first, t * self._lanes), self._vector)
            for t in range(self._tile)
        ]
        with e.loop(0, self._rows) as r:
            x = e.splat(e.load(self._op.input, e.add(row, r), c), self._vector)
            for t, w in enumerate(weights):
                e.store(e.fma(x, w, e.load(self._sums, place, r, t)), self._sums, place, r, t)

    def finish(self, write: Callable[[Index, int, SSAValue], None]) -> None:
        """Call `write(r, t, sum)` for every row from 0 on and vector of outputs."""
        e = self._e
        with e.loop(0, self._rows) as r:
            for t in range(self._tile):
                total = e.load(self._sums, 0, r, t)
                for place in range(1, self._apart):
                    total = e.add_f(total, e.load(self._sums, place, r, t))
                write(r, t, total)


def write_outputs(
    e: LoopEmitter,
    op: plan.LinearOp | plan.BlockLinearOp,
    row: Index,
    first: Index,
    y: SSAValue,
    exist: Index | None,
) -> None:
    """Residual and activation of a vector of outputs from `first` on, of which only so many `exist`, or all."""
    at, lanes = e.add(e.mul(row, shape_of(op.out)[1]), first), op.schedule.lanes
    if isinstance(op, plan.LinearOp) and op.residual is not None:
        y = e.add_f(y, e.load_vector(e.flat(op.residual), at, vector_of(lanes), exist))
    e.store_vector(emit_activation(e, op.activation, y), e.flat(op.out), at, exist)

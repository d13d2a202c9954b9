"""Pools over windows of several rows: first the rows of a window become one, in whole vectors, then that row is pooled.

A 3×3×3 window takes nine rows and three columns, 12 steps an element instead of 27, and a row of 14 elements is one masked
vector instead of 14 elements.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from math import prod

from xdsl.dialects import arith, vector
from xdsl.dialects.builtin import VectorType
from xdsl.ir import Attribute, SSAValue

from ..dialects import nn, plan
from ._loops import Index, LoopEmitter
from ._windows import Axis, window_rows

LONGEST_ROW = 2048
"""Elements of an input row that may lie on the stack."""

TOGETHER = 4
"""Vectors of a row that are taken through all rows of a window together, in registers."""


def pools_rows(axes: Sequence[Axis], x: SSAValue) -> bool:
    """Whether a pool is one over several rows that are short enough, and without gaps between their elements."""
    several = prod(axis.kernel for axis in axes[:-1]) > 1
    axis = axes[-1]
    reach = max(axis.begin + axis.size, axis.count * axis.stride + (axis.kernel - 1) * axis.dilation)
    return several and reach <= LONGEST_ROW and plan.strides_of(x)[-1] == 1


@dataclass
class RowPool:
    """Pools `x` into `out` along `axes`, in vectors of so many lanes: `combine` takes two elements, or vectors, to one."""

    e: LoopEmitter
    x: SSAValue
    out: SSAValue
    axes: Sequence[Axis]
    lanes: int
    neutral: float
    combine: Callable[[LoopEmitter, SSAValue, SSAValue], SSAValue]

    def __post_init__(self) -> None:
        e, element = self.e, nn.element_of(self.out)
        self._vector: VectorType[Attribute] = VectorType(element, [self.lanes])
        self._neutral = e.constant(self.neutral, self._vector)
        self._lead = (self.axes[-1].begin // self.lanes + 1) * self.lanes
        """Elements before the row's first: room for the padding, and whole vectors, so that the row is aligned."""
        self._row = e.alloca(element, self._length())
        """One row of windows' maxima or sums, between the padding, which stays neutral."""
        with e.loop(0, self._length(), self.lanes) as begin:
            e.store_vector(self._neutral, self._row, begin)
        self._sources, self._results = e.flat(self.x), e.flat(self.out)

    def _length(self) -> int:
        """All that whole vectors of elements, and of windows, reach."""
        axis, lanes = self.axes[-1], self.lanes
        columns = -(-axis.count // lanes) * lanes
        reach = columns * axis.stride + (axis.kernel - 1) * axis.dilation - axis.begin
        return self._lead + -(-max(axis.size, reach) // lanes) * lanes

    def write(self, at: Sequence[Index]) -> None:
        """The row of results at these indices, all but the last."""
        self._combine_rows(at)
        self._combine_columns(at)

    def _combine_rows(self, at: Sequence[Index]) -> None:
        for begin, exist in self._parts(self.axes[-1].size, TOGETHER * self.lanes):
            self._combine_block(at, begin, exist)

    def _combine_block(self, at: Sequence[Index], begin: Index, columns: int) -> None:
        """The windows' rows from column `begin` on. The sums are an alloca of their own, which LLVM puts into registers."""
        e = self.e
        parts = [(v, min(self.lanes, columns - v)) for v in range(0, columns, self.lanes)]
        sums = e.alloca(self._vector, len(parts))
        for i in range(len(parts)):
            e.store(self._neutral, sums, i)
        with window_rows(e, self.axes[:-1], at[2:]) as (_, source):
            first = e.add(e.position(self.x, *at[:2], *source), begin)
            for i, (v, exist) in enumerate(parts):
                values = e.load_vector(self._sources, e.add(first, v), self._vector, exist)
                e.store(self.combine(e, e.load(sums, i), values), sums, i)
        for i, (v, exist) in enumerate(parts):
            e.store_vector(e.load(sums, i), self._row, e.add(self._lead, begin, v), exist)

    def _combine_columns(self, at: Sequence[Index]) -> None:
        first = self.e.position(self.out, *at)
        for column, exist in self._parts(self.axes[-1].count, self.lanes):
            self.e.store_vector(self._windows(column), self._results, self.e.add(first, column), exist)

    def _parts(self, size: int, step: int) -> Generator[tuple[Index, int]]:
        """Begin and size of the parts of so many columns: whole ones in a loop, then what is left."""
        if size >= step:
            with self.e.loop(0, size // step * step, step) as begin:
                yield begin, step
        if size % step:
            yield size // step * step, size % step

    def _windows(self, column: Index) -> SSAValue:
        """One vector of windows, the first of them at `column`."""
        e, axis = self.e, self.axes[-1]
        begin = e.add(self._lead - axis.begin, e.mul(column, axis.stride))
        total = self._every(axis.stride, begin)
        for k in range(1, axis.kernel):
            total = self.combine(e, total, self._every(axis.stride, e.add(begin, k * axis.dilation)))
        return total

    def _every(self, stride: int, begin: Index) -> SSAValue:
        """A vector of every `stride`-th element of the padded row: lane i comes from the vector that holds element i·stride."""
        e, lanes = self.e, self.lanes
        result = e.load_vector(self._row, begin, self._vector)
        for v in range(1, stride):
            following = e.load_vector(self._row, e.add(begin, v * lanes), self._vector)
            mask = [_lane(i, stride, v, lanes) for i in range(lanes)]
            result = e.insert(
                vector.ShuffleOp(result, following, nn.int_array(mask), result_type=self._vector)
            )
        return result


def _lane(i: int, stride: int, v: int, lanes: int) -> int:
    """Lane i after vector v has joined: of that, if it holds element i·stride; of what was there before otherwise."""
    holder, lane = divmod(i * stride, lanes)
    if holder == v:
        return lanes + lane
    return lane if holder == 0 and v == 1 else i


def larger(e: LoopEmitter, a: SSAValue, b: SSAValue) -> SSAValue:
    """The larger, NaN where either is."""
    return e.insert(arith.MaximumfOp(a, b))

"""Sliding windows over the rows of a buffer, whose bounds leave out what lies outside the input."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from ._loops import Index, LoopEmitter


@dataclass(frozen=True)
class Axis:
    """One spatial dimension of a window: `size` input and `count` result positions.

    Element k of window o lies at o·stride + k·dilation - begin.
    """

    size: int
    count: int
    kernel: int
    stride: int
    begin: int
    end: int
    dilation: int

    def first(self, o: int) -> int:
        """Position of the first element of window o; negative inside the begin padding."""
        return o * self.stride - self.begin

    def inside(self, o: int, k: int) -> bool:
        return 0 <= self.first(o) + k * self.dilation < self.size

    @property
    def whole(self) -> range:
        """The windows that lie inside the input: no element needs a test."""
        reach = (self.kernel - 1) * self.dilation
        begin = min(-(-self.begin // self.stride), self.count)
        end = (self.size - 1 - reach + self.begin) // self.stride + 1
        return range(begin, max(begin, min(end, self.count)))

    def position(self, e: LoopEmitter, o: Index, k: Index) -> Index:
        return e.add(e.mul(o, self.stride), e.mul(k, self.dilation), -self.begin)

    def elements(self, e: LoopEmitter, o: Index) -> tuple[Index, Index]:
        """The k of window o whose elements lie inside, [first, last); there are none where first ≥ last."""
        if len(self.whole) == self.count:
            return 0, self.kernel
        before = e.maximum(e.sub(self.begin, e.mul(o, self.stride)), 0)
        return _divide_up(e, before, self.dilation), self.elements_until(e, o, self.size)

    def elements_until(self, e: LoopEmitter, o: Index, size: int) -> Index:
        """The first k of window o whose element lies at `size` or behind, or the kernel's end."""
        room = e.maximum(e.sub(size + self.begin, e.mul(o, self.stride)), 0)
        return e.minimum(_divide_up(e, room, self.dilation), self.kernel)

    def windows(self, e: LoopEmitter, k: Index) -> tuple[Index, Index]:
        """The windows whose element k lies inside, [first, last)."""
        if len(self.whole) == self.count:
            return 0, self.count
        shift = e.mul(k, self.dilation)
        first = _divide_up(e, e.maximum(e.sub(self.begin, shift), 0), self.stride)
        last = _divide_up(e, e.maximum(e.sub(self.size + self.begin, shift), 0), self.stride)
        return first, e.maximum(e.minimum(last, self.count), first)


def axes_of(
    sizes: Sequence[int],
    counts: Sequence[int],
    kernel: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[int],
    dilations: Sequence[int],
) -> list[Axis]:
    """The dimensions of a window; `pads` lists all begins, then all ends."""
    begins, ends = pads[: len(sizes)], pads[len(sizes) :]
    rows = zip(sizes, counts, kernel, strides, begins, ends, dilations, strict=True)
    return [Axis(*row) for row in rows]


@contextmanager
def window_rows(
    e: LoopEmitter, axes: Sequence[Axis], rows: Sequence[Index]
) -> Generator[tuple[list[Index], list[Index]]]:
    """Loops over the rows of the windows in one row of the result: where each lies in the window, and in the input."""
    with ExitStack() as stack:
        kernel = [
            stack.enter_context(e.loop(*axis.elements(e, o))) for axis, o in zip(axes, rows, strict=True)
        ]
        yield kernel, [axis.position(e, o, k) for axis, o, k in zip(axes, rows, kernel, strict=True)]


def _divide_up(e: LoopEmitter, a: Index, b: int) -> Index:
    return e.div(e.add(a, b - 1), b)

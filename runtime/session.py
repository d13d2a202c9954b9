"""A compiled network that is ready to run, used as one uses an ONNX Runtime session.

```python
session = Session(object_code, arena_bytes=1 << 20, blob=weights, inputs=inputs, outputs=outputs)
(y,) = session.run(None, {"x": x})
```
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, PrunirError
from .loader import load
from .memory import ALIGNMENT, aligned_copy, aligned_zeros
from .team import team

_ONNX_TYPES = {
    "float16": "float16",
    "float32": "float",
    "float64": "double",
    "bool": "bool",
    **{f"{sign}int{bits}": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


@dataclass(frozen=True)
class ValueInfo:
    """An input or output of a network."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype

    @property
    def type(self) -> str:
        """The type as ONNX Runtime writes it: `tensor(float)`."""
        return f"tensor({_ONNX_TYPES.get(self.dtype.name, self.dtype.name)})"


@dataclass(frozen=True)
class Step:
    """One layer of the planned program: its name in the model, and the operation that computes it, as `plan.tap_conv`."""

    layer: str
    operation: str


@dataclass(frozen=True)
class Span:
    """When a thread was at work on a step (its number in `Session.steps`): nanoseconds of time.monotonic_ns."""

    step: int
    thread: int
    begin: int
    end: int


@dataclass(frozen=True)
class Program:
    """A compiled network: all that a session needs, and all that is kept of it on disk. See `Session` for what the parts are."""

    object_code: bytes
    blob: np.ndarray
    arena_bytes: int
    inputs: tuple[ValueInfo, ...]
    outputs: tuple[ValueInfo, ...]
    steps: tuple[Step, ...]
    times_offset: int | None


class Session:
    """Machine code, weights, and memory for as many runs at once as there were.

    `run` may be called from several threads at once: each call works in an arena of its own. With `threads` above 1 the
    process's team does the work, one call after the other. Sessions share nothing but that team.
    """

    def __init__(
        self,
        object_code: bytes,
        *,
        arena_bytes: int,
        blob: np.ndarray,
        inputs: Sequence[ValueInfo],
        outputs: Sequence[ValueInfo],
        threads: int = 1,
        steps: Sequence[Step] = (),
        times_offset: int | None = None,
    ):
        """
        object_code: an object file that exports `prunir_run`.
        arena_bytes: how much memory a run needs for what it computes; zero-filled before its first use only.
        blob: the weights, as bytes; copied unless they begin at a multiple of 64 bytes.
        steps: the layers of the program, in order.
        times_offset: where in the arena the program writes the times of its steps; None if it does not (see `insert-timestamps`).
        """
        if not isinstance(threads, int) or threads < 1:
            raise InputError(f"a session needs a whole number, at least one thread, not {threads!r}")
        self.inputs = tuple(inputs)
        self.outputs = tuple(outputs)
        self.threads = threads
        self.object_code = object_code
        self._entry = load(object_code)
        self.blob = aligned_copy(blob)
        self.arena_bytes = arena_bytes
        self.steps = tuple(steps)
        self._times_offset = times_offset
        self._free: list[_Arena] = []

    def run(self, output_names: Sequence[str] | None, feeds: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """The outputs named, in that order, or all for None or none; in fresh arrays.

        Raises InputError where a name is unknown or missing, or where an array has the wrong shape or element type.
        Arrays that are not contiguous are copied first.
        """
        wanted = self._wanted_outputs(output_names)
        with self._ran(feeds) as (_, results):
            return [results[number] for number in wanted]

    def profile(self, feeds: Mapping[str, np.ndarray]) -> tuple[Span, ...]:
        """Run once, and say when each thread was at work on each step, in order of threads and steps.

        Raises PrunirError where the program takes no times: compile it with `profile=True`.
        """
        if self._times_offset is None:
            raise PrunirError("this session takes no times; compile it with profile=True")
        with self._ran(feeds) as (arena, _):
            times = arena.memory[self._times_offset :].view(np.int64).reshape(self.threads, -1).tolist()
        return tuple(
            Span(step, thread, *row[2 * step : 2 * step + 2])
            for thread, row in enumerate(times)
            for step in range(len(self.steps))
        )

    @contextmanager
    def _ran(self, feeds: Mapping[str, np.ndarray]) -> Iterator[tuple[_Arena, list[np.ndarray]]]:
        """The arena, which nobody else uses meanwhile, and all outputs of a run."""
        arguments = check_feeds(self.inputs, feeds)
        results = [aligned_zeros(value.shape, value.dtype) for value in self.outputs]
        arena = self._take_arena()
        try:
            self._call(arena, [*arguments, *results])
            yield arena, results
        finally:
            self._free.append(arena)

    def _wanted_outputs(self, names: Sequence[str] | None) -> Sequence[int]:
        """Numbers of the outputs; of several with one name, the first."""
        known = [value.name for value in self.outputs]
        for name in names or ():
            if name not in known:
                raise InputError(f"there is no output '{name}'; the outputs are {_listed(known)}")
        return [known.index(name) for name in names] if names else range(len(known))

    def _take_arena(self) -> _Arena:
        try:
            return self._free.pop()
        except IndexError:
            return _Arena(self.arena_bytes)

    def _call(self, arena: _Arena, tensors: Sequence[np.ndarray]) -> None:
        pointers = [array.ctypes.data for array in (arena.memory, self.blob, arena.barrier, *tensors)]
        context = (ctypes.c_void_p * len(pointers))(*pointers)
        address = ctypes.addressof(context)
        if self.threads == 1:
            self._entry(address, 0, 1)
        else:
            team().run(lambda thread, threads: self._entry(address, thread, threads), self.threads)

    def __repr__(self) -> str:
        names = [", ".join(value.name for value in values) for values in (self.inputs, self.outputs)]
        return f"Session({names[0]} -> {names[1]}, threads={self.threads})"


class _Arena:
    """The memory of one run at a time."""

    def __init__(self, size: int):
        self.memory = aligned_zeros((size,), np.uint8)
        self.barrier = aligned_zeros((ALIGNMENT,), np.uint8)


def check_feeds(inputs: Sequence[ValueInfo], feeds: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """What a run takes, in the order of `inputs`; InputError for a wrong name, shape or element type."""
    known = [value.name for value in inputs]
    for name in feeds:
        if name not in known:
            raise InputError(f"there is no input '{name}'; the inputs are {_listed(known)}")
    missing = [name for name in known if name not in feeds]
    if missing:
        raise InputError(f"no array was given for {_listed(missing)}")
    return [_checked(value, feeds[value.name]) for value in inputs]


def _checked(value: ValueInfo, fed: np.ndarray) -> np.ndarray:
    array = np.asarray(fed)
    if array.dtype != value.dtype:
        raise InputError(f"input '{value.name}' has elements of type {value.dtype}, not {array.dtype}")
    if array.shape != value.shape:
        raise InputError(f"input '{value.name}' has shape {list(value.shape)}, not {list(array.shape)}")
    return np.require(array, requirements=("C", "A"))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "none"

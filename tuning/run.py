"""From programs to times."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from ..bench import machine, peaks
from ..bench.layers import Profiled
from ..bench.measure import measure
from ..bench.networks import random_inputs
from ..runtime.session import Program, Session
from ..targets import Target

Times = dict[str, float]
"""Of each layer by its name, in slots: the time of one vector multiply-add at peak on one core, measured in the same rounds."""


class Runner(Protocol):
    """Runs programs that take the time of their steps."""

    def run(self, programs: Sequence[Program], rounds: int) -> list[Times]:
        """The median times of the layers of each program. All programs take turns, so that what slows the machine slows all alike."""
        ...


class LocalRunner:
    """Runs in this process, which is pinned to as many processors as there are threads meanwhile."""

    def __init__(self, target: Target, threads: int):
        """PrunirError where there are fewer processors than threads."""
        self._processors = machine.choose_processors(threads)
        self._threads = threads
        self._peak = peaks.multiply_add(threads)
        self._operations = 2 * target.lanes

    def run(self, programs: Sequence[Program], rounds: int) -> list[Times]:
        profiled = [_profiled(program, self._threads) for program in programs]
        runs: dict[Hashable, Callable[[], object]] = {"peak": self._peak.run}
        runs.update({number: found.run for number, found in enumerate(profiled)})
        with machine.pinned(self._processors):  # not while building, which all processors do
            peak = measure(runs, rounds=rounds)["peak"]
        slot = self._operations * self._threads * peak.median / self._peak.amount
        return [
            {name: timing.median / slot for name, timing in found.timings(rounds).items()}
            for found in profiled
        ]


def _profiled(program: Program, threads: int) -> Profiled:
    session = Session(**vars(program), threads=threads)
    return Profiled(session, random_inputs(session.inputs))

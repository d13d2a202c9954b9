"""From programs to times."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from ..bench import machine, peaks
from ..bench.layers import step_seconds
from ..bench.measure import measure
from ..bench.networks import random_inputs
from ..runtime.session import Program, Session, Span
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
        profiled = [_Profiled(program, self._threads) for program in programs]
        runs: dict[Hashable, Callable[[], object]] = {"peak": self._peak.run}
        runs.update({number: found.run for number, found in enumerate(profiled)})
        with machine.pinned(self._processors):  # not while building, which all processors do
            peak = measure(runs, rounds=rounds)["peak"]
        slot = self._operations * self._threads * peak.median / self._peak.amount
        return [found.layers(rounds, slot) for found in profiled]


class _Profiled:
    """A session that notes the spans of its runs."""

    def __init__(self, program: Program, threads: int):
        self._session = Session(**vars(program), threads=threads)
        self._inputs = random_inputs(self._session.inputs)
        self._spans: list[tuple[Span, ...]] = []

    def run(self) -> None:
        self._session.run(None, self._inputs)  # so that the run that counts finds its caches warm
        self._spans.append(self._session.profile(self._inputs))

    def layers(self, rounds: int, slot: float) -> Times:
        """Of the last rounds. What prepares a layer, as the split into phases, belongs to it."""
        steps = self._session.steps
        taken = [step_seconds(spans, len(steps)) for spans in self._spans[-rounds:]]
        names = dict.fromkeys(step.layer for step in steps)
        return {
            name: statistics.median(
                sum(s for s, step in zip(seconds, steps, strict=True) if step.layer == name)
                for seconds in taken
            )
            / slot
            for name in names
        }

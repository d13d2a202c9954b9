"""Where Prunir's time goes: every layer's share of it, and how near the layer comes to the machine's limits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..inspection import Inspector, Layer, Work
from ..runtime.session import Session, Span
from . import machine, peaks
from .compare import Limit, Request
from .measure import Timing, measure
from .sessions import Candidate
from .worker import Report


@dataclass(frozen=True)
class LayerTime:
    """A layer with the steps that prepare it, and how long they took in each round, from the first thread's begin to the last's end."""

    name: str
    steps: tuple[Work, ...]
    timing: Timing

    @property
    def computed(self) -> Layer | None:
        """The layer itself; None where there are only steps that prepare something."""
        return next((step.computes for step in self.steps if step.computes is not None), None)

    @property
    def flops(self) -> int:
        """Useful ones: two for each weight that is not zero at each place."""
        return 2 * sum(step.macs for step in self.steps)

    @property
    def bytes(self) -> int:
        return sum(step.bytes for step in self.steps)


@dataclass(frozen=True)
class Profile:
    """A model's layers in the order of the program, and the limits measured in the same rounds."""

    candidate: Candidate
    layers: Sequence[LayerTime]
    multiply_add: Limit
    memory_read: Limit
    steps: Sequence[Work]
    spans: Sequence[Span]
    """When the threads were at work on the steps, in the last round."""

    def of_multiply_add(self, layer: LayerTime) -> float:
        """The layer's useful operations per second, over the most that the machine does from registers."""
        return layer.flops / layer.timing.median / self.multiply_add.rate

    def of_memory(self, layer: LayerTime) -> float:
        """Bytes per second over what memory delivers, if each byte came from there once; above 1 where caches had them."""
        return layer.bytes / layer.timing.median / self.memory_read.rate


def profile(request: Request, report: Report) -> list[Profile]:
    """Of all Prunir's candidates; to be called in a fresh process (see `worker`)."""
    machine.pin(machine.choose_processors(request.threads))
    machine.flush_subnormals()
    own = [candidate for candidate in request.candidates if candidate.engine == "prunir"]
    profiled = {c: compile_profiled(c, request.inputs, request.threads, report) for c in own}
    limits = {"fma": peaks.multiply_add(request.threads), "read": peaks.memory_read(request.threads)}
    runs: dict[Hashable, Callable[[], object]] = {name: limit.run for name, limit in limits.items()}
    runs.update({candidate: compiled.run for candidate, compiled in profiled.items()})
    timings = measure(
        runs, rounds=request.rounds, progress=lambda n: report(f"layers, round {n} of {request.rounds}")
    )
    fma, read = (Limit(limit.amount, timings[name]) for name, limit in limits.items())
    return [
        Profile(
            candidate,
            compiled.layers(request.rounds),
            fma,
            read,
            compiled.work,
            compiled.spans[-1],
        )
        for candidate, compiled in profiled.items()
    ]


class Profiled:
    """A session that takes the time of its steps, and notes the spans of each run."""

    def __init__(self, session: Session, inputs: Mapping[str, np.ndarray], work: Sequence[Work] = ()):
        """work: what each step has to do, for `layers`."""
        self.work = work
        self.spans: list[tuple[Span, ...]] = []
        self._session, self._inputs = session, inputs

    def run(self) -> None:
        self._session.run(None, self._inputs)  # so that the run that counts finds its caches warm
        self.spans.append(self._session.profile(self._inputs))

    def seconds(self, rounds: int) -> list[list[float]]:
        """Of every step, in each of the last rounds: from the first thread's begin to the last's end."""
        return [_step_seconds(spans, len(self._session.steps)) for spans in self.spans[-rounds:]]

    def timings(self, rounds: int) -> dict[str, Timing]:
        """Of every layer by its name, in the last rounds. Steps of one name are one layer, where its first step stands."""
        names: dict[str, list[int]] = {}
        for number, step in enumerate(self._session.steps):
            names.setdefault(step.layer, []).append(number)
        rows = self.seconds(rounds)
        return {
            name: Timing(tuple(sum(taken[number] for number in steps) for taken in rows))
            for name, steps in names.items()
        }

    def layers(self, rounds: int) -> list[LayerTime]:
        """The same with what the layers' steps have to do."""
        return [
            LayerTime(name, tuple(step for step in self.work if step.layer == name), timing)
            for name, timing in self.timings(rounds).items()
        ]


def compile_profiled(
    candidate: Candidate, inputs: Mapping[str, np.ndarray], threads: int, report: Report
) -> Profiled:
    """The candidate, one of Prunir's, compiled to take the times of its layers."""
    from ..compiler import compile

    report(f"compiling {candidate.model} for its layers' times")
    inspector = Inspector()
    session = compile(
        candidate.file,
        pipeline=candidate.pipeline,
        threads=threads,
        input_shapes={name: array.shape for name, array in inputs.items()},
        profile=True,
        observe=inspector,
    )
    return Profiled(session, inputs, inspector.result().work)


def _step_seconds(spans: Sequence[Span], steps: int) -> list[float]:
    begins, ends = [0] * steps, [0] * steps
    for span in spans:
        begins[span.step] = min(begins[span.step] or span.begin, span.begin)
        ends[span.step] = max(ends[span.step], span.end)
    return [max(end - begin, 1) * 1e-9 for begin, end in zip(begins, ends, strict=True)]

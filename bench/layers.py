"""Where Prunir's time goes: every layer's share of it, and how near the layer comes to the machine's limits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from ..inspection import Inspector, Layer, Work
from ..runtime.session import Span
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
    profiled = {candidate: compile_profiled(candidate, request, report) for candidate in own}
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
    """A network that notes the spans of each run."""

    def __init__(self, session: Any, work: Sequence[Work], request: Request):
        self.work = work
        self.spans: list[tuple[Span, ...]] = []
        self._session, self._inputs = session, request.inputs

    def run(self) -> None:
        self._session.run(None, self._inputs)  # so that the run that counts finds its caches warm
        self.spans.append(self._session.profile(self._inputs))

    def layers(self, rounds: int) -> list[LayerTime]:
        """What the last runs say of the layers."""
        return _layers(self.work, self.spans[-rounds:])


def compile_profiled(candidate: Candidate, request: Request, report: Report) -> Profiled:
    """The candidate, one of Prunir's, compiled to take the times of its layers."""
    from ..compiler import compile

    report(f"compiling {candidate.model} for its layers' times")
    inspector = Inspector()
    session = compile(
        candidate.file,
        pipeline=candidate.pipeline,
        threads=request.threads,
        input_shapes={name: array.shape for name, array in request.inputs.items()},
        profile=True,
        observe=inspector,
    )
    return Profiled(session, inspector.result().work, request)


def _layers(work: Sequence[Work], rounds: Sequence[Sequence[Span]]) -> list[LayerTime]:
    """Steps of one name are one layer, where its first step stands."""
    seconds = [step_seconds(spans, len(work)) for spans in rounds]
    numbers: dict[str, list[int]] = {}
    for number, step in enumerate(work):
        numbers.setdefault(step.layer, []).append(number)
    return [
        LayerTime(
            name,
            tuple(work[number] for number in steps),
            Timing(tuple(sum(taken[number] for number in steps) for taken in seconds)),
        )
        for name, steps in numbers.items()
    ]


def step_seconds(spans: Sequence[Span], steps: int) -> list[float]:
    """Of each step, from the first thread's begin to the last's end."""
    begins, ends = [0] * steps, [0] * steps
    for span in spans:
        begins[span.step] = min(begins[span.step] or span.begin, span.begin)
        ends[span.step] = max(ends[span.step], span.end)
    return [max(end - begin, 1) * 1e-9 for begin, end in zip(begins, ends, strict=True)]

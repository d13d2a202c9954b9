"""Engines beside each other in one process: what they answer, and how long they take, round by round."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import engines, machine, peaks
from .measure import Timing, measure
from .peaks import Peak
from .sessions import Candidate
from .worker import Report

NOISY = 0.1
"""A spread of the multiply-add loop from which on the machine counts as busy with something else."""

REFERENCE = "onnxruntime"
"""The engine whose answers the others' are held against."""


@dataclass(frozen=True)
class Request:
    """What to compare. The candidates take the same inputs."""

    candidates: Sequence[Candidate]
    inputs: engines.Arrays
    threads: int
    rounds: int
    scratch: Path


@dataclass(frozen=True)
class Agreement:
    """How far outputs are from ONNX Runtime's on the same file: the largest difference, and that over the largest value."""

    absolute: float
    relative: float


@dataclass(frozen=True)
class Result:
    """One candidate's. Without a timing, `failure` says why."""

    candidate: Candidate
    version: str
    load_seconds: float | None = None
    """In this process, at first sight of the file."""
    packed_bytes: int | None = None
    agreement: Agreement | None = None
    timing: Timing | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Limit:
    """One of the machine's, measured in the same rounds: work of a run, and the rounds' seconds."""

    amount: int
    timing: Timing

    @property
    def rate(self) -> float:
        """Work per second in the median round."""
        return self.amount / self.timing.median


@dataclass(frozen=True)
class Comparison:
    """All candidates on so many threads."""

    threads: int
    processors: Sequence[int]
    subnormals_flushed: bool
    results: Sequence[Result]
    multiply_add: Limit
    """Floating-point operations of all threads."""
    memory_read: Limit
    """Bytes."""

    @property
    def noise(self) -> float:
        """The spread of a loop that touches no memory."""
        return self.multiply_add.timing.spread


def compare(request: Request, report: Report) -> Comparison:
    """To be called in a fresh process (see `worker`): it is pinned here, and engines leave threads behind."""
    processors = machine.choose_processors(request.threads)
    machine.pin(processors)
    flushed = machine.flush_subnormals()
    loaded = [_load(candidate, request, report) for candidate in request.candidates]
    report("comparing answers")
    agreements = _agreements(loaded, request)
    limits = {"fma": peaks.multiply_add(request.threads), "read": peaks.memory_read(request.threads)}
    timings = _measure(loaded, limits, request.rounds, report)
    results = [
        replace(result, agreement=agreements.get(result.candidate), timing=timings.get(result.candidate))
        for result, _ in loaded
    ]
    fma, read = (Limit(limit.amount, timings[name]) for name, limit in limits.items())
    return Comparison(request.threads, processors, flushed, results, fma, read)


def _load(candidate: Candidate, request: Request, report: Report) -> tuple[Result, engines.Run | None]:
    """A peer that cannot load the model is a result too; that Prunir cannot is an error."""
    report(f"loading {candidate}")
    version = candidate.version()
    start = time.perf_counter()
    try:
        loaded = candidate.load(request.inputs, request.threads, request.scratch)
        seconds = time.perf_counter() - start
        loaded.run()
    except Exception as error:
        if candidate.engine == "prunir":
            raise
        return Result(candidate, version, failure=" ".join(str(error).split())), None
    return Result(candidate, version, seconds, loaded.packed_bytes), loaded.run


def _agreements(
    loaded: Sequence[tuple[Result, engines.Run | None]], request: Request
) -> dict[Candidate, Agreement]:
    """By candidate, where the reference can run the file."""
    found: dict[Candidate, Agreement] = {}
    answers: dict[Path, engines.Arrays] = {}
    for result, run in loaded:
        candidate = result.candidate
        if run is None:
            continue
        if candidate.file not in answers:
            answers[candidate.file] = _reference(candidate, request)
        if expected := answers[candidate.file]:
            found[candidate] = agreement(run(), expected)
    return found


def _reference(candidate: Candidate, request: Request) -> engines.Arrays:
    """The reference's outputs for the candidate's file; none where it is not installed or cannot run it."""
    reference = Candidate(REFERENCE, candidate.model, candidate.file)
    try:
        outputs = reference.load(request.inputs, request.threads, request.scratch).run()
    except Exception:  # of an engine that nobody asked for
        return {}
    return {name: np.array(output) for name, output in outputs.items()}


def agreement(outputs: engines.Arrays, expected: engines.Arrays) -> Agreement:
    """Of the output that is furthest off. What is missing, misshapen or not finite on one side only is infinitely far off."""
    found = [_distance(outputs.get(name), array) for name, array in expected.items()]
    return Agreement(max(absolute for absolute, _ in found), max(relative for _, relative in found))


def _distance(output: np.ndarray | None, expected: np.ndarray) -> tuple[float, float]:
    if output is None or output.size != expected.size:
        return np.inf, np.inf
    got, wanted = output.astype(np.float64).ravel(), expected.astype(np.float64).ravel()
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    difference = np.abs(np.subtract(got, wanted, where=~same, out=np.zeros_like(got)))
    absolute = float(np.nan_to_num(difference, nan=np.inf, posinf=np.inf).max(initial=0))
    largest = float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0))
    return absolute, absolute / largest if absolute and largest else np.inf if absolute else 0.0


def _measure(
    loaded: Sequence[tuple[Result, engines.Run | None]],
    limits: Mapping[str, Peak],
    rounds: int,
    report: Report,
) -> dict[Candidate | str, Timing]:
    """Everything in the same rounds."""
    runs: dict[Candidate | str, Callable[[], object]] = {name: limit.run for name, limit in limits.items()}
    runs.update({result.candidate: run for result, run in loaded if run is not None})
    return measure(runs, rounds=rounds, lead=True, progress=lambda done: report(f"round {done} of {rounds}"))

"""Paired timing: in every round each candidate runs once, so that what slows the machine slows all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Timing:
    """Seconds of each round, in order: those of two candidates can be compared round by round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        return min(self.seconds)

    def speedup_over(self, other: Timing) -> float:
        """The median over the rounds of how many times faster this is: over 1 means faster than `other`."""
        return statistics.median(b / a for a, b in zip(self.seconds, other.seconds, strict=True))


def measure(
    candidates: Mapping[str, Callable[[], Any]],
    *,
    rounds: int = 20,
    warmup: int = 3,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Timing]:
    """Time `candidates` over `rounds`, after `warmup` rounds that do not count.

    The candidate that begins moves on by one every round, so that none always runs in the wake of the same other.
    """
    names = list(candidates)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(warmup + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            start = clock()
            candidates[name]()
            seconds[name].append(clock() - start)
    return {name: Timing(tuple(taken[warmup:])) for name, taken in seconds.items()}

"""Paired timing: in every round each candidate runs once, so that what slows the machine slows all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAD_BELOW = 0.1
"""Seconds. A longer run finds its caches cold for a negligible part of it: reading 32 MB takes 1.5 ms."""


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

    def percentile(self, share: float) -> float:
        """Seconds that `share` percent of the rounds stay below, interpolated between rounds."""
        ordered = sorted(self.seconds)
        place = share / 100 * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    def speedup_over(self, other: Timing) -> float:
        """The median over the rounds of how many times faster this is: over 1 means faster than `other`."""
        return self.ratios(other).median

    def ratios(self, other: Timing) -> Timing:
        """Round by round, how many times faster this is than `other`."""
        return Timing(tuple(b / a for a, b in zip(self.seconds, other.seconds, strict=True)))

    @property
    def spread(self) -> float:
        """How far the slow rounds lie from the best: the 90th percentile over the best, less 1."""
        return self.percentile(90) / self.best - 1


def measure(
    candidates: Mapping[Key, Callable[[], Any]],
    *,
    rounds: int = 20,
    warmup: int = 3,
    lead: bool = False,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[int], None] | None = None,
) -> dict[Key, Timing]:
    """Time `candidates` over `rounds`, after `warmup` rounds that do not count.

    The candidate that begins moves on by one every round, so that none always runs in the wake of the same other.

    lead: a candidate whose last run took less than LEAD_BELOW runs once untimed before it is timed. So each is measured as it
        runs alone, its weights in the caches and its threads awake, not as it runs after others (docs/decisions/0010).
    progress: told how many rounds are done.
    """
    names = list(candidates)
    seconds: dict[Key, list[float]] = {name: [] for name in names}
    for number in range(warmup + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            run, taken = candidates[name], seconds[name]
            if lead and taken and taken[-1] < LEAD_BELOW:
                run()
            start = clock()
            run()
            taken.append(clock() - start)
        if progress is not None:
            progress(max(0, number + 1 - warmup))
    return {name: Timing(tuple(taken[warmup:])) for name, taken in seconds.items()}

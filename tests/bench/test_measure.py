"""Timing is paired and fair."""

from collections.abc import Callable

import pytest
from prunir.bench.measure import Timing, measure


class Clock:
    """A clock that only candidates move on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.order: list[str] = []

    def __call__(self) -> float:
        return self.now

    def candidate(self, name: str, seconds: float) -> Callable[[], None]:
        def run() -> None:
            self.order.append(name)
            self.now += seconds

        return run


def test_rounds_are_paired_and_the_first_moves_on():
    clock = Clock()
    candidates = {"a": clock.candidate("a", 1.0), "b": clock.candidate("b", 2.0)}
    timings = measure(candidates, rounds=2, warmup=1, clock=clock)
    assert clock.order == ["a", "b", "b", "a", "a", "b"]
    assert timings == {"a": Timing((1.0, 1.0)), "b": Timing((2.0, 2.0))}


def test_short_runs_are_led_into():
    """Once untimed before each timed run, from the second on; long runs are not."""
    clock = Clock()
    candidates = {"short": clock.candidate("short", 0.01), "long": clock.candidate("long", 0.2)}
    timings = measure(candidates, rounds=2, warmup=1, lead=True, clock=clock)
    assert clock.order == ["short", "long", "long", "short", "short", "short", "short", "long"]
    assert timings["short"].seconds == pytest.approx((0.01, 0.01))


def test_progress_counts_the_rounds_that_count():
    done: list[int] = []
    measure({"a": lambda: None}, rounds=2, warmup=2, progress=done.append)
    assert done == [0, 0, 1, 2]


def test_speedup_compares_round_by_round():
    fast, slow = Timing((1.0, 10.0, 2.0)), Timing((2.0, 20.0, 5.0))
    assert fast.speedup_over(slow) == 2.0
    assert fast.ratios(slow).seconds == (2.0, 2.0, 2.5)
    assert (fast.median, fast.best) == (2.0, 1.0)


def test_percentiles_lie_between_rounds():
    timing = Timing(tuple(float(n) for n in range(11, 0, -1)))
    assert [timing.percentile(share) for share in (0, 50, 90, 95, 100)] == [1, 6, 10, 10.5, 11]
    assert Timing((3.0,)).percentile(99) == 3.0


def test_the_spread_is_that_of_the_slow_rounds():
    assert Timing((1.0,) * 10).spread == 0
    assert Timing((1.0,) * 5 + (1.5,) * 5).spread == 0.5

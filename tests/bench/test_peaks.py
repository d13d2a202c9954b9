"""The machine's limits are measured by code that does what it says."""

import time

import pytest
from prunir.bench import peaks


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("limit", [peaks.multiply_add, peaks.memory_read])
def test_rates_are_plausible(limit, threads: int):
    peak = limit(threads)
    start = time.perf_counter()
    peak.run()
    rate = peak.amount / (time.perf_counter() - start)
    assert 1e7 < rate < 1e14


def test_every_sum_is_multiplied_and_added(monkeypatch: pytest.MonkeyPatch):
    """The loop's results: sum i begins as i and grows by 1e-6 a step; all are stored as one."""
    ran = {}
    keep = peaks._runner
    monkeypatch.setattr(peaks, "FMA_STEPS", 1000)
    monkeypatch.setattr(
        peaks, "_runner", lambda module, data, *others: ran.update(data=data) or keep(module, data, *others)
    )
    peak = peaks.multiply_add(1)
    peak.run()
    sums = peak.amount // 1000 // 2 // ran["data"][1].shape[1]
    expected = sum(range(sums)) + sums * 1000 * 1e-6
    assert ran["data"][1] == pytest.approx(expected, rel=1e-4)


def test_all_of_the_memory_is_read(monkeypatch: pytest.MonkeyPatch):
    ran = {}
    keep = peaks._runner
    monkeypatch.setattr(peaks, "SMALLEST_STREAM", 1 << 20)
    monkeypatch.setattr(
        peaks, "_runner", lambda module, data, *others: ran.update(data=data) or keep(module, data, *others)
    )
    peak = peaks.memory_read(2)
    data, sums = ran["data"]
    assert data.nbytes == peak.amount
    data.fill(0)
    data[::7] = 1
    peak.run()
    begun = sum(range(peaks.LOADS))
    assert (sums - begun).sum() == data.sum()

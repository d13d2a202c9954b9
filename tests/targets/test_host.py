"""The host describes itself sensibly, and the same way every time."""

from __future__ import annotations

import os

from prunir import targets


def test_host():
    host = targets.host()
    assert host is targets.host()
    assert host.lanes >= 1 and host.registers >= 8
    assert host.vector_bytes == 4 * host.lanes
    assert 4096 <= host.l1_bytes <= host.l2_bytes
    assert host.architecture in host.triple
    if host.architecture == "x86_64":
        assert host.features.endswith(",-prefer-256-bit")


def test_without_avx512():
    """Narrower only where there is AVX-512, and then nothing more to take away."""
    host = targets.host()
    narrow = host.without_avx512()
    assert narrow.lanes == min(host.lanes, 8) and narrow.without_avx512() == narrow
    assert "+avx512" not in narrow.features
    assert (narrow == host) == ("+avx512" not in host.features)


def test_usable_processors():
    processors = targets.usable_processors()
    assert len(set(processors)) == len(processors) >= 1
    if hasattr(os, "sched_getaffinity"):
        assert set(processors) == os.sched_getaffinity(0)

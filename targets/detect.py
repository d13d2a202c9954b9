"""The host as a `Target`, looked at once. Nothing else asks the host."""

import os
import platform
from functools import cache
from pathlib import Path

from llvmlite import binding

from .target import Target

_VECTOR_UNITS = (
    # feature, 32-bit lanes, registers; the first that the processor has counts
    ("avx512f", 16, 32),
    ("avx", 8, 16),
    ("sse2", 4, 16),
    ("neon", 4, 32),
    ("v", 4, 32),
)

_DEFAULT_CACHES = {1: 32 << 10, 2: 512 << 10, 3: 0}

_WIDE_VECTORS = "-prefer-256-bit"
"""Several Intel processors ask LLVM to avoid 512-bit vectors; our kernels are written for them."""


@cache
def host() -> Target:
    """The machine that this process runs on."""
    features = binding.get_host_cpu_features()
    lanes, registers = _vector_unit(features)
    caches = _DEFAULT_CACHES | _linux_caches(Path("/sys/devices/system/cpu/cpu0/cache"))
    triple = binding.get_process_triple()
    flags = features.flatten()
    return Target(
        triple=triple,
        cpu=binding.get_host_cpu_name(),
        features=f"{flags},{_WIDE_VECTORS}" if triple.startswith("x86_64") else flags,
        lanes=lanes,
        registers=registers,
        l1_bytes=caches[1],
        l2_bytes=caches[2],
        l3_bytes=caches[3],
    )


def _vector_unit(features: dict[str, bool]) -> tuple[int, int]:
    for feature, lanes, registers in _VECTOR_UNITS:
        if features.get(feature):
            return lanes, registers
    return 1, 16


def processor_name() -> str:
    """What the maker calls the processor; the architecture where the system does not say."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(errors="replace").splitlines() if file.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )


def usable_processors() -> list[int]:
    """The logical processors that this process may use, first one of every core, then their siblings."""
    if not hasattr(os, "sched_getaffinity"):
        return list(range(os.cpu_count() or 1))
    allowed = sorted(os.sched_getaffinity(0))
    siblings = {cpu: _siblings(cpu) for cpu in allowed}
    return sorted(
        allowed, key=lambda cpu: (sum(other < cpu for other in allowed if other in siblings[cpu]), cpu)
    )


def _siblings(cpu: int) -> set[int]:
    """The logical processors on the same core: the kernel writes `0,8` or `0-1`."""
    file = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    if not file.exists():
        return {cpu}
    ranges = [part.split("-") for part in _read(file).split(",")]
    return {number for bounds in ranges for number in range(int(bounds[0]), int(bounds[-1]) + 1)}


def _linux_caches(folder: Path) -> dict[int, int]:
    """Level to bytes, from the kernel's description of processor 0; empty elsewhere than on Linux."""
    caches: dict[int, int] = {}
    for index in sorted(folder.glob("index*")):
        if _read(index / "type") in ("Data", "Unified"):
            caches[int(_read(index / "level"))] = _bytes(_read(index / "size"))
    return caches


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()


def _bytes(size: str) -> int:
    """`32K`, `1024K`, `8M` in bytes."""
    factor = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(size[-1:])
    return int(size[:-1]) * factor if factor else int(size or 0)

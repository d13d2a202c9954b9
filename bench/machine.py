"""What was measured on: the machine in words, and this process's place on it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xdsl.context import Context
from xdsl.dialects.builtin import Builtin
from xdsl.dialects.llvm import LLVM

from ..diagnostics import parse_module
from ..errors import PrunirError
from ..runtime.jit import compile_object
from ..runtime.loader import load
from ..targets import host, processor_name, usable_processors

FEATURES = (
    "avx",
    "fma",
    "avx2",
    "avx512f",
    "avx512vl",
    "avx512bf16",
    "avx512vnni",
    "avxvnni",
    "amx-tile",
    "neon",
    "dotprod",
    "i8mm",
    "sve",
    "v",
)
"""What matters to neural networks, of all that LLVM says of a processor."""

FLUSHES = ("x86_64", "aarch64")
"""Architectures on which `prunir_flush_subnormals` of `runtime/support.ll` does something."""

FLUSH = """
llvm.func @prunir_flush_subnormals() -> i64
llvm.func @prunir_run(%ctx: !llvm.ptr, %tid: i64, %nt: i64) {
  %before = llvm.call @prunir_flush_subnormals() : () -> i64
  llvm.return
}
"""
"""A program that leaves the thread that calls it as networks have it while they run."""


def describe(processors: Sequence[int]) -> dict[str, Any]:
    """Of this machine, and of the `processors` that are measured."""
    target = host()
    known = set(target.features.split(","))
    return {
        "processor": processor_name(),
        "llvm_cpu": target.cpu,
        "architecture": target.architecture,
        "features": [name for name in FEATURES if f"+{name}" in known],
        "lanes_f32": target.lanes,
        "cache_bytes": {"l1": target.l1_bytes, "l2": target.l2_bytes, "l3": target.l3_bytes},
        "processors": os.cpu_count(),
        "usable_processors": usable_processors(),
        "measured_processors": list(processors),
        "governor": _governor(processors),
        "memory_bytes": _memory(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _governor(processors: Sequence[int]) -> str | None:
    """Who sets the clock, as Linux says; None where it does not, as in most virtual machines."""
    path = "/sys/devices/system/cpu/cpu{}/cpufreq/scaling_governor"
    files = [Path(path.format(number)) for number in processors]
    return ",".join(sorted({file.read_text().strip() for file in files if file.exists()})) or None


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def choose_processors(threads: int) -> list[int]:
    """A processor for each thread, of different cores as far as there are; PrunirError where there are too few."""
    usable = usable_processors()
    if threads > len(usable):
        processors = "1 processor" if len(usable) == 1 else f"{len(usable)} processors"
        raise PrunirError(f"{threads} threads cannot be measured on {processors}")
    return usable[:threads]


def pin(processors: Sequence[int]) -> None:
    """Keep this process on `processors`, where the system can: its threads, and those that engines start from now on."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, processors)


@contextmanager
def pinned(processors: Sequence[int]) -> Iterator[None]:
    """`pin`, for a block."""
    before = usable_processors()
    pin(processors)
    try:
        yield
    finally:
        pin(before)


def flush_subnormals() -> bool:
    """Let this thread, and threads that it starts from now on, take subnormal numbers for zero; False where that is unknown.

    They make some processors many times slower, appear in networks with random weights, and matter to no trained one.
    """
    if host().architecture not in FLUSHES:
        return False
    ctx = Context()
    for dialect in (Builtin, LLVM):
        ctx.load_dialect(dialect)
    load(compile_object(parse_module(ctx, FLUSH, "flush"), host()))(0, 0, 1)
    return True

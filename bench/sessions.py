"""What a session takes of memory, and of time when everything that can be kept from earlier is there.

Imports little, so that what a process holds before it loads a model is mostly the engine itself.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import engines
from .worker import Report


@dataclass(frozen=True)
class Candidate:
    """A model on an engine."""

    engine: str
    model: str
    """The model's name in reports."""
    file: Path
    pipeline: str | None = None
    """For Prunir: the passes to run before planning, in place of the default ones."""

    def __str__(self) -> str:
        return f"{self.engine} on {self.model}"

    def load(self, inputs: engines.Arrays, threads: int, scratch: Path) -> engines.Loaded:
        return self._engine().load(self.file, inputs, threads, scratch)

    def version(self) -> str:
        """The engine's version; imports it."""
        return self._engine().version()

    def _engine(self) -> engines.Engine:
        if self.engine == "prunir" and self.pipeline is not None:
            from .engines.prunir import Prunir

            return Prunir(self.pipeline)
        return engines.find(self.engine)


@dataclass(frozen=True)
class SessionRequest:
    candidate: Candidate
    inputs: engines.Arrays
    threads: int
    scratch: Path


@dataclass(frozen=True)
class SessionCost:
    """Of a session in a fresh process: loading, and one run."""

    load_seconds: float
    peak_bytes: int | None
    """The most memory that the process had, less what it had after imports; None where the system does not say."""


def session_cost(request: SessionRequest, report: Report) -> SessionCost:
    """Load and run once; to be called in a fresh process (see `worker`)."""
    candidate = request.candidate
    report(f"loading {candidate} in a fresh process")
    candidate.version()
    with suppress(OSError):  # forget the highest so far, which imports may have left
        Path("/proc/self/clear_refs").write_text("5")
    before, start = _resident_bytes("VmRSS"), time.perf_counter()
    loaded = candidate.load(request.inputs, request.threads, request.scratch)
    seconds = time.perf_counter() - start
    loaded.run()
    after = _resident_bytes("VmHWM")
    return SessionCost(seconds, None if before is None or after is None else after - before)


def _resident_bytes(field: str) -> int | None:
    """Memory of this process now (VmRSS), or the most it had (VmHWM), as Linux says; None elsewhere."""
    file = Path("/proc/self/status")
    lines = file.read_text().splitlines() if file.exists() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(field)), None)

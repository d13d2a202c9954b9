"""Telling a caller how far a long task is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, float], None]
"""Called with the name of each stage when it is done, and the seconds it took."""


@dataclass
class Stopwatch:
    """Tells `progress` how long each stage took."""

    progress: Progress | None
    start: float = 0.0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin a stage now, not when the last one ended."""
        self.start = time.perf_counter()

    def lap(self, stage: str) -> None:
        """The stage is done, and the next begins."""
        now = time.perf_counter()
        if self.progress is not None:
            self.progress(stage, now - self.start)
        self.start = now

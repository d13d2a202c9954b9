"""What was measured about layers on this machine, kept for later compilations: an SQLite file.

A row says how long a workload (the text of `passes.planning`'s `Workload`) took with a schedule, in slots: the time of one vector
multiply-add at peak, measured in the same rounds. It holds for a machine, a number of threads, and the code that makes kernels;
others' rows are not seen. Every row is written when it is known, so tuning that ends early loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import PrunirError
from ..fingerprint import ROOT, compilers, digest_sources, digest_text
from ..targets import Target

if TYPE_CHECKING:
    import sqlite3

GAIN = 0.98
"""A schedule takes the place of the one predicted to be best only if it takes less than this share of its time: less is noise."""

KERNEL_SOURCES = ("lowering", "passes/planning", "dialects/plan")
"""Folders whose code decides how fast a schedule is."""

_TABLE = """
CREATE TABLE IF NOT EXISTS measurements (
    context TEXT, workload TEXT, schedule TEXT, slots REAL, is_default INTEGER, rounds INTEGER,
    PRIMARY KEY (context, workload, schedule)
)"""

Best = Mapping[str, tuple[str, float]]
"""Of each workload, the schedule to take and its slots."""


@dataclass(frozen=True)
class Measurement:
    """One schedule of one workload."""

    workload: str
    schedule: str
    """A `#plan.schedule<…>`."""
    slots: float
    is_default: bool
    """Whether it is the schedule that is taken without measurements."""
    rounds: int
    """How often it was measured; the slots are the median."""


class Context(NamedTuple):
    """What measurements hold for."""

    target: Target
    threads: int

    @property
    def key(self) -> str:
        code = [digest_sources(ROOT / folder) for folder in KERNEL_SOURCES]
        return digest_text([asdict(self.target), self.threads, code, compilers()])


class Measurements:
    """The database at `path`, which need not exist yet. PrunirError names the file where it is none, or cannot be written."""

    def __init__(self, path: Path, context: Context):
        self.path = path
        self.context = context

    @cached_property
    def _key(self) -> str:
        return self.context.key

    def record(self, rows: Iterable[Measurement]) -> None:
        """Add rows; a schedule measured again replaces what was."""
        values = [(self._key, m.workload, m.schedule, m.slots, m.is_default, m.rounds) for m in rows]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PrunirError(f"{self.path}: {error.strerror}") from error
        with self._open("rwc") as database:
            database.execute(_TABLE)
            database.executemany("INSERT OR REPLACE INTO measurements VALUES (?, ?, ?, ?, ?, ?)", values)

    def all(self) -> list[Measurement]:
        """What was measured, in order of workloads and schedules."""
        if not self.path.exists():
            return []
        with self._open("ro") as database:
            rows = database.execute(
                "SELECT workload, schedule, slots, is_default, rounds FROM measurements WHERE context = ?"
                " ORDER BY workload, schedule",
                (self._key,),
            ).fetchall()
        return [Measurement(w, s, slots, bool(default), rounds) for w, s, slots, default, rounds in rows]

    def by_workload(self) -> dict[str, list[Measurement]]:
        """All of it, by the text of the workload."""
        return {workload: list(rows) for workload, rows in groupby(self.all(), lambda row: row.workload)}

    def best(self) -> Best:
        """The fastest schedule of each workload whose default was measured, the default unless another is faster by GAIN."""
        found = self.by_workload()
        return {w: chosen for w, rows in found.items() if (chosen := _choose(rows)) is not None}

    def clear(self) -> int:
        """Forget this context's; how many there were."""
        if not self.path.exists():
            return 0
        with self._open("rw") as database:
            return database.execute("DELETE FROM measurements WHERE context = ?", (self._key,)).rowcount

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        import sqlite3  # 4 ms, which a compilation without measurements need not wait for

        try:
            connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode={mode}", uri=True)
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise PrunirError(f"{self.path}: {error}") from error


def _choose(rows: list[Measurement]) -> tuple[str, float] | None:
    default = next((row for row in rows if row.is_default), None)
    if default is None:
        return None
    best = min(rows, key=lambda row: row.slots)
    chosen = best if best.slots < GAIN * default.slots else default
    return chosen.schedule, chosen.slots


def open_measurements(wanted: bool | str | os.PathLike[str], context: Context) -> Measurements | None:
    """The database at the path `wanted`, for True the user's, for False none. PRUNIR_MEASUREMENTS=0 turns all of them off.

    The user's is `$PRUNIR_MEASUREMENTS`, else `$XDG_DATA_HOME/prunir/measurements.sqlite`, else the same in `~/.local/share`.
    """
    named = os.environ.get("PRUNIR_MEASUREMENTS", "")
    if wanted is False or named == "0":
        return None
    path = _user_path(named) if wanted is True else Path(wanted)
    return None if path is None else Measurements(path, context)


def _user_path(named: str) -> Path | None:
    if named:
        return Path(named)
    common = Path(os.environ.get("XDG_DATA_HOME", ""))
    try:
        folder = common if common.is_absolute() else Path.home() / ".local" / "share"
    except RuntimeError:  # a user without a home
        return None
    return folder / "prunir" / "measurements.sqlite"

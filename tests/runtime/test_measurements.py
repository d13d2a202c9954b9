"""Measurements are found again by whom they hold for, and decide only where they say enough."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from prunir.errors import PrunirError
from prunir.runtime.measurements import Context, Measurement, Measurements, open_measurements
from prunir.targets import host

HERE = Context(host(), 1)


def row(workload: str, schedule: str, slots: float, default: bool = False, rounds: int = 10) -> Measurement:
    return Measurement(workload, schedule, slots, default, rounds)


def test_nothing_is_known_before_anything_was_recorded(tmp_path: Path):
    database = Measurements(tmp_path / "none.sqlite", HERE)
    assert database.all() == [] and database.best() == {} and database.clear() == 0
    assert not database.path.exists()


def test_rows_come_back_and_newer_ones_replace(tmp_path: Path):
    database = Measurements(tmp_path / "new" / "folder" / "m.sqlite", HERE)
    database.record([row("w", "b", 2.0), row("w", "a", 1.0, default=True)])
    database.record([row("w", "b", 3.0, rounds=20)])
    again = Measurements(database.path, HERE)
    assert again.all() == [row("w", "a", 1.0, default=True), row("w", "b", 3.0, rounds=20)]


def test_another_schedule_must_be_faster_than_noise(tmp_path: Path):
    database = Measurements(tmp_path / "m.sqlite", HERE)
    database.record([row("clear", "a", 10.0, default=True), row("clear", "b", 9.0), row("clear", "c", 8.0)])
    database.record([row("noise", "a", 10.0, default=True), row("noise", "b", 9.9)])
    database.record([row("no default", "b", 1.0)])
    assert database.best() == {"clear": ("c", 8.0), "noise": ("a", 10.0)}


@pytest.mark.parametrize(
    "other", [Context(host(), 2), Context(replace(host(), cpu="another"), 1)], ids=["threads", "processor"]
)
def test_measurements_hold_for_one_context(tmp_path: Path, other: Context):
    path = tmp_path / "m.sqlite"
    Measurements(path, HERE).record([row("w", "a", 1.0, default=True)])
    Measurements(path, other).record([row("w", "a", 2.0, default=True)])
    assert Measurements(path, other).clear() == 1
    assert Measurements(path, other).best() == {}
    assert Measurements(path, HERE).best() == {"w": ("a", 1.0)}


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("a text that is long enough to be no database at all")
    with pytest.raises(PrunirError, match=r"notes\.txt"):
        Measurements(path, HERE).best()


def test_the_users_database_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PRUNIR_MEASUREMENTS", "0")
    assert open_measurements(True, HERE) is None
    monkeypatch.setenv("PRUNIR_MEASUREMENTS", str(tmp_path / "own.sqlite"))
    assert open_measurements(True, HERE).path == tmp_path / "own.sqlite"
    monkeypatch.delenv("PRUNIR_MEASUREMENTS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert open_measurements(True, HERE).path == tmp_path / "prunir" / "measurements.sqlite"
    assert open_measurements(False, HERE) is None

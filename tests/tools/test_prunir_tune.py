"""`prunir tune` fills a database that later compilations take, says what it found, and can be interrupted."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench_models import convolution
from prunir.runtime.measurements import Context, Measurements
from prunir.targets import host, usable_processors
from prunir.tools.prunir import main

FEW = ["--trials", "2", "--rounds", "1"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "dense.onnx"
    file.write_bytes(convolution())
    return file


def test_what_was_measured_is_kept_and_not_measured_again(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    database = tmp_path / "new" / "m.sqlite"
    command = ["tune", str(model), *FEW, "--prune", "prune-4", "--database", str(database)]
    processors = usable_processors()
    assert main(command) == 0
    assert usable_processors() == processors
    out = capsys.readouterr().out
    assert re.search(r"^\d+ schedules of 2 workloads measured", out, re.MULTILINE)
    assert re.search(r"^the network: .* ms before, .* ms now, [\d.]+× ", out, re.MULTILINE)
    assert str(database) in out
    rows = Measurements(database, Context(host(), 1)).all()
    assert len({row.workload for row in rows}) == 2

    assert main([*command, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert Measurements(database, Context(host(), 1)).all() == rows
    assert [entry["form"] for entry in report["workloads"]] == ["pruned", "dense"]
    assert all(entry["layers"] == ["conv"] for entry in report["workloads"])
    assert len(report["seconds"]["tuned"]["rounds"]) == 2
    assert report["speed_over_default"] > 0


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["missing.onnx"], "missing.onnx: No such file", 1),
        (["{model}", "--threads", "4096"], "4096 threads cannot be measured on", 1),
        (["{model}", "--prune", "no-such-pass"], "no-such-pass", 1),
        (["{model}", "--pipeline", "no-such-pass"], "no-such-pass", 1),
        (["{model}", "--trials", "0"], "'0' is not a whole number above 0", 2),
        (["{model}", "--database", "{model}/m.sqlite"], "dense.onnx/m.sqlite: ", 1),
        (["{model}", "--database", "{folder}"], "unable to open database file", 1),
        (["{model}", "--database", "{model}"], "dense.onnx: file is not a database", 1),
        (["{model}"], "name one with --database", 1),  # as tests set PRUNIR_MEASUREMENTS=0
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: list[str],
    message: str,
    code: int,
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    filled = [text.format(model=model, folder=tmp_path) for text in arguments]
    own = (
        []
        if "--database" in arguments or arguments == ["{model}"]
        else ["--database", f"{tmp_path}/m.sqlite"]
    )
    assert main(["tune", *filled, *own]) == code
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("error: ") and message in line
    assert model.read_bytes() == convolution()


def test_an_interrupt_keeps_what_was_measured(model: Path, tmp_path: Path):
    database = tmp_path / "m.sqlite"
    command = [sys.executable, "-m", "prunir.tools.prunir", "tune", str(model), "--rounds", "3"]
    process = subprocess.Popen(
        [*command, "--trials", "1000", "--database", str(database)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    deadline = time.monotonic() + 60
    while not _rows(database) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    told, last = err.decode().splitlines()
    assert (process.returncode, out, last) == (130, b"", "interrupted")
    assert told == f"{database} keeps what was measured; the same command goes on there"
    assert _rows(database) >= 1
    assert list(tmp_path.glob("prunir-tune-*")) == []


def _rows(database: Path) -> int:
    if not database.exists():
        return 0
    connection = sqlite3.connect(database)
    try:
        return connection.execute("SELECT count(*) FROM measurements").fetchone()[0]
    except sqlite3.OperationalError:  # the table is not there yet
        return 0
    finally:
        connection.close()

"""`prunir profile` shows the same run as a table, as JSON, as a trace and as pictures."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from bench_models import convolution
from prunir.bench import plots
from prunir.errors import PrunirError
from prunir.tools.prunir import main


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "dense.onnx"
    file.write_bytes(convolution())
    return file


def test_a_trace_has_a_bar_for_each_step_of_each_thread(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    trace = tmp_path / "trace.json"
    arguments = ["profile", str(model), "--threads", "2", "--rounds", "2", "--prune", "prune-4"]
    assert main([*arguments, "--trace", str(trace), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    events = json.loads(trace.read_text())["traceEvents"]
    names = {e["pid"]: e["args"]["name"] for e in events if e["name"] == "process_name"}
    assert names == {0: "dense on prunir", 1: "prune-4 on prunir"}
    for pid, described in enumerate(report["models"]):
        bars = [e for e in events if e["pid"] == pid and e["ph"] == "X"]
        steps = [step for layer in described["layers"] for step in layer["steps"]]
        for thread in (0, 1):
            own = [bar for bar in bars if bar["tid"] == thread]
            assert sorted(bar["args"]["operation"] for bar in own) == sorted(steps)
            for bar, following in pairwise(own):
                assert bar["dur"] >= 0 and bar["ts"] + bar["dur"] <= following["ts"] + 1e-3
        assert min(bar["ts"] for bar in bars) == 0


def test_the_table_names_every_layer(model: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["profile", str(model), "--rounds", "1"]) == 0
    assert re.search(r"^.* conv\S* .*%", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(("suffix", "begin"), [(".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_pictures(model: Path, tmp_path: Path, suffix: str, begin: bytes):
    pytest.importorskip("matplotlib")
    files = [tmp_path / f"{name}{suffix}" for name in ("roofline", "bars")]
    options = ["--roofline", str(files[0]), "--bars", str(files[1])]
    assert main(["profile", str(model), "--rounds", "1", *options]) == 0
    assert all(file.read_bytes().startswith(begin) for file in files)


@pytest.mark.parametrize("option", ["--roofline", "--bars"])
def test_a_picture_of_no_known_kind_is_refused_before_measuring(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "picture.pdf"
    assert main(["profile", "no such model.onnx", option, str(file)]) == 1
    assert capsys.readouterr().err == f"error: {file}: pictures are written as .svg or .png\n"
    assert not file.exists()


def test_a_trace_that_cannot_be_written_is_told_before_measuring(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["profile", str(model), "--trace", str(tmp_path / "no" / "trace.json")]) == 1
    assert "trace.json" in capsys.readouterr().err


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)
    with pytest.raises(PrunirError, match=r"prunir\[plot\]"):
        plots.check_plot(tmp_path / "a.svg")

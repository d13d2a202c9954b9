"""`prunir plan` measures every layer dense and pruned, and keeps what it has measured."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench_models import convolution
from prunir.bench.layers import LayerTime
from prunir.bench.measure import Timing
from prunir.inspection import Kernel, Layer, Sparsity, Work
from prunir.tools.prunir import main
from prunir.tuning import plan
from prunir.tuning.plan import COLUMNS, SCHEMES, Comparison, Configuration, csv_text

FEW = ["--groups", "1,4", "--rates", "1,3.6", "--rounds", "2"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "dense.onnx"
    file.write_bytes(convolution())
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open() as text:
        return list(csv.DictReader(text))


def test_every_group_and_rate_is_measured(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "plan.csv"
    assert main(["plan", str(model), *FEW, "--csv", str(table)]) == 0
    dense, *pruned = rows_of(table)
    assert tuple(dense) == COLUMNS
    assert (dense["layer"], dense["scheme"], dense["speedup"]) == ("conv", "dense", "1")
    assert (dense["group"], dense["connectivity"], dense["kept_weights"]) == ("", "", str(16 * 16 * 9))
    assert [(row["group"], row["connectivity"]) for row in pruned] == [
        ("1", "1"),
        ("1", "3.6"),
        ("4", "1"),
        ("4", "3.6"),
    ]
    assert [int(row["kept_weights"]) for row in pruned] == [1024, 284, 1024, 288]
    assert {row["scheme"] for row in pruned} == {"pattern"}
    for row in pruned:
        assert float(row["milliseconds"]) * float(row["speedup"]) == pytest.approx(
            float(dense["milliseconds"]), rel=1e-3
        )
        assert re.match(r"(tap|run) \d+×\d+", row["kernel"])
    out = capsys.readouterr().out
    assert len(re.findall(r"^conv +[\d.]+ +[\d.]+!? +[\d.]+!?", out, re.MULTILINE)) == 2
    assert re.search(r"^g = 4 +[\d.]+!? +[\d.]+", out, re.MULTILINE)


def test_json_says_what_the_csv_says(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "plan.csv"
    command = ["plan", str(model), "--groups", "8", "--rates", "2", "--rounds", "1", "--csv", str(table)]
    assert main([*command, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (layer,), rows = report["layers"], rows_of(table)
    (pruned,) = layer["pruned"]
    assert (layer["name"], layer["kernel"]) == (rows[0]["layer"], rows[0]["kernel"])
    assert {key: str(pruned[key]) for key in ("scheme", "group", "kept_weights", "kernel")} == {
        key: rows[1][key] for key in ("scheme", "group", "kept_weights", "kernel")
    }
    assert report["configurations"] == [
        {"group": 8, "connectivity": 2, "speedup": pytest.approx(report["configurations"][0]["speedup"])}
    ]


def test_blocks_may_be_punched_instead(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "plan.csv"
    command = ["plan", str(model), "--scheme", "block-punched", "--groups", "8", "--rates", "1,2"]
    assert main([*command, "--rounds", "1", "--csv", str(table)]) == 0
    found = [(row["scheme"], row["connectivity"]) for row in rows_of(table)]
    assert found == [("dense", ""), ("block-punched", "2")]  # at a rate of 1 nothing is pruned


def test_the_command_line_knows_all_schemes(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", "--help"]) == 0
    assert f"{{{','.join(SCHEMES)}}}" in capsys.readouterr().out


@pytest.mark.parametrize(("suffix", "begin"), [(".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_a_picture(model: Path, tmp_path: Path, suffix: str, begin: bytes):
    pytest.importorskip("matplotlib")
    file = tmp_path / f"plan{suffix}"
    assert (
        main(["plan", str(model), "--groups", "4", "--rates", "1,8", "--rounds", "1", "--plot", str(file)])
        == 0
    )
    assert file.read_bytes().startswith(begin)


def layer_time(name: str, seconds: list[float], kept: int, sparsity: Sparsity | None = None) -> LayerTime:
    layer = Layer(name, "conv", (), (1,), (100,), sparsity, kept=kept, kernel=Kernel("tap", 1, 1))
    return LayerTime(name, (Work(name, "plan.tap_conv", layer, 0, 0, 0),), Timing(tuple(seconds)))


def test_a_slower_clock_changes_no_comparison():
    """The second configuration is measured while the machine is half as fast."""
    sparse = Sparsity("unstructured", 1, ())
    hows = [Configuration("pattern", 1, rate) for rate in (2, 4)]
    comparisons = [
        Comparison(hows[0], [layer_time("a", [4, 4, 4], 100)], [layer_time("a", [2, 2, 2], 50, sparse)]),
        Comparison(hows[1], [layer_time("a", [8, 8], 100)], [layer_time("a", [2, 2], 25, sparse)]),
    ]
    found = plan.plan(comparisons)
    (layer,) = found.layers
    assert layer.seconds == 4
    assert [(p.seconds, p.speedup, p.kept) for p in layer.pruned.values()] == [(2, 2, 50), (1, 4, 25)]
    assert found.speedups == {hows[0]: 2, hows[1]: 4}
    assert csv_text(found).splitlines()[1:] == [
        "a,dense,,,100,4000,1,tap 1×1",
        "a,unstructured,1,2,50,2000,2,tap 1×1",
        "a,unstructured,1,4,25,1000,4,tap 1×1",
    ]


def test_layers_that_stay_dense_have_no_row_but_count():
    how = Configuration("pattern", 1, 2)
    dense = [layer_time("a", [1], 100), layer_time("b", [3], 100)]
    pruned = [layer_time("a", [1], 100), layer_time("b", [1], 50, Sparsity("pattern", 1, ("010",)))]
    found = plan.plan([Comparison(how, dense, pruned)])
    assert [list(layer.pruned) for layer in found.layers] == [[], [how]]
    assert (found.seconds, found.speedups[how]) == (4, 2)


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["missing.onnx"], "missing.onnx", 1),
        (["{model}", "--rates", "0.5"], "'0.5' is not a number of at least 1", 2),
        (["{model}", "--rates", "2,,4"], "'' is not a number of at least 1", 2),
        (["{model}", "--groups", "0"], "'0' is not a whole number above 0", 2),
        (["{model}", "--groups", "4,x"], "'x' is not a whole number above 0", 2),
        (["{model}", "--scheme", "random"], "invalid choice: 'random'", 2),
        (["{model}", "--threads", "4096"], "4096 threads cannot be measured on", 1),
        (["{model}", "--csv", "{folder}/no/plan.csv"], "No such file or directory", 1),
        (["{model}", "--csv", "{folder}"], "Is a directory", 1),
        (["{model}", "--plot", "{folder}/plan.pdf"], "pictures are written as .svg or .png", 1),
        (["{model}", "--plot", "{folder}/no/plan.svg"], "No such file or directory", 1),
    ],
)
def test_what_is_wrong_is_said_first_in_one_line(
    arguments: list[str],
    message: str,
    code: int,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr("prunir.tools.commands.plan.compare", None)  # nothing is measured
    filled = [text.format(model=model, folder=tmp_path) for text in arguments]
    assert main(["plan", *filled]) == code
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("error: ") and message in line
    assert list(tmp_path.iterdir()) == [model]


def test_without_matplotlib_only_pictures_are_refused(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert main(["plan", str(model), "--plot", str(tmp_path / "plan.svg")]) == 1
    assert "prunir[plot]" in capsys.readouterr().err
    assert main(["plan", str(model), "--groups", "4", "--rates", "2", "--rounds", "1"]) == 0


def test_an_interrupt_leaves_what_was_measured(model: Path, tmp_path: Path):
    table = tmp_path / "plan.csv"
    groups = ",".join(map(str, range(1, 200)))
    command = [sys.executable, "-m", "prunir.tools.prunir", "plan", str(model), "--groups", groups]
    process = subprocess.Popen(
        [*command, "--rates", "2", "--rounds", "1", "--csv", str(table)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    deadline = time.monotonic() + 60
    while not (table.exists() and table.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"interrupted\n")
    rows = rows_of(table)
    assert 2 <= len(rows) < 200
    assert f"g = {rows[-1]['group']}" in out.decode()
    assert list(tmp_path.glob("prunir-plan-*")) == []

"""`prunir bench` measures small networks, tells users what is wrong, and its JSON keeps its names."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench_models import convolution
from prunir.bench import benchmark, compare, engines
from prunir.bench.compare import Request, agreement
from prunir.bench.networks import prepare
from prunir.bench.sessions import Candidate
from prunir.errors import PrunirError
from prunir.tools.prunir import main


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "dense.onnx"
    file.write_bytes(convolution())
    return file


def shape_of(value: Any) -> Any:
    """The names in a report, and the type of each leaf; of a list its first entry."""
    match value:
        case dict():
            return {key: shape_of(entry) for key, entry in value.items()}
        case list():
            return [shape_of(entry) for entry in value[:1]]
        case _:
            return type(value).__name__


RATIO = {"median": "float", "p25": "float", "p75": "float"}
TIME = {"median": "float", "p90": "float", "p99": "float", "best": "float", "rounds": ["float"]}
LIMITS = {
    "flops": {"per_second": "float", "best_per_second": "float"},
    "bytes": {"per_second": "float", "best_per_second": "float"},
}
MEASURED = {
    "threads": "int",
    "processors": ["int"],
    "subnormals_flushed": "bool",
    "noise": "float",
    "limits": LIMITS,
    "results": [
        {
            "engine": "str",
            "model": "str",
            "version": "str",
            "failure": "NoneType",
            "time": TIME,
            "speed_over": {"onnxruntime": RATIO},
            "agreement": {"absolute": "float", "relative": "float"},
            "load_seconds": "float",
            "second_load_seconds": "float",
            "peak_bytes": "int",
            "packed_bytes": "NoneType",
        }
    ],
}
LAYER = {
    "name": "str",
    "op": "str",
    "output": ["int"],
    "scheme": "NoneType",
    "kernel": {"name": "str", "filters": "int", "tile": "int", "lanes": "int", "order": "str"},
    "steps": ["str"],
    "time": TIME,
    "flops": "int",
    "bytes": {"weights": "int", "inputs": "int", "outputs": "int"},
    "of_multiply_add": "float",
    "of_memory": "float",
}


def test_everything_is_measured(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    report = tmp_path / "out.json"
    pruned = tmp_path / "pruned.onnx"
    pruned.write_bytes(convolution(zeros=range(8)))
    asked = ["--pruned", str(pruned), "--prune", "prune-8", "--rounds", "3", "--layers"]
    assert main(["bench", str(model), *asked, "--json", str(report)]) == 0
    out = capsys.readouterr().out
    assert "prunir is … times as fast as" in out
    assert "prune-8 on prunir, layer by layer" in out

    found = json.loads(report.read_text())
    assert found["schema"] == benchmark.SCHEMA
    assert {"onnxruntime", "prunir", "numpy"} < found["versions"].keys()
    (network,) = found["networks"]
    assert [entry["name"] for entry in network["models"]] == ["dense", "pruned", "prune-8"]
    (measured,) = network["measured"]
    layers = measured.pop("layers")
    assert shape_of(measured) == MEASURED
    assert [(r["engine"], r["model"]) for r in measured["results"]] == [
        ("onnxruntime", "dense"),
        ("prunir", "dense"),
        ("prunir", "pruned"),
        ("prunir", "prune-8"),
    ]
    assert all(len(r["time"]["rounds"]) == 3 for r in measured["results"])
    assert all(r["agreement"]["relative"] < 1e-5 for r in measured["results"])
    assert shape_of(layers["dense"]) == {"limits": LIMITS, "layers": [LAYER]}
    assert layers["dense"]["layers"][0]["flops"] == 2 * 16 * 16 * 9 * 64
    assert layers["prune-8"]["layers"][0]["scheme"].startswith("pattern")


def test_json_alone_on_standard_output(model: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["bench", str(model), "--against", "none", "--rounds", "1", "--json", "-"]) == 0
    (network,) = json.loads(capsys.readouterr().out)["networks"]
    (result,) = network["measured"][0]["results"]
    assert (result["engine"], result["speed_over"]) == ("prunir", {})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.onnx"], "missing.onnx"),
        (["alexnet"], "alexnet: neither a file nor one of vgg16, resnet50"),
        (["{model}", "--against", "tvm"], "there is no engine 'tvm'"),
        (["{model}", "--against", "prunir"], "prunir is measured anyway"),
        (["{model}", "--threads", "1,4096"], "4096 threads cannot be measured on"),
        (["{model}", "--json", "{model}/out.json"], "out.json"),
        (["{model}", "--json", "{folder}"], "Is a directory"),
        (["{model}", "--prune", "no-such-pass"], "no-such-pass"),
        (["{folder}/truncated.onnx"], "truncated.onnx"),
        (["{model}", "--pruned", "{folder}/other.onnx"], "it takes other inputs than"),
    ],
)
def test_what_is_wrong_is_said_first_in_one_line(
    arguments: list[str], message: str, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "truncated.onnx").write_bytes(convolution()[:1000])
    (tmp_path / "other.onnx").write_bytes(convolution(channels=4))
    filled = [text.format(model=model, folder=tmp_path) for text in arguments]
    assert main(["bench", *filled]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("error: ")
    assert message in line


def test_an_interrupt_ends_the_measuring_process_too(model: Path, tmp_path: Path):
    report = tmp_path / "out.json"
    command = [sys.executable, "-m", "prunir.tools.prunir", "bench", str(model), "--against", "none"]
    temporary = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [*command, "--rounds", "100000000", "--json", str(report)], stderr=subprocess.PIPE, env=temporary
    )
    deadline = time.monotonic() + 60
    while not (children := _children(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    try:
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, err) == (130, b"interrupted\n")
    assert children
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert not report.exists()
    assert list(tmp_path.glob("prunir-bench-*")) == []


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in tasks.read_text().split()] if tasks.exists() else []


class Failing:
    """An engine that cannot load anything."""

    package = "numpy"

    def version(self) -> str:
        return "1"

    def load(self, *_: Any) -> engines.Loaded:
        raise RuntimeError("no such\noperation")


def test_a_peer_that_fails_is_a_result_and_prunir_failing_an_error(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    network = prepare(str(model), folder=tmp_path, shapes={})
    request = Request([Candidate("failing", "dense", model)], network.inputs, 1, 1, tmp_path)
    monkeypatch.setattr(engines, "_engine", lambda _: Failing())
    result, run = compare._load(request.candidates[0], request, print)
    assert (result.failure, result.timing, run) == ("no such operation", None, None)
    with pytest.raises(RuntimeError):
        compare._load(Candidate("prunir", "dense", model), request, print)


def test_agreement_is_that_of_the_worst_output():
    expected = {"a": np.array([1.0, -4.0]), "b": np.array([np.nan, np.inf])}
    same = agreement(expected, expected)
    assert (same.absolute, same.relative) == (0, 0)
    off = agreement({"a": np.array([1.0, -3.0]), "b": expected["b"]}, expected)
    assert (off.absolute, off.relative) == (1, 0.25)
    assert agreement({"a": expected["a"]}, expected).relative == np.inf
    assert agreement({**expected, "b": np.array([np.nan, 0])}, expected).absolute == np.inf


def test_open_dimensions_are_bound_by_shape(tmp_path: Path):
    file = tmp_path / "open.onnx"
    file.write_bytes(convolution(batch="N"))
    with pytest.raises(PrunirError, match="N"):
        prepare(str(file), folder=tmp_path, shapes={})
    network = prepare(str(file), folder=tmp_path, shapes={"x": (2, 16, 8, 8)})
    assert network.inputs["x"].shape == (2, 16, 8, 8)


def test_files_of_one_name_are_told_apart(model: Path, tmp_path: Path):
    other = tmp_path / "other" / "dense.onnx"
    other.parent.mkdir()
    other.write_bytes(convolution(zeros=range(4)))
    network = prepare(str(model), folder=tmp_path, shapes={}, pruned=[other])
    assert [variant.name for variant in network.variants] == [str(model), str(other)]

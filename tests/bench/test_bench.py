"""Measurement is paired and fair, and the command measures a real, if tiny, network."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from prunir.bench import engines
from prunir.bench.__main__ import main
from prunir.bench.measure import Timing, measure
from prunir.errors import PrunirError


def test_rounds_are_paired_and_the_first_moves_on():
    order: list[str] = []
    now = 0.0

    def candidate(name: str, seconds: float) -> Callable[[], None]:
        def run() -> None:
            nonlocal now
            order.append(name)
            now += seconds

        return run

    timings = measure(
        {"a": candidate("a", 1.0), "b": candidate("b", 2.0)}, rounds=2, warmup=1, clock=lambda: now
    )
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert timings == {"a": Timing((1.0, 1.0)), "b": Timing((2.0, 2.0))}


def test_speedup_compares_round_by_round():
    fast, slow = Timing((1.0, 10.0, 2.0)), Timing((2.0, 20.0, 5.0))
    assert fast.speedup_over(slow) == 2.0
    assert (fast.median, fast.best) == (2.0, 1.0)


def convolution() -> bytes:
    """One 3×3 convolution, its batch left open."""
    weight = np.random.default_rng(0).standard_normal((16, 16, 3, 3), np.float32)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w"], ["y"], "conv", pads=[1, 1, 1, 1])],
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 16, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 16, 8, 8])],
        [numpy_helper.from_array(weight, "w")],
    )
    opset = helper.make_opsetid("", 18)
    return helper.make_model(graph, opset_imports=[opset], ir_version=10).SerializeToString()


def test_the_command_measures(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "tiny.onnx"
    file.write_bytes(convolution())
    arguments = [str(file), "--rounds", "2", "--groups", "8"]
    assert main([*arguments, "--json"]) == 0
    (timings,) = json.loads(capsys.readouterr().out).values()
    assert list(timings) == ["onnxruntime", "dense", "g = 8"]
    assert all(len(seconds) == 2 and min(seconds) > 0 for seconds in timings.values())


def test_errors_are_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    assert main(["missing.onnx"]) == 1
    assert main(["alexnet"]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert "missing.onnx" in first
    assert second.startswith("error: unknown network 'alexnet'")
    with pytest.raises(PrunirError, match="no_such_engine is not installed"):
        engines._import("no_such_engine")

"""Calls in a fresh process: results, errors and deaths come back."""

from pathlib import Path

import numpy as np
import pytest
from bench_models import convolution
from prunir.bench import sessions, worker
from prunir.bench.sessions import Candidate, SessionRequest
from prunir.errors import PrunirError


def test_a_session_is_loaded_and_its_memory_measured(tmp_path: Path):
    file = tmp_path / "tiny.onnx"
    file.write_bytes(convolution())
    inputs = {"x": np.zeros((1, 16, 8, 8), np.float32)}
    candidate = Candidate("onnxruntime", "tiny", file)
    said: list[str] = []
    cost = worker.call(sessions.session_cost, SessionRequest(candidate, inputs, 1, tmp_path), said.append)
    assert cost.load_seconds > 0
    assert cost.peak_bytes is None or 0 < cost.peak_bytes < 1 << 30
    assert said == ["loading onnxruntime on tiny in a fresh process"]


def test_errors_come_back(tmp_path: Path):
    missing = Candidate("prunir", "m", tmp_path / "missing.onnx")
    with pytest.raises(PrunirError, match="missing.onnx"):
        worker.call(sessions.session_cost, SessionRequest(missing, {}, 1, tmp_path))
    with pytest.raises(RuntimeError, match="AttributeError"):
        worker.call(sessions.session_cost, None)  # pyright: ignore


class Ending:
    """Ends the process that unpickles it."""

    def __init__(self, command: str):
        self.command = command

    def __reduce__(self) -> tuple[object, ...]:
        return exec, (f"import os; {self.command}",)


def test_a_death_is_an_error():
    with pytest.raises(PrunirError, match="starting: the process ended with code 3: it says nothing"):
        worker.call(sessions.session_cost, Ending("os._exit(3)"))
    with pytest.raises(PrunirError, match=r"starting: the process was ended by SIGKILL \(out of memory\?\)"):
        worker.call(sessions.session_cost, Ending("os.kill(os.getpid(), 9)"))

"""The demo plays to the end, in a pipe and in a terminal, and fails when an answer differs."""

import importlib
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

DEMO = Path(__file__).parents[2] / "examples" / "fashion_mnist" / "demo.py"
COMMAND = [sys.executable, str(DEMO), "--rounds", "10"]
ACTS = (
    "Two networks",
    "From ONNX to machine code",
    "conv4 of the pruned network on its way down",
    "The pruned network, layer by layer",
    "What the pruned network sees",
    "1000 test images, against ONNX Runtime",
    "How long one image takes",
)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(DEMO.parent))
    yield importlib.import_module("demo")
    for name in ("demo", "excerpts", "pictures"):
        sys.modules.pop(name)


def test_in_a_pipe(tmp_path: Path):
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "FORCE_COLOR")}
    done = subprocess.run(COMMAND, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    positions = [done.stdout.index(act) for act in ACTS]
    assert positions == sorted(positions)
    for sign in (
        "nn.conv",
        "pconv.conv",
        "plan.",
        "scf.for",
        "vector.fma",
        "llvm.intr.fma",
        "■",
        "pattern 8×4/9 g=4",
    ):
        assert sign in done.stdout
    assert done.stdout.count("1000/1000") == 2
    assert "agrees with" in done.stdout


def test_in_a_terminal():
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    output = bytearray()
    controller, terminal = pty.openpty()
    with subprocess.Popen(COMMAND, stdout=terminal, stderr=terminal, env=environment) as process:
        os.close(terminal)
        while True:
            try:
                output += os.read(controller, 65536)
            except OSError:  # the other end is closed
                break
    os.close(controller)
    text = output.decode()
    assert process.returncode == 0
    assert "▀" in text
    assert "\x1b[38;2;" in text
    plain = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", text)
    assert max(len(line.rsplit("\r", 1)[-1]) for line in plain.split("\r\n")) <= 80


def test_a_wrong_answer_fails(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    run = demo.Network.run

    def wrong(network: Any, x: np.ndarray) -> np.ndarray:
        return run(network, x) * np.float32(1.001)

    monkeypatch.setattr(demo.Network, "run", wrong)
    assert demo.main(["--rounds", "1"]) == 1
    text = capsys.readouterr().out
    assert "DIFFERS FROM" in text
    assert text.count("1000/1000") == 2


@pytest.mark.parametrize(
    ("ratio", "words"), [(3.51, "3.5 times faster"), (1.0, "as fast"), (0.8, "slower (0.80×)")]
)
def test_speed_is_told_in_both_directions(demo: ModuleType, ratio: float, words: str):
    assert demo._faster(ratio) == words


def test_images_without_colour(demo: ModuleType):
    from rich.console import Console

    pictures = sys.modules["pictures"]
    image = np.array([[0, 255], [0, 255]], np.uint8)
    assert pictures.picture(image, Console(color_system=None, force_terminal=False)).plain in (" █", " #")

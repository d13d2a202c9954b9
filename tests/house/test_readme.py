"""The README's pass works, and so does its test."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from lit_runner import run_file
from prunir.universe import multiverse

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert match
    return match[1]


def test_the_pass_in_30_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    code = block("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 30
    module = ModuleType("prunir.passes.graph.round_leaky_relu")
    module.__package__ = "prunir.passes.graph"
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code, vars(module))
    monkeypatch.setitem(multiverse().all_passes, "round-leaky-relu", lambda: module.RoundLeakyReluPass)
    (tmp_path / "test.mlir").write_text(block("mlir"))
    run_file(tmp_path / "test.mlir", tmp_path / "out")

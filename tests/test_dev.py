"""`dev.py` sets up once, again when it must, and says in one line what stands in the way."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import prunir
import pytest

ROOT = Path(prunir.__file__).parent


@pytest.fixture
def dev(tmp_path: Path) -> ModuleType:
    """A fresh copy of dev.py that thinks it lives in an empty folder."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    vars(module).update(ROOT=tmp_path, VENV=venv, PYTHON=venv / "bin/python", STAMP=venv / "stamp.json")
    for name in ("pyproject.toml", "setup.py"):
        (tmp_path / name).touch()
    return module


class Commands(list[list[str]]):
    """Stands in for the shell: notes the commands, and lets those that contain `fails` fail with `output`."""

    fails, output = "nothing", ""

    def __call__(self, command: Any, **_: Any) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        self.append(words)
        if "venv" in words:
            Path(words[-1], "bin").mkdir(parents=True)
            Path(words[-1], "bin/python").touch()
        failed = self.fails in words
        return subprocess.CompletedProcess(words, int(failed), "", self.output if failed else "")


@pytest.fixture
def commands(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr(dev, "run", commands)
    return commands


def installed(commands: Commands) -> list[str]:
    """What each run of pip installed: `[test]` and the like."""
    return ["[" + c[-1].split("[")[1] for c in commands if "pip" in c]


def test_installs_once_and_again_when_needed(dev: ModuleType, commands: Commands):
    assert dev.main(["test", "-q"]) == 0
    assert commands[-1][1:] == ["-m", "pytest", "-q"]
    assert dev.main(["test"]) == 0
    assert installed(commands) == ["[test]"]
    assert dev.main(["typecheck"]) == 0
    (dev.ROOT / "pyproject.toml").write_text("changed")
    assert dev.main(["test"]) == 0
    assert installed(commands) == ["[test]", "[dev,test]", "[dev,test]"]


def test_a_failed_command_fails(dev: ModuleType, commands: Commands):
    commands.fails = "pytest"
    assert dev.main(["test"]) == 1


@pytest.mark.parametrize(
    ("fails", "output", "message"),
    [
        (
            "pip",
            "WARNING: Retrying after NewConnectionError\nERROR: No matching distribution",
            "no network: pip",
        ),
        ("pip", "noise\nERROR: something else\nmore", "pip could not install prunir: ERROR: something else"),
        ("venv", "disk full", "could not make .venv: disk full"),
    ],
)
def test_errors_are_one_line(
    fails: str,
    output: str,
    message: str,
    dev: ModuleType,
    commands: Commands,
    capsys: pytest.CaptureFixture[str],
):
    commands.fails, commands.output = fails, output
    assert dev.main(["test"]) == 1
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith(f"dev.py: error: {message}")
    assert not dev.STAMP.exists()


def test_an_old_python_is_refused(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    assert dev.main(["test"]) == 1
    assert capsys.readouterr().err == (
        "dev.py: error: Prunir needs Python 3.11 or newer, and this is 3.10.2; try python3.11 dev.py\n"
    )


def test_a_python_without_venv_is_refused(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert dev.main(["test"]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err


def test_help_names_every_command(dev: ModuleType, capsys: pytest.CaptureFixture[str]):
    assert dev.main(["nothing"]) == 2
    assert dev.main([]) == 0
    usage, error = capsys.readouterr()
    assert error.strip() == "dev.py: error: unknown command 'nothing'"
    assert all(f"    {command} " in usage for command in dev.COMMANDS)

"""`prunir` and its cache of compiled models."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from bad_models import sound_model
from prunir import recipe
from prunir.tools import prunir


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, for once in use. Whoever edits sources meanwhile does not disturb it."""
    monkeypatch.setattr(recipe, "digest_sources", lambda: recipe._SOURCES)
    monkeypatch.setenv("PRUNIR_CACHE", "1")
    monkeypatch.setenv("PRUNIR_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "small.onnx"
    onnx.save(sound_model(), file)
    return file


def output(arguments: list[object], capsys: pytest.CaptureFixture[str]) -> str:
    """Standard output of a run that ends well, and silently on standard error."""
    code = prunir.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out


def stages(arguments: list[object], capsys: pytest.CaptureFixture[str]) -> list[str]:
    return list(json.loads(output([*arguments, "--json"], capsys))["seconds"])


def test_compile_takes_what_was_compiled_before(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    out.mkdir()
    assert stages(["compile", model, "-o", out], capsys)[-2:] == ["machine code", "store"]
    files = {file.name: file.read_bytes() for file in out.iterdir()}
    assert stages(["compile", model, "-o", out], capsys) == ["cache"]
    assert {file.name: file.read_bytes() for file in out.iterdir()} == files
    assert "machine code" in stages(["compile", model, "--no-cache"], capsys)
    assert "cache" in output(["compile", model], capsys)


def test_what_shows_ir_compiles(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    output(["compile", model], capsys)
    assert "machine code" in stages(
        ["compile", model, "--emit", "plan,obj", "-o", f"{tmp_path}/out/"], capsys
    )
    assert "plan.tap_conv" in output(["compile", model, "--emit", "plan"], capsys)


def test_run_checks_its_inputs_from_the_cache_too(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    first = output(["run", model, "--random", "1"], capsys)
    assert output(["run", model, "--random", "1"], capsys) == first
    assert output(["run", model, "--random", "1", "--no-cache"], capsys) == first
    np.save(tmp_path / "wrong.npy", np.zeros((1, 3, 8, 8)))
    for arguments in (["run", str(model)], ["run", str(model), "--input", f"input={tmp_path}/wrong.npy"]):
        assert prunir.main(arguments) == 1
        assert capsys.readouterr().err.startswith(("error: no array was given", "error: input 'input' has"))


def test_cache_shows_and_clears(model: Path, folder: Path, capsys: pytest.CaptureFixture[str]):
    assert output(["cache"], capsys) == f"{folder}: 0 bytes of 4.0 GiB\n"
    output(["compile", model], capsys)
    assert str(model) in output(["cache"], capsys)
    report = json.loads(output(["cache", "--json"], capsys))
    (stored,) = report["programs"]
    assert stored["label"] == str(model) and stored["size"] == report["size"] > 0
    assert "freed" in output(["cache", "--clear"], capsys)
    assert list(folder.iterdir()) == []
    assert json.loads(output(["cache", "--clear", "--json"], capsys))["freed"] == 0


def test_without_a_cache_there_is_nothing_to_show(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PRUNIR_CACHE", "0")
    assert prunir.main(["cache"]) == 1
    assert capsys.readouterr().err == (
        "error: there is no cache: PRUNIR_CACHE turns it off, or this user has no home\n"
    )

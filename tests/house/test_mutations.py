"""Every lit test notices when its pass does nothing: one mutation a pass, its rewrites skipped."""

import importlib
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lit_runner import LitFailure, run_file
from prunir.universe import pass_class_name, pass_files, pass_name
from xdsl.pattern_rewriter import RewritePattern

FILECHECK = Path(__file__).parents[1] / "filecheck"


def nothing(*_: Any) -> None:
    """Stands in for what the mutation skips."""


def mutate(module: ModuleType, pass_class: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the patterns that `module` defines, or the whole pass when it defines none."""
    classes = [v for v in vars(module).values() if inspect.isclass(v) and v.__module__ == module.__name__]
    patterns = [c for c in classes if issubclass(c, RewritePattern)]
    for pattern in patterns:
        monkeypatch.setattr(pattern, "match_and_rewrite", nothing)
    if not patterns:
        monkeypatch.setattr(getattr(module, pass_class), "apply", nothing)


@pytest.mark.parametrize("file", list(pass_files()), ids=pass_name)
def test_skipping_the_rewrite_fails_the_lit_test(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    module = importlib.import_module("prunir." + ".".join(file.with_suffix("").parts))
    (lit_test,) = (FILECHECK / file.parts[0]).rglob(f"{pass_name(file)}.mlir")
    mutate(module, pass_class_name(file), monkeypatch)
    with pytest.raises(LitFailure):
        run_file(lit_test, tmp_path / "out")

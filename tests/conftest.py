"""Collects the lit files under `tests/filecheck` as tests, run in this process (`lit tests/filecheck` runs the same).

Nothing here reads or writes the cache of compiled programs.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lit_runner import LitFailure, run_file

FILECHECK = Path(__file__).parent / "filecheck"

# Tests compile what they say they compile, and leave the user's cache alone; those of the cache have one of their own.
os.environ["PRUNIR_CACHE"] = "0"
os.environ["PRUNIR_MEASUREMENTS"] = "0"


_MATH_NAME = ctypes.util.find_library("m") if sys.platform == "linux" else None
MATH = None if _MATH_NAME is None else ctypes.CDLL(_MATH_NAME)


@pytest.fixture(autouse=True)
def own_floating_point() -> Iterator[None]:
    """Engines that a test loads into this process may let it flush subnormal numbers (ONNX Runtime does); the next test finds them kept."""
    yield
    if MATH is not None:
        MATH.fesetenv(ctypes.c_void_p(-1))  # FE_DFL_ENV


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix == ".mlir" and file_path.is_relative_to(FILECHECK):
        return LitFile.from_parent(parent, path=file_path)
    return None


class LitFile(pytest.File):
    """A lit file: one test, whatever the number of its RUN lines."""

    def collect(self) -> Iterator[pytest.Item]:
        yield LitTest.from_parent(self, name=self.path.stem)


class LitTest(pytest.Item):
    """Runs a lit file."""

    def runtest(self) -> None:
        with TemporaryDirectory() as folder:
            run_file(self.path, Path(folder) / f"{self.path.stem}.tmp")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # pyright: ignore
        if isinstance(excinfo.value, LitFailure):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"lit: {self.path.relative_to(FILECHECK)}"

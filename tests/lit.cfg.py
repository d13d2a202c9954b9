"""Configuration of LLVM's `lit`, for `lit tests/filecheck`. pytest runs the same files, faster; see conftest.py."""

# ruff: noqa: F821
# pyright: reportUndefinedVariable=false

import os
import sys
from pathlib import Path

import lit.formats

here = Path(__file__).parent

config.name = "prunir"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir"]
config.test_source_root = str(here)
config.test_exec_root = str(here.parent / "build" / "lit")
config.environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

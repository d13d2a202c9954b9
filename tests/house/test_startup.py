"""Importing Prunir, and asking `prunir-opt` for help, loads no heavy library that is not needed for it."""

import subprocess
import sys

import pytest

HEAVY = {"onnx", "onnxruntime", "rich", "torch"}

HELP = """
from prunir.tools.prunir_opt import main
try:
    main(["--help"])
except SystemExit:
    pass
"""


@pytest.mark.parametrize("code", ["import prunir", HELP], ids=["import prunir", "prunir-opt --help"])
def test_startup_is_light(code: str):
    code += "\nimport sys; print('LOADED', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "LOADED" in loaded
    assert loaded & HEAVY == set()

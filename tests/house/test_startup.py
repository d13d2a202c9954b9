"""Importing Prunir, and asking a command line for help, loads no heavy library that is not needed for it."""

import subprocess
import sys

import prunir
import pytest

HEAVY = {"onnx", "onnxruntime", "rich", "torch"}
ALL = HEAVY | {"xdsl", "llvmlite", "numpy"}

OPT_HELP = """
from prunir.tools.prunir_opt import main
try:
    main(["--help"])
except SystemExit:
    pass
"""

HELP = "from prunir.tools.prunir import main; main(['--help'])"
WRONG = "from prunir.tools.prunir import main; main(['compile'])"


@pytest.mark.parametrize(
    ("code", "heavy"),
    [("import prunir", ALL), (OPT_HELP, HEAVY), (HELP, ALL), (WRONG, ALL)],
    ids=["import prunir", "prunir-opt --help", "prunir --help", "prunir compile"],
)
def test_startup_is_light(code: str, heavy: set[str]):
    code += "\nimport sys; print('LOADED', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "LOADED" in loaded
    assert loaded & heavy == set()


def test_completion_offers_what_is_not_loaded_yet():
    assert set(prunir.__all__) <= set(dir(prunir))

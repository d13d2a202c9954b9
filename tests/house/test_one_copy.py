"""No module of the package is imported twice, as it would be under the name of the folder it was cloned into."""

import os
import sys
from collections import defaultdict
from pathlib import Path

import prunir
import pytest
from prunir.universe import PRUNIR_UNIVERSE

ROOT = Path(prunir.__file__).resolve().parent


def test_one_copy_of_every_module(pytestconfig: pytest.Config):
    for load in PRUNIR_UNIVERSE.all_dialects.values():
        load()
    names: defaultdict[Path, set[str]] = defaultdict(set)
    for name, module in list(sys.modules.items()):
        if file := getattr(module, "__file__", None):
            names[Path(file).resolve()].add(name)
    ours = {
        file: found
        for file, found in names.items()
        if file.is_relative_to(ROOT) and ".venv" not in file.parts
    }
    assert {str(file): sorted(found) for file, found in ours.items() if len(found) > 1} == {}
    assert names[ROOT / "dialects/nn/__init__.py"] == {"prunir.dialects.nn"}


@pytest.mark.skipif("PRUNIR_CHECKOUT" not in os.environ, reason="only in a clone that names itself")
def test_the_package_is_this_checkout():
    assert Path(os.environ["PRUNIR_CHECKOUT"]).resolve() == ROOT
    assert Path(__file__).resolve().parents[2] == ROOT

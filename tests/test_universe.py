"""The universe finds dialects and passes by file name, and refuses two of one name."""

from pathlib import Path

import pytest
from prunir.universe import (
    PRUNIR_UNIVERSE,
    discover_dialects,
    discover_passes,
    multiverse,
    pass_class_name,
    pass_name,
)
from xdsl.universe import Universe


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("dialects", "passes/graph", "lowering"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_names_follow_the_file():
    file = Path("passes/graph/fold_batch_norm.py")
    assert pass_name(file) == "fold-batch-norm"
    assert pass_class_name(file) == "FoldBatchNormPass"


def test_helpers_are_not_passes(root: Path):
    for name in (
        "passes/__init__.py",
        "passes/_rewriting.py",
        "passes/graph/fold_pad.py",
        "lowering/lower_all.py",
    ):
        (root / name).touch()
    assert list(discover_passes(root)) == ["fold-pad", "lower-all"]


def test_two_passes_of_one_name_are_an_error(root: Path):
    (root / "passes/graph/fold_pad.py").touch()
    (root / "lowering/fold_pad.py").touch()
    with pytest.raises(
        ValueError, match=r"'fold-pad' is defined twice: in passes/graph/fold_pad.py and in lowering"
    ):
        discover_passes(root)


def test_dialects_are_modules_and_packages(root: Path):
    (root / "dialects/nn").mkdir()
    for name in ("__init__.py", "_common.py", "nn/__init__.py", "pconv.py"):
        (root / "dialects" / name).touch()
    assert list(discover_dialects(root)) == ["nn", "pconv"]


def test_two_dialects_of_one_name_are_an_error(root: Path):
    (root / "dialects/nn").mkdir()
    (root / "dialects/nn/__init__.py").touch()
    (root / "dialects/nn.py").touch()
    with pytest.raises(ValueError, match="defined twice"):
        discover_dialects(root)


def test_plain_xdsl_opt_knows_us():
    assert Universe.get_multiverse().all_passes.items() >= PRUNIR_UNIVERSE.all_passes.items()
    assert multiverse().all_dialects.keys() == Universe.get_multiverse().all_dialects.keys()


@pytest.mark.parametrize("name", PRUNIR_UNIVERSE.all_dialects)
def test_a_dialect_carries_its_modules_name(name: str):
    assert PRUNIR_UNIVERSE.all_dialects[name]().name == name

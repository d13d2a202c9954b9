"""The wheel holds the package and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import prunir
import pytest

ROOT = Path(prunir.__file__).parent
NOT_INSTALLED = ("tests", "benchmarks", "docs", "examples", "build", "dev.py", "setup.py")

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="needs git to tell what belongs to the package"
)


def tracked_files() -> list[str]:
    """The files that git tracks or would, as far as they still exist."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in tracked_files():
        if not name.startswith(("tests/", "examples/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    for name in ("tests", "examples"):  # as in a checkout: packages by their look, to be left out
        (source / name).mkdir()
        (source / name / "__init__.py").touch()
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        str(source),
    ]
    subprocess.run(build, check=True)
    (wheel,) = out.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_every_source_file(wheel_names: set[str]):
    code = [
        n
        for n in tracked_files()
        if n.endswith((".py", ".ll", "py.typed")) and not n.startswith(NOT_INSTALLED)
    ]
    assert {f"prunir/{name}" for name in code} - wheel_names == set()


def test_the_wheel_holds_nothing_else(wheel_names: set[str]):
    package = {name for name in wheel_names if ".dist-info/" not in name}
    assert {name for name in package if not name.startswith("prunir/")} == set()
    assert {n for n in package if n.removeprefix("prunir/").split("/")[0] in NOT_INSTALLED} == set()


def test_the_wheel_has_licence_and_entry_points(wheel_names: set[str]):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel_names)
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel_names)

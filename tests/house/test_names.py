"""Names line up: file = pass = class = lit test. Every pass says what it does, before and after, and its options."""

import importlib
import inspect
import re
from dataclasses import fields
from pathlib import Path

import prunir
import pytest
from prunir.pipelines import PIPELINES
from prunir.universe import PRUNIR_UNIVERSE, multiverse, pass_class_name, pass_files, pass_name
from xdsl.passes import ModulePass

ROOT = Path(prunir.__file__).parent
FILECHECK = Path(__file__).parents[1] / "filecheck"
PASS_FILES = list(pass_files())
HELPERS = sorted(
    p.relative_to(ROOT)
    for room in ("passes", "lowering")
    for p in (ROOT / room).rglob("_*.py")
    if p.stem != "__init__"
)
PACKAGES = sorted(
    {p.parent for room in ("passes", "lowering", "dialects", "tools") for p in (ROOT / room).rglob("*.py")}
)

every_pass = pytest.mark.parametrize("file", PASS_FILES, ids=pass_name)


def passes_in(file: Path) -> list[type[ModulePass]]:
    module = importlib.import_module("prunir." + ".".join(file.with_suffix("").parts))
    classes = [v for v in vars(module).values() if inspect.isclass(v) and v.__module__ == module.__name__]
    return [c for c in classes if issubclass(c, ModulePass)]


@every_pass
def test_a_pass_file_holds_the_pass_of_its_name(file: Path):
    (found,) = passes_in(file)
    assert found.__name__ == pass_class_name(file)
    assert found.name == pass_name(file)


@pytest.mark.parametrize("file", HELPERS, ids=str)
def test_a_helper_holds_no_pass(file: Path):
    assert passes_in(file) == []


@every_pass
def test_a_pass_has_one_lit_test_of_its_name(file: Path):
    tests = list((FILECHECK / file.parts[0]).rglob(f"{pass_name(file)}.mlir"))
    assert len(tests) == 1, f"write tests/filecheck/{file.parent}/{pass_name(file)}.mlir"
    assert f"-p {pass_name(file)}" in tests[0].read_text().replace("'", "").replace('"', "")


def test_lit_tests_are_named_after_a_pass():
    names = tuple(map(pass_name, PASS_FILES))
    tests = [t for room in ("passes", "lowering") for t in (FILECHECK / room).rglob("*.mlir")]
    assert [str(t.relative_to(FILECHECK)) for t in tests if not t.stem.startswith(names)] == []


@every_pass
def test_a_pass_shows_its_work_before_and_after(file: Path):
    (found,) = passes_in(file)
    assert "__doc__" in vars(found), "the pass class needs a docstring"
    doc = inspect.getdoc(found) or ""
    assert doc.count("```mlir") >= 2, "the docstring needs a ```mlir block before and one after"


@every_pass
def test_a_pass_documents_its_options(file: Path):
    (found,) = passes_in(file)
    documented = set(re.findall(r"^- `([\w-]+)`", inspect.getdoc(found) or "", re.MULTILINE))
    options = {field.name for field in fields(found)}
    assert {name.replace("-", "_") for name in documented} >= options, "write - `option`: … under Options:"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_folder_is_a_package(package: Path):
    assert (package / "__init__.py").exists(), "without it the wheel lacks the folder"


def test_nothing_is_registered_twice():
    xdsl = multiverse().all_passes.keys() - PRUNIR_UNIVERSE.all_passes.keys()
    assert PIPELINES.keys() & (xdsl | PRUNIR_UNIVERSE.all_passes.keys()) == set()
    loaded = [factory() for factory in PRUNIR_UNIVERSE.all_dialects.values()]
    names = [c.name for d in loaded for c in (*d.operations, *d.attributes)]
    assert sorted(names) == sorted(set(names))


def test_pipelines_name_passes_that_exist():
    from prunir.pass_manager import parse_pipeline

    for name in PIPELINES:
        assert parse_pipeline(name, multiverse().all_passes, PIPELINES)

"""Everything that Prunir adds to xDSL, found by file name and imported only when it is used.

A module `dialects/<name>.py` or a package `dialects/<name>/` is the dialect `name` and holds one `Dialect` of
that name. A module in `passes/` or `lowering/`, however deep, is a pass: `fold_batch_norm.py` holds the class
`FoldBatchNormPass`, whose name is `fold-batch-norm`. Names that start with an underscore are helpers. Plain
`xdsl-opt` finds `PRUNIR_UNIVERSE` through the entry point `xdsl.universe`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from xdsl.context import Context
from xdsl.ir import Dialect
from xdsl.passes import ModulePass
from xdsl.universe import Universe

ROOT = Path(__file__).parent
PASS_ROOMS = ("passes", "lowering")
NOT_DIALECTS = {"reference"}
"""Packages in `dialects/` that define no dialect."""

DialectFactory = Callable[[], Dialect]
PassFactory = Callable[[], type[ModulePass]]
Factory = TypeVar("Factory", bound=Callable[[], object])


def pass_files(root: Path = ROOT) -> Iterator[Path]:
    """The files that are passes, relative to `root`, in alphabetical order."""
    for room in PASS_ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            path = file.relative_to(root)
            if not any(part.startswith("_") for part in path.parts):
                yield path


def pass_name(file: Path) -> str:
    """`passes/graph/fold_batch_norm.py` is the pass `fold-batch-norm`."""
    return file.stem.replace("_", "-")


def pass_class_name(file: Path) -> str:
    """`passes/graph/fold_batch_norm.py` holds the class `FoldBatchNormPass`."""
    return "".join(word.capitalize() for word in file.stem.split("_")) + "Pass"


def discover_passes(root: Path = ROOT) -> dict[str, PassFactory]:
    """All passes by name. Two files of one name are an error: the command line could not tell them apart."""
    files: dict[str, Path] = {}
    for file in pass_files(root):
        first = files.setdefault(pass_name(file), file)
        if first != file:
            raise ValueError(f"pass '{pass_name(file)}' is defined twice: in {first} and in {file}")
    return {name: _pass_factory(file) for name, file in files.items()}


def discover_dialects(root: Path = ROOT) -> dict[str, DialectFactory]:
    """All dialects by name."""
    files = sorted((root / "dialects").iterdir())
    entries = [e for e in files if e.suffix == ".py" or (e / "__init__.py").is_file()]
    names = [e.stem for e in entries if not e.stem.startswith("_") and e.stem not in NOT_DIALECTS]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"dialects defined twice, as a file and as a folder: {', '.join(sorted(twice))}")
    return {name: _dialect_factory(name) for name in names}


def _import(file: Path) -> object:
    return import_module("." + ".".join(file.with_suffix("").parts), __package__)


def _pass_factory(file: Path) -> PassFactory:
    return lambda: getattr(_import(file), pass_class_name(file))


def _dialect_factory(name: str) -> DialectFactory:
    def load() -> Dialect:
        module = _import(Path("dialects", name))
        found = [v for v in vars(module).values() if isinstance(v, Dialect) and v.name == name]
        if len(found) != 1:
            raise ValueError(f"dialects/{name} must hold one Dialect named '{name}', not {len(found)}")
        return found[0]

    return load


PRUNIR_UNIVERSE = Universe(all_dialects=dict(discover_dialects()), all_passes=dict(discover_passes()))


@cache
def multiverse() -> Universe:
    """xDSL's dialects, passes and targets, those of every installed plug-in, and ours.

    Ours come through the entry point where Prunir is installed, and are added here where it is not.
    """
    found = Universe.get_multiverse()
    return Universe(
        all_dialects=_joined(found.all_dialects, PRUNIR_UNIVERSE.all_dialects),
        all_passes=_joined(found.all_passes, PRUNIR_UNIVERSE.all_passes),
        all_targets=_joined(found.all_targets, PRUNIR_UNIVERSE.all_targets),
    )


def new_context() -> Context:
    """A context that knows every dialect; each is loaded when it is met."""
    ctx = Context()
    for name, factory in multiverse().all_dialects.items():
        ctx.register_dialect(name, factory)
    return ctx


def _joined(found: dict[str, Factory], ours: dict[str, Factory]) -> dict[str, Factory]:
    if clash := [name for name in ours if found.get(name, ours[name]) is not ours[name]]:
        raise ValueError(f"xDSL or a plug-in of it already defines {', '.join(clash)}")
    return found | ours

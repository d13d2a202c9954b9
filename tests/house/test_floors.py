"""Imports go downhill: to a lower floor, or to the same room."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import prunir
import pytest

ROOT = Path(prunir.__file__).parent
NOT_ROOMS = {"tests", "benchmarks", "docs", "examples", "build"}
SCRIPTS = {"setup.py", "dev.py"}
"""Files at the root that are not part of the package."""

# From the ground up. The README's floors 1, 5 and 6 have steps, so that their rooms can build on each other in one order.
FLOORS: list[set[str]] = [
    {"errors", "progress"},  # 1
    {"diagnostics", "schemes", "targets", "weights"},
    {"dialects", "fingerprint"},
    {"frontends", "models"},  # 2
    {"passes"},  # 3
    {"lowering"},  # 4
    {"pass_manager", "pipelines", "runtime", "universe"},  # 5
    {"instruments"},
    {"levels"},  # 6
    {"recipe"},
    {"compiler"},
    {"predictions"},
    {"inspection"},
    {"pruning"},
    {"bench"},  # 7
    {"tuning"},
    {"__init__", "backend"},  # 8
    {"tools"},  # 9
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# The runtime knows the llvm level and the session format, not how a network got there.
MAY_IMPORT = {"runtime": {"errors", "diagnostics", "weights", "targets", "dialects", "fingerprint"}}


def package_files() -> list[Path]:
    """The package's files, relative to the root."""
    paths = [path.relative_to(ROOT) for path in ROOT.rglob("*.py")]
    return sorted(
        p
        for p in paths
        if not p.parts[0].startswith(".") and p.parts[0] not in NOT_ROOMS and str(p) not in SCRIPTS
    )


SOURCES = {path: (ROOT / path).read_text(encoding="utf-8") for path in package_files()}


def room_of(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def imported_rooms(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """The line and the room of each import of the package in a file, imports inside functions included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = path.parts[: len(path.parts) - node.level]
            target = (*package, *(node.module or "").split(".")) if node.module else package
            names = [target[0]] if target else [alias.name for alias in node.names]
            for name in names:
                yield node.lineno, name if name in FLOOR_OF else "__init__"


def violations(path: Path, source: str) -> list[str]:
    here = room_of(path)
    allowed = MAY_IMPORT.get(here)
    return [
        f"{path}:{line}: {here} (floor {FLOOR_OF[here]}) imports {room} (floor {FLOOR_OF[room]})"
        for line, room in imported_rooms(path, source)
        if room != here
        and (FLOOR_OF[room] >= FLOOR_OF[here] or (allowed is not None and room not in allowed))
    ]


def test_every_room_has_a_floor():
    assert {room_of(path) for path in SOURCES} - FLOOR_OF.keys() == set()


def test_imports_go_downhill():
    assert [wrong for path, source in SOURCES.items() for wrong in violations(path, source)] == []


def absolute_imports(source: str) -> list[str]:
    nodes = list(ast.walk(ast.parse(source)))
    froms = [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level]
    names = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    return [*froms, *names]


def test_the_package_imports_itself_relatively():
    roots = {str(path): {name.split(".")[0] for name in absolute_imports(s)} for path, s in SOURCES.items()}
    assert [path for path, names in roots.items() if "prunir" in names] == []


def test_schemes_are_plain_numpy():
    assert [str(p) for p, source in SOURCES.items() if room_of(p) == "schemes" and "xdsl" in source] == []


def test_only_targets_ask_what_the_host_is():
    asked = re.compile(r"get_host_cpu|platform\.machine|/proc/cpuinfo|get_default_triple|get_process_triple")
    assert [str(p) for p, source in SOURCES.items() if room_of(p) != "targets" and asked.search(source)] == []


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("passes/graph/fold.py", "from ...dialects import nn", False),
        ("passes/graph/fold.py", "from .._rewriting import rewrite_greedily", False),
        ("passes/graph/fold.py", "from ...lowering import kernels", True),
        ("passes/graph/fold.py", "def f():\n    from ...pipelines import PIPELINES", True),
        ("passes/graph/fold.py", "from ... import compile", True),
        ("dialects/nn/conv.py", "from ...weights import Weight", False),
        ("weights.py", "from .dialects import nn", True),
        ("weights.py", "from . import dialects", True),
        ("weights.py", "from .errors import WeightError", False),
        ("runtime/session.py", "from ..passes import cost", True),
        ("runtime/session.py", "from ..targets import host", False),
        ("tools/prunir.py", "from .. import compile", False),
    ],
)
def test_the_check_itself(path: str, source: str, wrong: bool):
    assert bool(violations(Path(path), source)) == wrong

"""A layer on its way through the compiler, a few lines at each level."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from prunir.inspection import operations
from prunir.runtime.jit import emit_assembly
from prunir.targets import host
from xdsl.dialects.builtin import ModuleOp, StringAttr

WIDTH = 76
LINES = {"import": 3, "nn": 4, "pconv": 5, "plan": 6, "loops": 9, "llvm": 7, "asm": 10}
"""How much of each level is shown."""

MULTIPLY_ADD = re.compile(r"\.fma\b|\bv?fn?m(add|la|acc)")
"""In `vector`, in `llvm`, and in the assembly of x86, ARM and RISC-V."""


class Excerpts:
    """An observer for `compile` that keeps the lines about one layer: `texts[level]`, and `texts["asm"]`."""

    def __init__(self, layer: str):
        self.layer = layer
        self.texts: dict[str, list[str]] = {}

    def __call__(self, level: str, module: ModuleOp) -> None:
        found = operations(module, self.layer)
        kernel = found[-1] if found[-1].parent_op() is module else None
        if level == "loops" and kernel is not None:
            self._keep(level, _inner_loop(str(kernel).splitlines()))
        elif level == "llvm" and kernel is not None:
            self._keep(level, _hottest_block(str(kernel), r"\n(?=\^bb)"))
            name = kernel.properties["sym_name"]
            assert isinstance(name, StringAttr)
            self._keep(
                "asm", _hottest_block(_function(emit_assembly(module, host()), name.data), r"\n(?=\.LBB)")
            )
        else:
            self._keep(level, _wrapped(str(found[-1])))

    def _keep(self, level: str, lines: Sequence[str]) -> None:
        self.texts[level] = [_shortened(line) for line in _around_multiply_add(lines, LINES[level])]


def _inner_loop(lines: Sequence[str]) -> list[str]:
    """The `scf.for` around the first multiply-add."""
    inside = next(i for i, line in enumerate(lines) if MULTIPLY_ADD.search(line))
    first = max(
        i for i in range(inside) if "scf.for" in lines[i] and _depth(lines[i]) < _depth(lines[inside])
    )
    last = next(i for i in range(inside, len(lines)) if _depth(lines[i]) == _depth(lines[first]))
    return textwrap.dedent("\n".join(lines[first : last + 1])).splitlines()


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _function(assembly: str, name: str) -> str:
    return assembly.split(f"\n{name}:", 1)[1].split("\n.Lfunc_end", 1)[0]


def _hottest_block(text: str, before_label: str) -> list[str]:
    """The lines from one label to the next that consist of multiply-adds most."""
    blocks = [block.splitlines() for block in re.split(before_label, text)]
    hottest = max(blocks, key=lambda lines: sum(map(_multiplies, lines)) / (len(lines) + 8))
    return [line.expandtabs(4) for line in hottest if not re.match(r"\s*\.p2align", line)]


def _multiplies(line: str) -> bool:
    return MULTIPLY_ADD.search(line) is not None


def _around_multiply_add(lines: Sequence[str], count: int) -> list[str]:
    """`count` of the lines: the first, and those around the first multiply-add where that would be left out; `…` for gaps."""
    inside = next(filter(lambda i: _multiplies(lines[i]), range(len(lines))), 0)
    begin = max(1, inside - count // 2) if inside >= count - 1 else 1
    shown = [*lines[:1], *(["    …"] if begin > 1 else []), *lines[begin : begin + count - 1]]
    return [*shown, "    …"] if begin + count - 1 < len(lines) else shown


def _wrapped(line: str) -> list[str]:
    """Folded between operands and attributes, not inside short brackets."""
    kept = re.sub(r"<[^<>]{,50}>|\[[^][]{,50}\]", lambda match: match[0].replace(" ", "\0"), line)
    lines = textwrap.wrap(kept, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    return [folded.replace("\0", " ") for folded in lines]


def _shortened(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"

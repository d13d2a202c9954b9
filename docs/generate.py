"""Writes docs/passes.md: every pass with its docstring, and with what it does to the first function of its lit test.

The before and after are made by running the pass, so that they cannot be out of date. `python3 dev.py docs` runs this.
"""

from __future__ import annotations

import inspect
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from prunir.diagnostics import parse_module
from prunir.instruments import print_ir
from prunir.pass_manager import parse_pipeline, run_passes
from prunir.pipelines import PIPELINES
from prunir.universe import PRUNIR_UNIVERSE, multiverse, new_context, pass_files, pass_name
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/passes.md"
MAX_LINES = 40

HEAD = """\
# Passes

Written by `python3 dev.py docs` from the passes and their lit tests; do not edit. Every pass runs as
`prunir-opt -p <name>`, with options as `<name>{option=value}`.
"""


def page() -> str:
    """The text of docs/passes.md."""
    folder, parts = None, [HEAD]
    for file in pass_files():
        if file.parent != folder:
            folder = file.parent
            parts.append(f"## {folder}/\n")
        parts.append("\n".join(section(file)))
    return "\n".join(parts)


def section(file: Path) -> Iterator[str]:
    """The lines about one pass."""
    name = pass_name(file)
    pass_class = PRUNIR_UNIVERSE.all_passes[name]()
    yield f"### `{name}`\n"
    yield f"{inspect.getdoc(pass_class)}\n"
    for test in (ROOT / "tests/filecheck" / file.parts[0]).rglob(f"{name}.mlir"):
        before, after = example(test)
        yield f"From its test, [{test.name}](../{test.relative_to(ROOT)}):\n"
        yield f"```mlir\n{before}\n```\n"
        yield f"becomes\n\n```mlir\n{after}\n```\n"


def example(test: Path) -> tuple[str, str]:
    """The first function of a lit test, and what the pipeline of its first RUN line makes of it."""
    text = test.read_text(encoding="utf-8")
    run_line = next(match[1] for match in re.finditer(r"// RUN: (.*prunir-opt.*)", text))
    words = shlex.split(run_line)
    pipeline = words[words.index("-p") + 1]
    ctx = new_context()
    module = parse_module(ctx, text.split("// -----")[0], test.name)
    keep_first_function(module)
    before = shown(module)
    run_passes(ctx, module, parse_pipeline(pipeline, multiverse().all_passes, PIPELINES))
    return before, shown(module)


def keep_first_function(module: ModuleOp) -> None:
    """Erase all functions but the first, unless it calls others."""
    functions = [op for op in module.body.block.ops if isinstance(op, FuncOp)]
    if functions and not any(op.name == "func.call" for op in functions[0].walk()):
        for function in functions[1:]:
            function.detach()
            function.erase()


def shown(module: ModuleOp) -> str:
    """The text of `module` without the `builtin.module` around it, cut after some lines."""
    stream = io.StringIO()
    print_ir(module, stream, elide=True)
    lines = stream.getvalue().strip().splitlines()
    if not module.attributes:
        lines = dedent("\n".join(lines[1:-1])).splitlines()
    return "\n".join(lines if len(lines) <= MAX_LINES else [*lines[:MAX_LINES], "…"])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}: {len(list(pass_files()))} passes")

"""What the command lines show: tables, sizes, and on a terminal what is going on."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from ..compiler import CACHE, STAGES, STORE

if TYPE_CHECKING:
    from ..inspection import Layer

_NEXT_STAGE = dict(zip((CACHE, *STAGES), (*STAGES, STORE), strict=True))

UNCUT = 400
"""Columns of a table that goes into a file or pipe, where nobody wants it folded."""


def console() -> Console:
    """Standard output; as wide as it must be when it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else UNCUT, highlight=False)


def print_json(report: Mapping[str, Any]) -> None:
    """Print the report as JSON."""
    print(json_text(report))


def json_text(report: Mapping[str, Any]) -> str:
    """The report as JSON, in which NaN and infinity are null."""
    return json.dumps(_finite(report), indent=2, ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {key: _finite(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_finite(entry) for entry in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


@contextmanager
def working(text: str) -> Iterator[Status | None]:
    """Show `text` on standard error while the block runs, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with Console(stderr=True).status(text) as status:
        yield status


class StageTimes:
    """A `progress` for `compile`: collects the seconds of each stage, and shows on a terminal which one runs."""

    def __init__(self, status: Status | None = None):
        self.seconds: dict[str, float] = {}
        self._status = status
        self._show(STAGES[0])

    def __call__(self, stage: str, seconds: float) -> None:
        self.seconds[stage] = seconds
        if stage in _NEXT_STAGE:
            self._show(_NEXT_STAGE[stage])

    def _show(self, stage: str) -> None:
        if self._status is not None:
            done = "".join(f"[green]✓[/] {name} {s:.1f} s  " for name, s in self.seconds.items())
            self._status.update(f"{done}[bold]{stage}[/] …")

    def table(self) -> Table:
        table = plain_table("stage", ">ms")
        for stage, seconds in self.seconds.items():
            table.add_row(stage, f"{seconds * 1e3:.0f}")
        table.add_row("[bold]total[/]", f"[bold]{sum(self.seconds.values()) * 1e3:.0f}[/]")
        return table


def plain_table(*columns: str) -> Table:
    """A table with a line under its head; `>` before a column's name aligns it to the right, `~` lets it be folded."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for name in columns:
        justify = "right" if name.startswith(">") else "left"
        table.add_column(
            name.lstrip(">~"), justify=justify, overflow="fold", no_wrap=not name.startswith("~")
        )
    return table


def layer_table(layers: Sequence[Layer], width: int = UNCUT) -> Table:
    """A row for each layer: what it is, how sparse, how computed, and the multiply-adds with and without zeros.

    In 80 columns there is no room for the shapes.
    """
    shapes = width >= 100
    output = ("output",) if shapes else ()
    table = plain_table("~layer", "~operation", *output, "scheme", ">kept", "kernel", ">MACs", ">left")
    for layer in layers:
        shape = (shape_text(layer.output),) if shapes else ()
        table.add_row(
            Text(layer.name),
            layer.op,
            *shape,
            scheme_text(layer),
            share_text(layer.density),
            str(layer.kernel or ""),
            count_text(layer.macs),
            count_text(layer.effective_macs),
            style="" if layer.macs else "dim",
        )
    return table


def scheme_text(layer: Layer) -> str:
    return str(layer.sparsity) if layer.sparsity else "dense" if layer.weights else ""


def share_text(share: float | None) -> str:
    """`12.3%`; nothing for None."""
    return "" if share is None else "100%" if share == 1 else f"{share:.1%}"


def shape_text(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "1"


def count_text(count: float) -> str:
    """`7.2 M`; nothing for 0."""
    for factor, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if count >= factor:
            return f"{count / factor:.3g}{unit}" if count < 999.5 * factor else f"{count / factor:.0f}{unit}"
    return str(count) if count else ""


def bytes_text(count: int) -> str:
    """`268 KiB`."""
    for factor, unit in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"

"""A plan as a picture: a row for each layer, a column for each configuration, coloured by how many times faster than dense it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..bench.plots import new_figure
from .plan import Configuration, Plan, PlannedLayer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = "RdYlGn"
"""Red is slower than dense, yellow the same."""

FULL = 32.0
"""Times faster (green) or slower (red) from which on the colour is the fullest."""


def speedup_map(found: Plan, title: str) -> Figure:
    """The layers that some configuration prunes, and the whole network above them."""
    columns = list(found.speedups)
    layers = [layer for layer in found.layers if layer.pruned]
    figure: Any = new_figure(2.8 + 0.38 * len(columns), 1.6 + 0.17 * (len(layers) + 1))
    axes: Axes = figure.add_subplot()
    values = np.array([list(found.speedups.values()), *([_speedup(x, c) for c in columns] for x in layers)])
    limit = math.log2(FULL)
    image = axes.imshow(np.log2(values), COLOURS, vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if not math.isnan(value):
            axes.text(column, row, _digits(value), fontsize=5.5, ha="center", va="center")
    rows = [("whole network", found.seconds), *((layer.name, layer.seconds) for layer in layers)]
    axes.set_yticks(range(len(rows)), [f"{name}  {s * 1e3:.3g} ms" for name, s in rows], fontsize=6)
    _label_columns(axes, columns)
    axes.set_title(title, fontsize=9)
    bar = figure.colorbar(image, ax=axes, location="bottom", aspect=40, pad=0.01)
    bar.set_ticks([-limit, 0, limit], labels=[f"1/{FULL:g}", "as dense", f"{FULL:g}×"], fontsize=7)
    return figure


def _speedup(layer: PlannedLayer, configuration: Configuration) -> float:
    """NaN, which stays white, where the layer is dense."""
    pruned = layer.pruned.get(configuration)
    return math.nan if pruned is None else pruned.speedup


def _digits(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def _label_columns(axes: Axes, columns: list[Configuration]) -> None:
    """Rates, with the group where a new one begins."""
    begins = [i == 0 or c.group != columns[i - 1].group for i, c in enumerate(columns)]
    labels = [
        f"g = {c.group}\n{c.rate:g}×" if begin else f"\n{c.rate:g}×"
        for begin, c in zip(begins, columns, strict=True)
    ]
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(columns)), labels, fontsize=6)
    for number, begin in enumerate(begins):
        if begin and number:
            axes.axvline(number - 0.5, color="white", linewidth=2)

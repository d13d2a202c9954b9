"""Pictures of where the time goes, as SVG or PNG. They need matplotlib, which `pip install 'prunir[plot]'` brings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import PrunirError
from .layers import LayerTime, Profile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".svg", ".png")

KINDS = {"pruned": "#c2410c", "dense": "#1d4ed8", "linear": "#15803d", "other": "#78716c"}
"""Kinds of layers, and their colours: pruned and dense convolutions, fully connected layers, and all else."""

LABELLED = 5
"""Layers that are named in a roofline: those that take the most time."""

POINT_AREA = 4000
"""Of a layer that takes all the time, in square points."""


def check_plot(path: Path) -> None:
    """Raise PrunirError where no picture could be written to `path`: to be told before measuring."""
    if path.suffix not in FORMATS:
        raise PrunirError(f"{path}: pictures are written as {' or '.join(FORMATS)}")
    new_figure(1, 1)


def roofline(profiles: Sequence[Profile]) -> Figure:
    """Useful operations per second over operations per byte, beneath the machine's limits (Williams, Waterman and Patterson, 2009).

    A layer's point is as large as its share of the time. Bytes count once, wherever they come from, so a layer whose data stay in
    caches may lie above the memory roof.
    """
    figure = new_figure(5.4 * len(profiles), 4.6)
    for number, found in enumerate(profiles):
        _draw_roofline(figure.add_subplot(1, len(profiles), number + 1), found)
    return figure


def layer_bars(profiles: Sequence[Profile]) -> Figure:
    """Milliseconds of every layer, in the order of the program; the profiles side by side, on one scale."""
    rows = max(len(found.layers) for found in profiles)
    figure = new_figure(1.6 + 3.6 * len(profiles), 1.2 + 0.16 * rows)
    slowest = max(layer.timing.median for found in profiles for layer in found.layers) * 1e3
    for number, found in enumerate(profiles):
        axes = figure.add_subplot(1, len(profiles), number + 1)
        _draw_bars(axes, found)
        axes.set_xlim(0, slowest * 1.05)
    return figure


def picture(figure: Figure, suffix: str) -> bytes:
    """The figure as a file of the kind that `suffix` names."""
    content = io.BytesIO()
    metadata = {"Date": None} if suffix == ".svg" else None
    figure.savefig(content, format=suffix[1:], dpi=160, metadata=metadata)
    return content.getvalue()


def new_figure(width: float, height: float) -> Any:
    """An empty one, of so many inches; PrunirError where matplotlib is missing."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PrunirError("matplotlib is not installed; pip install 'prunir[plot]'") from error
    return Figure(figsize=(width, height), layout="constrained")


def _draw_roofline(axes: Axes, found: Profile) -> None:
    drawn = [layer for layer in found.layers if layer.flops]
    total = sum(layer.timing.median for layer in found.layers)
    peak, memory = found.multiply_add.rate / 1e9, found.memory_read.rate / 1e9
    for kind, colour in KINDS.items():
        of_kind = [layer for layer in drawn if _kind(layer) == kind]
        if of_kind:
            axes.scatter(
                [layer.flops / layer.bytes for layer in of_kind],
                [_gflops(layer) for layer in of_kind],
                [POINT_AREA * layer.timing.median / total for layer in of_kind],
                colour,
                alpha=0.55,
                linewidths=0,
                label=kind,
            )
    _draw_roof(axes, peak, memory, [layer.flops / layer.bytes for layer in drawn])
    for layer in sorted(drawn, key=lambda layer: -layer.timing.median)[:LABELLED]:
        axes.annotate(layer.name, (layer.flops / layer.bytes, _gflops(layer)), fontsize=6)
    axes.set(xscale="log", yscale="log", xlabel="useful FLOP per byte", ylabel="useful GFLOP/s")
    axes.set_title(found.candidate.model, fontsize=10)
    legend = axes.legend(fontsize=7, loc="lower right")
    for handle in legend.legend_handles:
        handle.set_sizes([30])  # pyright: ignore


def _draw_roof(axes: Axes, peak: float, memory: float, intensities: Sequence[float]) -> None:
    """The roof over all layers, the ridge among them."""
    ends = [*intensities, peak / memory]
    x = np.geomspace(min(ends) / 2, max(ends) * 2, 100)
    axes.plot(x, np.minimum(peak, memory * x), color="black", linewidth=1)
    limits = f"{peak:.0f} GFLOP/s, {memory:.0f} GB/s"
    axes.annotate(limits, (x[-1], peak), fontsize=7, ha="right", va="bottom")


def _draw_bars(axes: Axes, found: Profile) -> None:
    places = range(len(found.layers))
    axes.barh(
        places,
        [layer.timing.median * 1e3 for layer in found.layers],
        color=[KINDS[_kind(layer)] for layer in found.layers],
        height=0.8,
    )
    axes.set_yticks(places, [layer.name for layer in found.layers], fontsize=6)
    axes.set_ylim(len(found.layers) - 0.5, -0.5)
    axes.tick_params(axis="x", labelsize=7)
    axes.set_xlabel("ms", fontsize=8)
    total = sum(layer.timing.median for layer in found.layers) * 1e3
    axes.set_title(f"{found.candidate.model}: {total:.3g} ms", fontsize=9)


def _gflops(layer: LayerTime) -> float:
    return layer.flops / layer.timing.median / 1e9


def _kind(layer: LayerTime) -> str:
    computed = layer.computed
    if computed is None or not layer.flops:
        return "other"
    if computed.sparsity is not None:
        return "pruned"
    return (
        "dense" if computed.op.startswith("conv") else "linear" if computed.op.startswith("gemm") else "other"
    )

"""`prunir inspect`: what a model is made of, and how it would be computed."""

from __future__ import annotations

import argparse
from typing import Any

from ...inspection import Inspection, Layer, inspect
from .._arguments import parse_shapes
from ..tables import StageTimes, bytes_text, console, count_text, layer_table, print_json, working


def run(arguments: argparse.Namespace) -> None:
    shapes = parse_shapes(arguments.shape)
    with working("") as status:
        found = inspect(
            arguments.model, pipeline=arguments.pipeline, input_shapes=shapes, progress=StageTimes(status)
        )
    if arguments.json:
        print_json(_report(arguments.model, found))
    else:
        _show(found)


def _show(found: Inspection) -> None:
    out = console()
    out.print(layer_table(found.layers, out.width))
    out.print(f"\n{totals_text(found.layers)}")
    out.print(f"arena {bytes_text(found.arena_bytes)}, weights and tables {bytes_text(found.blob_bytes)}")
    reasons = [
        (layer.name, layer.why_dense) for layer in found.layers if layer.why_dense and layer.density != 1
    ]
    if reasons:
        out.print("\ndense although it has zeros:")
    for name, reason in reasons:
        out.print(f"  {name}: {reason}", markup=False)


def totals_text(layers: tuple[Layer, ...]) -> str:
    macs, left = sum(layer.macs for layer in layers), sum(layer.effective_macs for layer in layers)
    times = f", {macs / left:.2f} times fewer" if left and macs != left else ""
    return f"{len(layers)} layers, {count_text(macs) or 0} multiply-adds, {count_text(left) or 0} left{times}"


def _report(model: str, found: Inspection) -> dict[str, Any]:
    return {
        "model": model,
        "layers": [layer_report(layer) for layer in found.layers],
        "macs": sum(layer.macs for layer in found.layers),
        "effective_macs": sum(layer.effective_macs for layer in found.layers),
        "arena_bytes": found.arena_bytes,
        "blob_bytes": found.blob_bytes,
    }


def layer_report(layer: Layer) -> dict[str, Any]:
    """The layer as JSON can hold it."""
    return {
        "name": layer.name,
        "op": layer.op,
        "inputs": layer.inputs,
        "output": layer.output,
        "weights": layer.weights,
        "scheme": None if layer.sparsity is None else vars(layer.sparsity),
        "why_dense": layer.why_dense,
        "kept": layer.kept,
        "density": layer.density,
        "macs": layer.macs,
        "effective_macs": layer.effective_macs,
        "kernel": None if layer.kernel is None else vars(layer.kernel),
    }

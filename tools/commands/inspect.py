"""`prunir inspect`: what a model is made of, and how it would be computed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ...inspection import Inspection, Layer, inspect
from .._arguments import parse_shapes
from ..tables import StageTimes, bytes_text, console, count_text, layer_table, print_json, working

if TYPE_CHECKING:
    from ..plan_view import PlanView


def run(arguments: argparse.Namespace) -> None:
    with working("") as status:
        found, view = _look(arguments, StageTimes(status))
    if arguments.json:
        print_json(_report(arguments.model, found, view))
    elif view is not None:
        _show_plan(view)
    else:
        _show(found)


def _look(arguments: argparse.Namespace, progress: StageTimes) -> tuple[Inspection, PlanView | None]:
    options: dict[str, Any] = {
        "pipeline": arguments.pipeline,
        "input_shapes": parse_shapes(arguments.shape),
        "progress": progress,
    }
    if arguments.measure:
        from ..plan_view import measure_layers

        view = measure_layers(arguments.model, **options)
        return view.found, view
    found = inspect(arguments.model, **options)
    if not arguments.plan:
        return found, None
    from ..plan_view import PlanView, measure_peak

    return found, PlanView(found, measure_peak())


def _show_plan(view: PlanView) -> None:
    from ..plan_view import plan_table
    from ..plan_view import totals_text as plan_totals

    out = console()
    out.print(plan_table(view))
    out.print(f"\n{plan_totals(view)}; times in milliseconds")


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


def _report(model: str, found: Inspection, view: PlanView | None) -> dict[str, Any]:
    reports = [layer_report(layer) for layer in found.layers]
    if view is not None:
        from ..plan_view import plan_report

        reports = [report | {"plan": plan_report(view, i)} for i, report in enumerate(reports)]
    return {
        "model": model,
        "layers": reports,
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

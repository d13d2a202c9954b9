"""`prunir prune`: one-shot pruning of an ONNX file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.text import Text

from ...errors import PrunirError
from ...inspection import Layer
from ...pipelines import pruning
from ...pruning import Pruned, prune_and_inspect
from .._arguments import parse_shapes
from .._files import write_whole
from ..tables import (
    bytes_text,
    console,
    plain_table,
    print_json,
    scheme_text,
    shape_text,
    share_text,
    working,
)

OPTIONS = {
    "patterns": "patterns",
    "entries": "entries",
    "group": "group",
    "connectivity": "connectivity",
    "sparsity_1x1": "pointwise",
    "fc": "fc",
    "fc_group": "fc_group",
    "balanced": "balanced",
}
"""Arguments by the parameters of `pipelines.pruning` that they are."""


def run(arguments: argparse.Namespace) -> None:
    pipeline = arguments.pipeline or _pipeline(arguments)
    with working(f"pruning {arguments.model}"):
        pruned = prune_and_inspect(
            arguments.model, pipeline=pipeline, input_shapes=parse_shapes(arguments.shape)
        )
        content = _serialized(pruned)
        write_whole(Path(arguments.output), content)
    if arguments.json:
        print_json(_report(arguments, pipeline, pruned))
    else:
        _show(pruned)
        console().print(f"wrote {arguments.output} ({bytes_text(len(content))})", markup=False)


def _pipeline(arguments: argparse.Namespace) -> str:
    given = {parameter: getattr(arguments, option) for option, parameter in OPTIONS.items()}
    return pruning(**{parameter: value for parameter, value in given.items() if value is not None})


def _serialized(pruned: Pruned) -> bytes:
    try:
        return pruned.model.SerializeToString()
    except Exception as error:  # protobuf has a class of its own for more than 2 GiB
        raise PrunirError(f"the pruned model cannot be one ONNX file: {error}") from error


def _with_weights(pruned: Pruned) -> list[tuple[Layer, Layer]]:
    pairs = zip(pruned.before, pruned.after, strict=True)
    return [(before, after) for before, after in pairs if before.kept is not None]


def _show(pruned: Pruned) -> None:
    table = plain_table("~layer", "weights", ">before", ">after", "scheme")
    for before, after in _with_weights(pruned):
        shape = shape_text(before.weights or ())
        table.add_row(
            Text(before.name),
            shape,
            share_text(before.density),
            share_text(after.density),
            scheme_text(after),
        )
    out = console()
    out.print(table)
    old, new = _kept(pruned)
    out.print(f"\n{old} weights before, {new} after" + (f": {old / new:.2f} times fewer" if new else ""))


def _kept(pruned: Pruned) -> tuple[int, int]:
    pairs = _with_weights(pruned)
    return sum(before.kept or 0 for before, _ in pairs), sum(after.kept or 0 for _, after in pairs)


def _report(arguments: argparse.Namespace, pipeline: str, pruned: Pruned) -> dict[str, Any]:
    old, new = _kept(pruned)
    return {
        "model": arguments.model,
        "output": arguments.output,
        "pipeline": pipeline,
        "layers": [
            {
                "name": before.name,
                "weights": before.weights,
                "density_before": before.density,
                "density_after": after.density,
                "scheme": None if after.sparsity is None else vars(after.sparsity),
                "why_dense": after.why_dense,
            }
            for before, after in _with_weights(pruned)
        ],
        "kept_before": old,
        "kept_after": new,
    }

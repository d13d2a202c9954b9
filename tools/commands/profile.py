"""`prunir profile`: where a network's time goes, as a table, a trace and pictures."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from ...bench import benchmark, layers, plots, trace, worker
from ...bench.compare import Request
from ...bench.layers import Profile
from ...bench.networks import Network, prepare
from ...bench.sessions import Candidate
from .._arguments import parse_shapes
from .._files import check_writable, write_whole
from ..tables import console, print_json, working
from .bench import show_layers

PICTURES = {"roofline": plots.roofline, "bars": plots.layer_bars}


def run(arguments: argparse.Namespace) -> None:
    pictures = {name: Path(file) for name in PICTURES if (file := getattr(arguments, name)) is not None}
    for path in pictures.values():
        plots.check_plot(path)
    for path in (*pictures.values(), *([Path(arguments.trace)] if arguments.trace else [])):
        check_writable(path)
    profiles = _measure(arguments)
    if arguments.trace:
        write_whole(Path(arguments.trace), json.dumps(trace.chrome_trace(profiles)).encode())
    for name, path in pictures.items():
        write_whole(path, plots.picture(PICTURES[name](profiles), path.suffix))
    if arguments.json:
        print_json({"threads": arguments.threads, "models": [_report(found) for found in profiles]})
    else:
        for found in profiles:
            show_layers(found, None, console())


def _measure(arguments: argparse.Namespace) -> list[Profile]:
    """The model as it is, or as each pipeline prunes it, in the same rounds."""
    with (
        tempfile.TemporaryDirectory(prefix="prunir-profile-") as folder,
        working(f"preparing {arguments.model}") as status,
    ):
        network = prepare(
            arguments.model,
            folder=Path(folder),
            shapes=parse_shapes(arguments.shape),
            pipelines=arguments.prune,
        )
        request = Request(
            _candidates(network, arguments.pipeline),
            network.inputs,
            arguments.threads,
            arguments.rounds,
            Path(folder),
        )
        return worker.call(layers.profile, request, lambda doing: status.update(doing) if status else None)


def _candidates(network: Network, pipeline: str | None) -> list[Candidate]:
    return [Candidate("prunir", v.name, v.file, pipeline) for v in network.variants]


def _report(found: Profile) -> dict[str, Any]:
    return {"model": found.candidate.model, **benchmark.profile_report(found)}

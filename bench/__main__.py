"""`python -m prunir.bench`: networks on Prunir, dense and pruned, beside other engines.

The peers run the dense model: they do not profit from zeros. Weights are random, so only speed is compared here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .. import models
from ..errors import PrunirError
from . import engines
from .measure import Timing, measure

AFTER_PRUNING = "simplify-graph,exploit-sparsity"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        results = {name: _measure(name, options) for name in options.models}
    except (PrunirError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if options.json:
        seconds = {n: {k: t.seconds for k, t in timings.items()} for n, timings in results.items()}
        print(json.dumps(seconds, indent=2))
    else:
        _print_table(results)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="prunir.bench", description="Measure Prunir beside other engines.")
    parser.add_argument(
        "models", nargs="*", default=["resnet50"], help=f"{', '.join(models.NAMES)}, or ONNX files"
    )
    parser.add_argument("--threads", type=int, default=1, help="threads for each engine (default 1)")
    parser.add_argument("--rounds", type=int, default=20, help="timed runs of each engine (default 20)")
    parser.add_argument("--groups", type=int, nargs="*", default=[1, 8], help="prune with these group sizes")
    parser.add_argument(
        "--peers", nargs="*", choices=engines.PEERS, default=["onnxruntime"], help="other engines"
    )
    parser.add_argument("--json", action="store_true", help="print every round's seconds as JSON")
    return parser


def _measure(name: str, options: argparse.Namespace) -> dict[str, Timing]:
    model = Path(name).read_bytes() if name.endswith(".onnx") else models.build(name).SerializeToString()
    inputs = _random_inputs(model)
    threads: int = options.threads
    runs = {peer: engines.PEERS[peer](model, inputs, threads) for peer in options.peers}
    runs["dense"] = engines.prunir(model, inputs, threads)
    for group in options.groups:
        prune = "prune" if group == 1 else f"prune-{group}"
        runs[f"g = {group}"] = engines.prunir(model, inputs, threads, pipeline=f"{prune},{AFTER_PRUNING}")
    return measure(runs, rounds=options.rounds)


def _random_inputs(model: bytes) -> dict[str, np.ndarray]:
    """Normal values for every input; dimensions that the model leaves open are 1."""
    import onnx

    graph = onnx.load_from_string(model).graph
    constants = {tensor.name for tensor in graph.initializer}
    random = np.random.default_rng(0)
    return {
        value.name: random.standard_normal(
            [d.dim_value or 1 for d in value.type.tensor_type.shape.dim], np.float32
        )
        for value in graph.input
        if value.name not in constants
    }


def _print_table(results: dict[str, dict[str, Timing]]) -> None:
    """A row for each network: median milliseconds, and the speed-up over the first engine."""
    from rich.console import Console
    from rich.table import Table

    table = Table("network", *next(iter(results.values())))
    for name, timings in results.items():
        first = next(iter(timings.values()))
        table.add_row(
            name, *(f"{t.median * 1e3:.2f} ms  {t.speedup_over(first):.2f}×" for t in timings.values())
        )
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())

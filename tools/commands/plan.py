"""`prunir plan`: how fast each layer would be if it were pruned, by measurement, before any training."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby, product
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from ...bench import machine, plots, worker
from ...bench.compare import NOISY
from ...bench.networks import prepare
from ...tuning.plan import (
    Comparison,
    Configuration,
    Plan,
    PlannedLayer,
    PlanRequest,
    compare,
    csv_text,
    plan,
)
from ...tuning.plan_plot import speedup_map
from .._arguments import parse_shapes
from .._files import check_writable, write_whole
from ..tables import console, plain_table, print_json, working

LEGEND = (
    "Columns: kernels, of 1×1 and fully connected layers weights, for each that stays; cells: how many times as fast as dense.\n"
    "Empty: nothing is pruned. !: slower than dense."
)


def run(arguments: argparse.Namespace) -> None:
    machine.choose_processors(arguments.threads)  # to be told now if there are too few
    if arguments.plot:
        plots.check_plot(Path(arguments.plot))
    for path in (arguments.csv, arguments.plot):
        if path:
            check_writable(Path(path))
    comparisons: list[Comparison] = []
    try:
        for comparison in _measure(arguments):
            comparisons.append(comparison)
            if arguments.csv:  # at once: what is measured stays when the rest is interrupted
                write_whole(Path(arguments.csv), csv_text(plan(comparisons)).encode())
    except KeyboardInterrupt:
        if comparisons and not arguments.json:
            _show(plan(comparisons), arguments)
        raise
    found = plan(comparisons)
    if arguments.plot:
        path = Path(arguments.plot)
        write_whole(path, plots.picture(speedup_map(found, _title(arguments)), path.suffix))
    if arguments.json:
        print_json(_report(found, arguments))
    else:
        _show(found, arguments)


def _measure(arguments: argparse.Namespace) -> Iterator[Comparison]:
    configurations = [
        Configuration(arguments.scheme, group, rate)
        for group, rate in product(arguments.groups, arguments.rates)
    ]
    with (
        tempfile.TemporaryDirectory(prefix="prunir-plan-") as folder,
        working(f"preparing {arguments.model}") as status,
    ):

        def report(doing: str) -> None:
            if status is not None:
                status.update(f"{arguments.model}: {doing}")

        network = prepare(arguments.model, folder=Path(folder), shapes=parse_shapes(arguments.shape))
        request = PlanRequest(network, configurations, arguments.threads, arguments.rounds)
        with closing(worker.each(compare, request, report)) as comparisons:
            yield from comparisons


def _title(arguments: argparse.Namespace) -> str:
    threads = f"{arguments.threads} thread{'s' if arguments.threads > 1 else ''}"
    return f"{Path(arguments.model).stem}, {arguments.scheme}, {threads}"


# Tables


def _show(found: Plan, arguments: argparse.Namespace) -> None:
    out = console()
    for group, configurations in groupby(found.speedups, lambda configuration: configuration.group):
        out.print(f"\n[bold]{arguments.scheme}, g = {group}[/]; dense: milliseconds\n")
        out.print(_layer_table(found, list(configurations)))
    out.print(f"\n[bold]The whole network[/]: {_ms(found.seconds)} ms dense\n")
    out.print(_network_table(found), "")
    out.print(LEGEND, markup=False)
    if found.noise > NOISY:
        out.print(
            f"warning: the machine is busy: the dense network took {found.noise:.0%} longer than at best in one of ten rounds"
        )


def _layer_table(found: Plan, configurations: list[Configuration]) -> Table:
    """Of one group: every layer that is pruned at some rate."""
    table = plain_table("~layer", ">dense", *(f">{c.rate:g}×" for c in configurations))
    for layer in found.layers:
        if any(c in layer.pruned for c in configurations):
            cells = [_cell(layer, configuration) for configuration in configurations]
            table.add_row(Text(layer.name), _ms(layer.seconds), *cells)
    return table


def _cell(layer: PlannedLayer, configuration: Configuration) -> Text:
    pruned = layer.pruned.get(configuration)
    return Text("") if pruned is None else _speedup(pruned.speedup)


def _network_table(found: Plan) -> Table:
    rates = list(dict.fromkeys(c.rate for c in found.speedups))
    table = plain_table("group", *(f">{rate:g}×" for rate in rates))
    for group, configurations in groupby(found.speedups.items(), lambda item: item[0].group):
        speedups = {c.rate: speedup for c, speedup in configurations}
        cells = [_speedup(speedups[rate]) if rate in speedups else Text("") for rate in rates]
        table.add_row(f"g = {group}", *cells)
    return table


def _speedup(value: float) -> Text:
    """`3.62`; with a mark, and in red, what is slower than dense by more than rounding."""
    text = f"{value:.2f}" if value < 10 else f"{value:.1f}"
    return Text(f"{text}!", "red") if value < 0.995 else Text(f"{text} ")


def _ms(seconds: float) -> str:
    """Three digits."""
    return f"{seconds * 1e3:.3g}"


def _report(found: Plan, arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "model": arguments.model,
        "scheme": arguments.scheme,
        "threads": arguments.threads,
        "rounds": arguments.rounds,
        "milliseconds": found.seconds * 1e3,
        "noise": found.noise,
        "configurations": [
            {"group": c.group, "connectivity": c.rate, "speedup": speedup}
            for c, speedup in found.speedups.items()
        ],
        "layers": [_layer_report(layer) for layer in found.layers],
    }


def _layer_report(layer: PlannedLayer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "op": layer.op,
        "kept_weights": layer.kept,
        "kernel": layer.kernel,
        "milliseconds": layer.seconds * 1e3,
        "pruned": [
            {
                "scheme": pruned.scheme,
                "group": configuration.group,
                "connectivity": configuration.rate,
                "kept_weights": pruned.kept,
                "kernel": pruned.kernel,
                "milliseconds": pruned.seconds * 1e3,
                "speedup": pruned.speedup,
            }
            for configuration, pruned in layer.pruned.items()
        ],
    }

"""`prunir tune`: the fastest schedule of every layer on this machine, by measurement."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from ...bench.measure import Timing, measure
from ...bench.networks import prepare, random_inputs
from ...compiler import compile
from ...errors import PrunirError
from ...runtime.measurements import Context, Measurements, open_measurements
from ...targets import host
from ...tuning.network import Tuned, tune_network
from ...tuning.tune import Options
from .._arguments import parse_shapes
from ..tables import console, plain_table, print_json, working


def run(arguments: argparse.Namespace) -> None:
    database = _database(arguments)
    database.record([])  # to be told now, not after an hour, if it cannot be written
    with tempfile.TemporaryDirectory(prefix="prunir-tune-") as folder:
        with working(f"preparing {arguments.model}"):
            pipelines = [] if arguments.prune is None else [arguments.prune]
            shapes = parse_shapes(arguments.shape)
            network = prepare(arguments.model, folder=Path(folder), shapes=shapes, pipelines=pipelines)
        model = network.variants[-1].file
        found = _tune(arguments, model, database)
        with working("comparing the whole network"):
            timings = _compare(arguments, model, database)
    if arguments.json:
        print_json(_report(found, timings, database))
    else:
        _show(found, timings, database)


def _database(arguments: argparse.Namespace) -> Measurements:
    database = open_measurements(arguments.database or True, Context(host(), arguments.threads))
    if database is None:
        raise PrunirError("there is no place for measurements: name one with --database")
    return database


def _tune(arguments: argparse.Namespace, model: Path, database: Measurements) -> list[Tuned]:
    with working(f"tuning {arguments.model}") as status:

        def progress(form: str, done: int, of: int) -> None:
            if status is not None:
                status.update(f"tuning {arguments.model}, {form}: {done} of {of} builds measured")

        return tune_network(
            model,
            database,
            Options(arguments.trials, arguments.rounds),
            pipeline=arguments.pipeline,
            input_shapes=parse_shapes(arguments.shape),
            progress=progress,
        )


def _compare(arguments: argparse.Namespace, model: Path, database: Measurements) -> dict[str, Timing]:
    """The network with and without what is known now, in the same rounds."""
    sessions = {
        name: compile(
            model,
            pipeline=arguments.pipeline,
            threads=arguments.threads,
            input_shapes=parse_shapes(arguments.shape),
            cache=False,
            measurements=best,
        )
        for name, best in {"default": {}, "tuned": database.best()}.items()
    }
    inputs = random_inputs(sessions["tuned"].inputs)
    runs = {name: lambda session=session: session.run(None, inputs) for name, session in sessions.items()}
    return measure(runs, rounds=2 * arguments.rounds, lead=True)


def _show(found: Sequence[Tuned], timings: dict[str, Timing], database: Measurements) -> None:
    out = console()
    changed = [outcome for outcome in found if outcome.schedule != outcome.default]
    if changed:
        out.print(_table(changed))
    measured = sum(outcome.measured for outcome in found)
    out.print(
        f"{measured} schedules of {len(found)} workloads measured, {len(changed)} of them have a faster one than predicted"
    )
    default, tuned = timings["default"], timings["tuned"]
    ratios = tuned.ratios(default)
    out.print(
        f"the network: {default.median * 1e3:.3g} ms before, {tuned.median * 1e3:.3g} ms now, "
        f"[bold]{ratios.median:.2f}×[/] ({ratios.percentile(25):.2f}–{ratios.percentile(75):.2f})"
    )
    out.print(f"later compilations take what is in {database.path}", markup=False)


def _table(changed: Sequence[Tuned]) -> Table:
    table = plain_table("~layers", "form", "predicted", "measured", ">gain")
    for outcome in changed:
        first, *others = outcome.layers
        more = f" and {len(others)} more" if others else ""
        table.add_row(
            Text(f"{first}{more}"),
            outcome.form,
            _brief(outcome.default),
            _brief(outcome.schedule),
            f"{outcome.gain:.2f}×",
        )
    return table


def _brief(schedule: str) -> str:
    """`tap 4×6 group` of `#plan.schedule<tap, filters = 4, tile = 6, lanes = 16, order = group>`."""
    kernel, *fields = schedule.removeprefix("#plan.schedule<").removesuffix(">").split(", ")
    values = dict(field.split(" = ") for field in fields)
    return f"{kernel} {values['filters']}×{values['tile']} {values['order']}"


def _report(found: Sequence[Tuned], timings: dict[str, Timing], database: Measurements) -> dict[str, Any]:
    return {
        "database": str(database.path),
        "workloads": [vars(outcome) for outcome in found],
        "seconds": {name: {"median": t.median, "rounds": t.seconds} for name, t in timings.items()},
        "speed_over_default": timings["tuned"].speedup_over(timings["default"]),
    }

"""`prunir tune`: the fastest schedule of every layer on this machine, by measurement."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from ...bench import machine
from ...bench.compare import NOISY
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
    machine.choose_processors(arguments.threads)  # to be told now if there are too few
    database = _database(arguments)
    with tempfile.TemporaryDirectory(prefix="prunir-tune-") as folder:
        with working(f"preparing {arguments.model}"):
            pipelines = [] if arguments.prune is None else [arguments.prune]
            shapes = parse_shapes(arguments.shape)
            network = prepare(arguments.model, folder=Path(folder), shapes=shapes, pipelines=pipelines)
        model = network.variants[-1].file
        database.record([])  # to be told now, not after an hour, if it cannot be written
        found = _tune(arguments, model, database)
        with working("comparing the whole network"):
            timings = _compare(arguments, model, database)
    if arguments.json:
        print_json(_report(found, timings, database))
    else:
        _show(found, timings)
        where = f"with PRUNIR_MEASUREMENTS={database.path}" if arguments.database else f"from {database.path}"
        console().print(f"later compilations take what was found, {where}", markup=False)


def _database(arguments: argparse.Namespace) -> Measurements:
    context = Context(host(), arguments.threads)
    if arguments.database:  # named here, it is wanted even where PRUNIR_MEASUREMENTS is 0
        return Measurements(Path(arguments.database), context)
    database = open_measurements(True, context)
    if database is None:
        raise PrunirError("there is no place for measurements: name one with --database")
    return database


def _tune(arguments: argparse.Namespace, model: Path, database: Measurements) -> list[Tuned]:
    with working(f"tuning {arguments.model}") as status, _told_where_it_is(database):

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


@contextmanager
def _told_where_it_is(database: Measurements) -> Iterator[None]:
    """An interrupt loses nothing, and says so."""
    try:
        yield
    except KeyboardInterrupt:
        print(f"{database.path} keeps what was measured; the same command goes on there", file=sys.stderr)
        raise


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
    with machine.pinned(machine.choose_processors(arguments.threads)):
        return measure(runs, rounds=2 * arguments.rounds, lead=True)


def _show(found: Sequence[Tuned], timings: dict[str, Timing]) -> None:
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
    if (noise := max(timing.spread for timing in timings.values())) > NOISY:
        out.print(f"warning: the machine is busy: one in ten rounds took {noise:.0%} longer than at best")


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

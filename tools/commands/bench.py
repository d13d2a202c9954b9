"""`prunir bench`: a network on Prunir, dense and pruned, beside other engines."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...bench import benchmark
from ...bench.benchmark import Benchmark, Measured, Options
from ...bench.compare import NOISY, Result
from ...bench.layers import LayerTime, Profile
from ...bench.measure import Timing
from ...bench.networks import prepare
from .._arguments import parse_shapes
from .._files import check_writable, write_whole
from ..tables import bytes_text, console, json_text, plain_table, scheme_text, working

DIFFERS = 1e-2
"""A relative error from which on answers are not the same but for rounding. Winograd's algorithm alone makes 1e-3 of it."""

LEGEND = "fma: useful operations, of the machine's most; memory: bytes, of what memory delivers (caches deliver more)"


def run(arguments: argparse.Namespace) -> None:
    options = Options(
        arguments.against,
        arguments.threads,
        arguments.rounds,
        arguments.pipeline,
        layers=arguments.layers or arguments.json is not None,
    )
    options.check()
    if arguments.json not in (None, "-"):
        check_writable(Path(arguments.json))
    out = Console(stderr=True, highlight=False) if arguments.json == "-" else console()
    with tempfile.TemporaryDirectory(prefix="prunir-bench-") as folder:
        benchmarks = [_measure(name, arguments, options, Path(folder), out) for name in arguments.model]
    if arguments.json is not None:
        _write(arguments.json, json_text(benchmark.as_json(benchmarks)))


def _measure(
    name: str, arguments: argparse.Namespace, options: Options, folder: Path, out: Console
) -> Benchmark:
    with working(f"preparing {name}") as status:

        def report(doing: str) -> None:
            if status is not None:
                status.update(f"{name}: {doing}")

        network = prepare(
            name,
            folder=folder,
            shapes=parse_shapes(arguments.shape),
            pruned=[Path(file) for file in arguments.pruned],
            pipelines=arguments.prune,
        )
        found = benchmark.run(network, options, folder, report)
    for measured in found.measured:
        _show(found, measured, out)
        for profile in measured.profiles if arguments.layers else ():
            whole = next(r.timing for r in measured.own() if r.candidate == profile.candidate)
            show_layers(profile, whole, out)
    return found


def _write(target: str, text: str) -> None:
    if target == "-":
        print(text)
    else:
        write_whole(Path(target), f"{text}\n".encode())


# Tables


def _show(found: Benchmark, measured: Measured, out: Console) -> None:
    comparison = measured.comparison
    threads = f"{comparison.threads} thread{'s' if comparison.threads > 1 else ''}"
    out.print(
        f"\n[bold]{found.network.name}[/], {threads}, {found.options.rounds} rounds; times in milliseconds\n"
    )
    out.print(_time_table(found, measured, out.width))
    out.print()
    if any(peer.timing for peer in measured.peers()):
        out.print(_speed_table(measured, out.width), "")
    for line in _remarks(measured):
        out.print(line, markup=False)


def _time_table(found: Benchmark, measured: Measured, width: int) -> Table:
    wide = width >= 100
    sizes = (">file", ">packed") if wide else ()
    table = plain_table("engine", "~model", ">median", ">p90", ">p99", ">error", ">load", ">memory", *sizes)
    files = {variant.name: variant.file_bytes for variant in found.network.variants}
    for result in measured.comparison.results:
        row = _row(result, measured)
        if wide:
            row += [bytes_text(files[result.candidate.model]), _size(result.packed_bytes)]
        table.add_row(Text(result.candidate.engine), Text(result.candidate.model), *row)
    return table


def _row(result: Result, measured: Measured) -> list[str]:
    timing = result.timing
    if timing is None:
        return ["failed", "", "", "", "", ""]
    cost = measured.costs.get(result.candidate)
    return [
        f"[bold]{_ms(timing.median)}[/]",
        _ms(timing.percentile(90)),
        _ms(timing.percentile(99)),
        "" if result.agreement is None else f"{result.agreement.relative:.0e}",
        "" if result.load_seconds is None else f"{result.load_seconds:.2f} s",
        _size(None if cost is None else cost.peak_bytes),
    ]


def _ms(seconds: float) -> str:
    """Milliseconds, to a microsecond where there are few of them."""
    return f"{seconds * 1e3:.{3 if seconds < 0.01 else 2 if seconds < 0.1 else 1}f}"


def _size(count: int | None) -> str:
    return "" if count is None else bytes_text(count)


def _speed_table(measured: Measured, width: int) -> Table:
    """How many times faster Prunir is than each other engine is on the model as given; where there is room, in half of the rounds."""
    peers = [peer for peer in measured.peers() if peer.timing is not None]
    table = plain_table("~prunir is … times as fast as", *(f">{peer.candidate.engine}" for peer in peers))
    for own in measured.own():
        ratios = [own.timing.ratios(peer.timing) for peer in peers if own.timing and peer.timing]
        table.add_row(
            Text(f"on {own.candidate.model}"), *(_ratio_text(ratio, width >= 100) for ratio in ratios)
        )
    return table


def _ratio_text(ratio: Timing, quarters: bool) -> str:
    text = f"[bold]{ratio.median:.2f}×[/]"
    return f"{text} ({ratio.percentile(25):.2f}–{ratio.percentile(75):.2f})" if quarters else text


def _remarks(measured: Measured) -> list[str]:
    comparison = measured.comparison
    flops, read = comparison.multiply_add.rate / 1e9, comparison.memory_read.rate / 1e9
    lines = [f"limits of the machine: {flops:.0f} GFLOP/s of multiply-adds, {read:.1f} GB/s read from memory"]
    for result in comparison.results:
        if result.failure is not None:
            lines.append(f"{result.candidate}: {result.failure}")
        if result.agreement is not None and not result.agreement.relative <= DIFFERS:
            lines.append(f"warning: {result.candidate} answers otherwise than onnxruntime")
    if comparison.noise > NOISY:
        lines.append(
            f"warning: the machine is busy: a fixed loop took {comparison.noise:.0%} longer than at best in one of ten rounds"
        )
    return lines


def show_layers(profile: Profile, whole: Timing | None, out: Console) -> None:
    """Every layer's time, and how near it comes to the machine's limits; `whole`: that of runs from outside."""
    out.print(f"\n[bold]{profile.candidate.model}[/] on prunir, layer by layer; times in milliseconds\n")
    out.print(_layer_table(profile, whole, out.width), "")
    out.print(LEGEND)


def _layer_table(profile: Profile, whole: Timing | None, width: int) -> Table:
    """A row for each layer, and one for what a run takes beyond them: checking inputs, making outputs, waking threads.

    In 80 columns there is no room for schemes and rates.
    """
    wide = width >= 100
    names = ["~layer", "~operation", "scheme", "kernel", ">time", ">share", ">GFLOP/s", ">fma", ">memory"]
    table = plain_table(*_fitting(names, wide))
    total = sum(layer.timing.median for layer in profile.layers)
    for layer in profile.layers:
        style = "" if layer.flops else "dim"
        table.add_row(*_fitting(_layer_row(layer, profile, total), wide), style=style)
    if whole is not None:
        rest = _ms(max(0, whole.median - total))
        table.add_row(*_fitting(["around", "", "", "", rest, "", "", "", ""], wide), style="dim")
    return table


def _fitting(row: list[Any], wide: bool) -> list[Any]:
    """Of the columns of a layer table, those for which there is room."""
    return row if wide else [*row[:2], *row[3:6], *row[7:]]


def _layer_row(layer: LayerTime, profile: Profile, total: float) -> list[str | Text]:
    computed, seconds = layer.computed, layer.timing.median
    rates = [f"{layer.flops / seconds / 1e9:.1f}", f"{profile.of_multiply_add(layer):.0%}"]
    return [
        Text(layer.name),
        computed.op if computed else layer.steps[0].operation,
        scheme_text(computed) if computed else "",
        str(computed.kernel or "") if computed else "",
        _ms(seconds),
        f"{seconds / total:.1%}",
        *(rates if layer.flops else ["", ""]),
        f"{profile.of_memory(layer):.0%}",
    ]

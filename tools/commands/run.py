"""`prunir run`: compile a model, feed it, show what it answers."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.text import Text

from ...bench.measure import Timing, measure
from ...bench.networks import random_inputs
from ...compiler import CompiledSession, compile
from ...errors import InputError
from ...runtime.session import ValueInfo, check_feeds
from .._arguments import parse_shapes
from .._files import npy_bytes, npz_bytes, read_inputs, write_whole
from ..tables import StageTimes, console, plain_table, print_json, shape_text, working

SHOWN_ROWS = 8
"""Images of a batch whose largest scores are shown."""

Arrays = Mapping[str, np.ndarray]


def run(arguments: argparse.Namespace) -> None:
    given = read_inputs(arguments.input)
    with working("") as status:
        session = _compile(arguments, given, StageTimes(status))
    missing = [value for value in session.inputs if value.name not in given]
    feeds = {**given, **random_inputs(missing, abs(arguments.random or 0))}
    outputs = dict(zip((v.name for v in session.outputs), session.run(None, feeds), strict=True))
    timing = None
    if arguments.repeat:
        with working(f"{arguments.repeat} runs"):
            timing = measure({"run": lambda: session.run(None, feeds)}, rounds=arguments.repeat, warmup=0)[
                "run"
            ]
    if arguments.output:
        write_whole(Path(arguments.output), _file_content(arguments.output, outputs))
    if arguments.json:
        print_json(_report(arguments, outputs, timing))
    else:
        _show(arguments, outputs, timing)


def _compile(arguments: argparse.Namespace, given: Arrays, stages: StageTimes) -> CompiledSession:
    """The session. What it is given is checked as soon as the model is read, not after compiling it."""
    shapes = {name: array.shape for name, array in given.items()} | parse_shapes(arguments.shape)
    return compile(
        arguments.model,
        pipeline=arguments.pipeline,
        threads=arguments.threads,
        input_shapes=shapes,
        progress=stages,
        cache=arguments.cache,
        check_inputs=lambda inputs: _check(inputs, given, complete=arguments.random is None),
    )


def _check(inputs: Sequence[ValueInfo], given: Arrays, complete: bool) -> None:
    missing = [value.name for value in inputs if value.name not in given]
    if missing and complete:
        raise InputError(
            f"no array was given for '{missing[0]}': --input '{missing[0]}'=FILE.npy, or --random SEED"
        )
    check_feeds([value for value in inputs if value.name in given], given)


def _file_content(name: str, outputs: Arrays) -> bytes:
    if not name.endswith(".npy"):
        return npz_bytes(outputs)
    if len(outputs) > 1:
        raise InputError(f"{name}: there are {len(outputs)} outputs; write them to an .npz file")
    return npy_bytes(next(iter(outputs.values())))


def _top(array: np.ndarray, count: int) -> list[list[tuple[int, float]]]:
    """For each image of an output N×C (×1…) the indices and values of its largest scores; empty for other outputs."""
    if array.ndim < 2 or array.shape[1] < 2 or array.size != array.shape[0] * array.shape[1]:
        return []
    rows = array.reshape(array.shape[:2]).astype(np.float64)
    order = np.argsort(-rows, axis=1, kind="stable")[:, :count]
    return [[(int(i), float(row[i])) for i in best] for row, best in zip(rows, order, strict=True)]


def _show(arguments: argparse.Namespace, outputs: Arrays, timing: Timing | None) -> None:
    out = console()
    table = plain_table("~output", "shape", "type", ">min", ">mean", ">max", ">not finite")
    for name, array in outputs.items():
        table.add_row(Text(name), shape_text(array.shape), array.dtype.name, *_statistics(array))
    out.print(table)
    for name, array in outputs.items():
        for number, best in enumerate(_top(array, arguments.top)[:SHOWN_ROWS]):
            scores = ", ".join(f"{index} ({score:.4g})" for index, score in best)
            out.print(f"{name}[{number}]: largest at {scores}", markup=False)
    if timing is not None:
        median, best, worst = (t * 1e3 for t in (timing.median, timing.best, max(timing.seconds)))
        out.print(
            f"{len(timing.seconds)} runs: median {median:.3f} ms, best {best:.3f} ms, worst {worst:.3f} ms"
        )


def _statistics(array: np.ndarray) -> list[str]:
    finite = (
        array[np.isfinite(array)].astype(np.float64) if array.dtype.kind not in "b" else array.astype(float)
    )
    numbers = (finite.min(), finite.mean(), finite.max()) if finite.size else (np.nan,) * 3
    return [*(f"{number:.5g}" for number in numbers), str(array.size - finite.size or "")]


def _report(arguments: argparse.Namespace, outputs: Arrays, timing: Timing | None) -> dict[str, Any]:
    described = {
        name: {
            "shape": list(array.shape),
            "type": array.dtype.name,
            "top": [[{"index": i, "value": v} for i, v in best] for best in _top(array, arguments.top)],
        }
        for name, array in outputs.items()
    }
    times = {} if timing is None else {"seconds": list(timing.seconds), "median_seconds": timing.median}
    return {"model": arguments.model, "outputs": described, **times, "output": arguments.output}

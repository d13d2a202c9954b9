"""The plan of a network: for every layer the kernel that was chosen, why, and how long it takes, predicted and measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from ..bench import peaks
from ..bench.layers import Profiled
from ..bench.measure import measure
from ..bench.networks import random_inputs
from ..compiler import compile
from ..inspection import Inspection, Inspector, Layer, Sparsity
from .tables import plain_table

ROUNDS = 10
"""Runs of which the median is shown."""


class Times(NamedTuple):
    """A layer's times in milliseconds; None where there is none."""

    predicted: float | None = None
    """Of the kernel chosen."""
    measured: float | None = None
    dense: float | None = None
    """Predicted for the best dense kernel."""
    pruned: float | None = None
    """Predicted for the best kernel that skips zeros."""


@dataclass(frozen=True)
class PlanView:
    """A network's layers, and what one core does at most: with it, predicted slots become seconds."""

    found: Inspection
    peak: float
    """Floating-point operations a second."""
    measured: Mapping[int, float] | None = None
    """Seconds of each layer that has steps of its own, by its number; None where nothing ran."""

    def times(self, number: int) -> Times:
        """Those of a layer."""
        seconds = None if self.measured is None else self.measured.get(number)
        prediction = self.found.layers[number].prediction
        if prediction is None:
            return Times(measured=_ms(seconds))
        predicted = {
            "predicted": prediction.chosen,
            "dense": prediction.dense,
            "pruned": prediction.pruned,
        }
        in_seconds = {k: v and prediction.seconds(v, self.peak) for k, v in predicted.items()}
        return Times(measured=_ms(seconds), **{name: _ms(value) for name, value in in_seconds.items()})


def measure_peak() -> float:
    """The most floating-point operations a second of one core."""
    fma = peaks.multiply_add(1)
    return fma.amount / measure({"fma": fma.run}, rounds=ROUNDS)["fma"].median


def measure_layers(model: str, **options: Any) -> PlanView:
    """Compile `model` and run it; options as for `compile`. The peak is measured in the same rounds."""
    inspector = Inspector()
    session = compile(model, profile=True, observe=inspector, **options)
    profiled, fma = Profiled(session, random_inputs(session.inputs)), peaks.multiply_add(1)
    timings = measure({"fma": fma.run, "layers": profiled.run}, rounds=ROUNDS)
    found = inspector.result()
    return PlanView(found, fma.amount / timings["fma"].median, _by_layer(found, profiled.seconds(ROUNDS)))


def _by_layer(found: Inspection, rounds: Sequence[Sequence[float]]) -> dict[int, float]:
    """The median over the rounds of the seconds of each layer, the steps that prepare it included."""
    steps: defaultdict[int, list[int]] = defaultdict(list)
    for step, number in _owners(found).items():
        steps[number].append(step)
    return {number: median(sum(taken[s] for s in own) for taken in rounds) for number, own in steps.items()}


def _owners(found: Inspection) -> dict[int, int]:
    """Step number → number of the layer that it computes, or prepares: the next of its name."""
    numbers = {id(layer): number for number, layer in enumerate(found.layers)}
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    owners: dict[int, int] = {}
    for step, work in enumerate(found.work):
        waiting[work.layer].append(step)
        if work.computes is not None:
            owners.update(dict.fromkeys(waiting.pop(work.layer), numbers[id(work.computes)]))
    return owners


# What is shown


def why(layer: Layer) -> str:
    """Why the layer is computed as it is."""
    prediction = layer.prediction
    if prediction is not None and prediction.pruned is not None:
        if layer.passed_over is not None:
            return f"pruned takes {prediction.pruned / prediction.dense:.2f}× as long"
        return f"{prediction.dense / prediction.chosen:.2f}× as fast as dense"
    return layer.why_dense or ""


def plan_table(view: PlanView) -> Table:
    """A row for each layer that does something; times in milliseconds. How fast the pruned kernel would be, the reason says."""
    shown = ["predicted", *(["measured"] if view.measured is not None else []), "dense"]
    table = plain_table("~layer", "~eligible", "kernel", *(f">{name}" for name in shown), "~why")
    for number, layer in enumerate(view.found.layers):
        if layer.kernel is None or layer.kernel.name == "view":
            continue
        times = view.times(number)._asdict()
        table.add_row(
            Text(layer.name),
            str(_eligible(layer) or ""),
            str(layer.kernel),
            *("" if times[name] is None else f"{times[name]:.3f}" for name in shown),
            why(layer),
            style="" if layer.prediction is not None else "dim",
        )
    return table


def _eligible(layer: Layer) -> Sparsity | None:
    return layer.sparsity or layer.passed_over


def totals_text(view: PlanView) -> str:
    """The sums of the columns, and the peak that predictions are for."""
    times = [view.times(number) for number in range(len(view.found.layers))]
    predicted = sum(t.predicted or 0 for t in times)
    text = f"predicted {predicted:.2f} ms on one core of {view.peak / 1e9:.0f} GFLOP/s"
    if view.measured is None:
        return text
    measured = sum(t.measured or 0 for t in times)
    known = sum(t.measured or 0 for t in times if t.predicted is not None)
    return f"{text}; these layers measured {known:.2f} ms, all others {measured - known:.2f} ms"


def plan_report(view: PlanView, number: int) -> dict[str, Any]:
    """A layer's part of the plan, as JSON can hold it; times in milliseconds."""
    layer = view.found.layers[number]
    eligible = _eligible(layer)
    return {
        "eligible": None if eligible is None else vars(eligible),
        "why": why(layer),
        "ms": view.times(number)._asdict(),
    }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1e3

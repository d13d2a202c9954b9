"""What pruning would bring, before any training: every layer's time, dense and pruned at each group size and rate, on this machine.

Weights are pruned in one shot for it. Which of them stay matters to accuracy, but next to nothing to time: a layer that is trained to
the same scheme, group and rate will take as long.

The dense network runs beside each configuration in the same rounds, and a layer's time is the dense layer's median over all rounds
divided by how many times faster it was than the dense one beside it. So a clock that changes in between changes no comparison.
"""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..bench import machine
from ..bench.layers import LayerTime, Profiled, compile_profiled
from ..bench.measure import Timing, measure
from ..bench.networks import Network
from ..bench.sessions import Candidate
from ..bench.worker import Report
from ..inspection import Layer
from ..pipelines import block_punching, pruning
from .network import FORMS

SCHEMES: Mapping[str, Callable[[int, float], str]] = MappingProxyType(
    {
        "pattern": lambda group, rate: pruning(
            group=group, connectivity=rate, pointwise=rate, fc=rate, fc_group=group
        ),
        "block-punched": lambda group, rate: block_punching(filters=group, rate=rate),
    }
)
"""What to prune with, and its passes for a group size and a rate. 1×1 and fully connected layers have a scheme of their own in each."""


@dataclass(frozen=True)
class Configuration:
    """One way to prune a network."""

    scheme: str
    """One of SCHEMES."""
    group: int
    """Consecutive filters, or outputs, that are pruned alike."""
    rate: float
    """Kernels for each that stays, beside what patterns prune; in 1×1 and fully connected layers weights."""

    def __str__(self) -> str:
        return f"{self.scheme}, g = {self.group}, {self.rate:g}×"

    @property
    def pipeline(self) -> str:
        """Every layer is sparse that can be, slower than dense or not."""
        return f"{SCHEMES[self.scheme](self.group, self.rate)},{FORMS['pruned']}"


@dataclass(frozen=True)
class Comparison:
    """A configuration's layers, and the dense network's in the same rounds."""

    configuration: Configuration
    dense: Sequence[LayerTime]
    pruned: Sequence[LayerTime]


@dataclass(frozen=True)
class PlanRequest:
    """What to measure."""

    network: Network
    configurations: Sequence[Configuration]
    threads: int
    rounds: int


def compare(request: PlanRequest, report: Report) -> Iterator[Comparison]:
    """Each configuration in turn; to be called in a fresh process (see `worker.each`)."""
    processors = machine.choose_processors(request.threads)
    machine.flush_subnormals()
    dense = _compile(request, "dense", FORMS["dense"], report)
    for number, configuration in enumerate(request.configurations, 1):
        place = f"{configuration} ({number} of {len(request.configurations)})"
        pruned = _compile(request, place, configuration.pipeline, report)
        report(f"measuring {place}")
        runs: dict[Hashable, Callable[[], object]] = {"dense": dense.run, "pruned": pruned.run}
        with machine.pinned(processors):  # not while compiling, which all processors do
            measure(runs, rounds=request.rounds)
        yield Comparison(configuration, dense.layers(request.rounds), pruned.layers(request.rounds))


def _compile(request: PlanRequest, name: str, pipeline: str, report: Report) -> Profiled:
    (variant,) = request.network.variants
    candidate = Candidate("prunir", name, variant.file, pipeline)
    return compile_profiled(candidate, request.network.inputs, request.threads, report)


@dataclass(frozen=True)
class PrunedLayer:
    """A layer as a configuration prunes it."""

    configuration: Configuration
    scheme: str
    """The layer's own: `unstructured` for a 1×1 layer, say."""
    kept: int
    """Weights that stay."""
    kernel: str
    seconds: float
    speedup: float
    """How many times faster than dense."""


@dataclass(frozen=True)
class PlannedLayer:
    """A layer with weights, dense and as the configurations prune it."""

    name: str
    op: str
    kept: int
    kernel: str
    seconds: float
    pruned: Mapping[Configuration, PrunedLayer]
    """Without those that leave it dense: first layers keep their kernels, and a rate of 1 keeps all weights of 1×1 layers."""


@dataclass(frozen=True)
class Plan:
    """What is known after some configurations."""

    layers: Sequence[PlannedLayer]
    seconds: float
    """Of the dense network: all its layers, those without weights too."""
    speedups: Mapping[Configuration, float]
    """Of the whole network over the dense one."""
    noise: float
    """How much longer than at best the dense network took in one of ten rounds."""


def plan(comparisons: Sequence[Comparison]) -> Plan:
    """Put together what was measured, of at least one configuration."""
    first = comparisons[0]
    layers = [
        _planned_layer(weighted, [_layer_named(layer.name, c) for c in comparisons])
        for layer in first.dense
        if (weighted := _weighted(layer)) is not None
    ]
    return Plan(
        layers,
        _joined([_whole(c.dense) for c in comparisons]).median,
        {c.configuration: _whole(c.pruned).speedup_over(_whole(c.dense)) for c in comparisons},
        statistics.median(_whole(c.dense).spread for c in comparisons),
    )


_Pair = tuple[Configuration, LayerTime, LayerTime | None]
"""A layer dense and pruned."""


def _layer_named(name: str, comparison: Comparison) -> _Pair:
    dense = next(layer for layer in comparison.dense if layer.name == name)
    pruned = next((layer for layer in comparison.pruned if layer.name == name), None)
    return comparison.configuration, dense, pruned


def _planned_layer(layer: Layer, pairs: Sequence[_Pair]) -> PlannedLayer:
    seconds = _joined([dense.timing for _, dense, _ in pairs]).median
    found = [_pruned_layer(*pair, seconds) for pair in pairs]
    return PlannedLayer(
        layer.name,
        layer.op,
        layer.kept or 0,
        str(layer.kernel),
        seconds,
        {pruned.configuration: pruned for pruned in found if pruned is not None},
    )


def _pruned_layer(
    configuration: Configuration, dense: LayerTime, pruned: LayerTime | None, dense_seconds: float
) -> PrunedLayer | None:
    layer = None if pruned is None else _weighted(pruned)
    if pruned is None or layer is None or layer.sparsity is None:
        return None
    speedup = pruned.timing.speedup_over(dense.timing)
    return PrunedLayer(
        configuration,
        layer.sparsity.scheme,
        layer.kept or 0,
        str(layer.kernel),
        dense_seconds / speedup,
        speedup,
    )


def _weighted(layer: LayerTime) -> Layer | None:
    """What has weights, among the steps of a layer."""
    computed = (step.computes for step in layer.steps)
    return next((found for found in computed if found is not None and found.weights is not None), None)


def _whole(layers: Sequence[LayerTime]) -> Timing:
    return Timing(tuple(map(sum, zip(*(layer.timing.seconds for layer in layers), strict=True))))


def _joined(timings: Sequence[Timing]) -> Timing:
    return Timing(tuple(seconds for timing in timings for seconds in timing.seconds))


COLUMNS = (
    "layer",
    "scheme",
    "group",
    "connectivity",
    "kept_weights",
    "milliseconds",
    "speedup",
    "kernel",
)
"""Of the CSV file. Dense rows, the first of every layer, have neither a group nor a connectivity."""


def csv_text(found: Plan) -> str:
    """A row for each layer and configuration."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for layer in found.layers:
        writer.writerow(
            [layer.name, "dense", "", "", layer.kept, f"{layer.seconds * 1e3:.6g}", 1, layer.kernel]
        )
        for how, pruned in layer.pruned.items():
            times = [f"{pruned.seconds * 1e3:.6g}", f"{pruned.speedup:.4g}"]
            writer.writerow(
                [layer.name, pruned.scheme, how.group, f"{how.rate:g}", pruned.kept, *times, pruned.kernel]
            )
    return text.getvalue()

"""A network on all engines and thread counts, and what is to be said of it.

Every comparison runs in a fresh process, so that one's threads and memory do not meet the next's, and so does every session whose
memory is measured: an engine that crashes is an error, not the end of the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import PrunirError
from . import engines, machine, worker
from .compare import Comparison, Limit, Request, Result, compare
from .layers import LayerTime, Profile, profile
from .measure import Timing
from .networks import Network, Variant
from .sessions import Candidate, SessionCost, SessionRequest, session_cost

SCHEMA = 1
"""Of the JSON report. Names may be added under one number; what there is keeps its meaning."""

LIBRARIES = ("numpy", "onnx", "xdsl", "llvmlite")


@dataclass(frozen=True)
class Options:
    """How to measure."""

    against: Sequence[str] = ("onnxruntime",)
    threads: Sequence[int] = (1,)
    rounds: int = 20
    pipeline: str | None = None
    """Prunir's passes before planning, where not the default ones."""
    layers: bool = False
    """Whether to measure Prunir's layers too."""

    def check(self) -> None:
        """Raise PrunirError for what cannot be measured here: unknown engines, or missing ones, or too many threads."""
        for name in self.against:
            if name == "prunir":
                raise PrunirError("prunir is measured anyway; --against is for other engines")
            engines.find(name)
        for threads in self.threads:
            machine.choose_processors(threads)


@dataclass(frozen=True)
class Measured:
    """A network on one thread count."""

    comparison: Comparison
    costs: Mapping[Candidate, SessionCost]
    profiles: Sequence[Profile] = ()
    """Prunir's layers, if asked for."""

    def peers(self) -> list[Result]:
        return [result for result in self.comparison.results if result.candidate.engine != "prunir"]

    def own(self) -> list[Result]:
        """Prunir's."""
        return [result for result in self.comparison.results if result.candidate.engine == "prunir"]


@dataclass(frozen=True)
class Benchmark:
    """A network on all thread counts."""

    network: Network
    options: Options
    measured: Sequence[Measured] = field(default_factory=tuple[Measured, ...])


def run(network: Network, options: Options, scratch: Path, report: worker.Report) -> Benchmark:
    """Measure. `scratch` is a folder for files that are needed only meanwhile."""
    candidates = _candidates(network, options)
    measured: list[Measured] = []
    for threads in options.threads:
        folder = scratch / f"{threads}"  # else engines would find what they made for the last thread count
        folder.mkdir(exist_ok=True)
        request = Request(candidates, network.inputs, threads, options.rounds, folder)
        comparison: Comparison = worker.call(compare, request, report)
        costs = _costs(comparison, request, report)
        profiles: list[Profile] = worker.call(profile, request, report) if options.layers else []
        measured.append(Measured(comparison, costs, profiles))
    return Benchmark(network, options, measured)


def _candidates(network: Network, options: Options) -> list[Candidate]:
    dense = network.variants[0]
    peers = [Candidate(engine, dense.name, dense.file) for engine in options.against]
    own = [Candidate("prunir", v.name, v.file, options.pipeline) for v in network.variants]
    return [*peers, *own]


def _costs(comparison: Comparison, request: Request, report: worker.Report) -> dict[Candidate, SessionCost]:
    candidates = [result.candidate for result in comparison.results if result.failure is None]
    return {
        candidate: worker.call(
            session_cost,
            SessionRequest(candidate, request.inputs, request.threads, request.scratch),
            report,
        )
        for candidate in candidates
    }


# As JSON


def as_json(benchmarks: Sequence[Benchmark]) -> dict[str, Any]:
    """Everything that was measured, with the machine it was measured on."""
    processors = [number for b in benchmarks for m in b.measured for number in m.comparison.processors]
    return {
        "schema": SCHEMA,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(sorted(set(processors))),
        "versions": _versions(benchmarks),
        "networks": [_network(benchmark) for benchmark in benchmarks],
    }


def _versions(benchmarks: Sequence[Benchmark]) -> dict[str, str]:
    results = [r for b in benchmarks for m in b.measured for r in m.comparison.results]
    return {r.candidate.engine: r.version for r in results} | {name: version(name) for name in LIBRARIES}


def _network(benchmark: Benchmark) -> dict[str, Any]:
    network = benchmark.network
    return {
        "name": network.name,
        "inputs": {name: {"shape": x.shape, "type": x.dtype.name} for name, x in network.inputs.items()},
        "models": [_variant(variant) for variant in network.variants],
        "rounds": benchmark.options.rounds,
        "pipeline": benchmark.options.pipeline,
        "measured": [_measured(measured) for measured in benchmark.measured],
    }


def _variant(variant: Variant) -> dict[str, Any]:
    return {
        "name": variant.name,
        "file": str(variant.file) if variant.pruning is None else None,
        "pruning": variant.pruning,
        "file_bytes": variant.file_bytes,
    }


def _measured(measured: Measured) -> dict[str, Any]:
    comparison = measured.comparison
    return {
        "threads": comparison.threads,
        "processors": comparison.processors,
        "subnormals_flushed": comparison.subnormals_flushed,
        "noise": comparison.noise,
        "limits": {
            "flops": _limit(comparison.multiply_add),
            "bytes": _limit(comparison.memory_read),
        },
        "results": [_result(result, measured) for result in comparison.results],
        "layers": {found.candidate.model: profile_report(found) for found in measured.profiles},
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {"per_second": limit.rate, "best_per_second": limit.amount / limit.timing.best}


def _result(result: Result, measured: Measured) -> dict[str, Any]:
    candidate, cost = result.candidate, measured.costs.get(result.candidate)
    return {
        "engine": candidate.engine,
        "model": candidate.model,
        "version": result.version,
        "failure": result.failure,
        "time": None if result.timing is None else timing_report(result.timing),
        "speed_over": {
            peer.candidate.engine: _ratio(result.timing, peer.timing)
            for peer in measured.peers()
            if peer.timing
        },
        "agreement": None if result.agreement is None else vars(result.agreement),
        "load_seconds": result.load_seconds,
        "second_load_seconds": None if cost is None else cost.load_seconds,
        "peak_bytes": None if cost is None else cost.peak_bytes,
        "packed_bytes": result.packed_bytes,
    }


def profile_report(found: Profile) -> dict[str, Any]:
    """As `prunir bench --json` and `prunir profile --json` have it."""
    return {
        "limits": {"flops": _limit(found.multiply_add), "bytes": _limit(found.memory_read)},
        "layers": [_layer(layer, found) for layer in found.layers],
    }


def _layer(layer: LayerTime, found: Profile) -> dict[str, Any]:
    computed, steps = layer.computed, layer.steps
    return {
        "name": layer.name,
        "op": None if computed is None else computed.op,
        "output": None if computed is None else computed.output,
        "scheme": None if computed is None or computed.sparsity is None else str(computed.sparsity),
        "kernel": None if computed is None or computed.kernel is None else vars(computed.kernel),
        "steps": [step.operation for step in steps],
        "time": timing_report(layer.timing),
        "flops": layer.flops,
        "bytes": {
            "weights": sum(step.weight_bytes for step in steps),
            "inputs": sum(step.input_bytes for step in steps),
            "outputs": sum(step.output_bytes for step in steps),
        },
        "of_multiply_add": found.of_multiply_add(layer),
        "of_memory": found.of_memory(layer),
    }


def _ratio(timing: Timing | None, other: Timing) -> dict[str, float] | None:
    """How many times faster: the median over the rounds, and the quarters."""
    if timing is None:
        return None
    ratios = timing.ratios(other)
    return {"median": ratios.median, "p25": ratios.percentile(25), "p75": ratios.percentile(75)}


def timing_report(timing: Timing) -> dict[str, Any]:
    """Seconds."""
    return {
        "median": timing.median,
        "p90": timing.percentile(90),
        "p99": timing.percentile(99),
        "best": timing.best,
        "rounds": timing.seconds,
    }

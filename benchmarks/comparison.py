"""The built networks, dense and pruned in one shot, beside ONNX Runtime, OpenVINO and MNN on the dense ones."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from prunir.bench import benchmark
from prunir.bench.benchmark import Options
from prunir.bench.networks import prepare
from prunir.pipelines import block_punching, pruning

PRUNED = {
    "g = 1": pruning(),
    "g = 4": pruning(group=4),
    "g = 8": pruning(group=8),
    "g = 8, FC 10×": pruning(group=8, fc=10),
    "KGS 3.6×": block_punching(),
}
"""How networks are pruned, by what the tables call it. Patterns and connectivity 8.1× in 3×3 layers, 3.6× in 1×1 layers."""

NETWORKS = {
    "vgg16": ("g = 1", "g = 4", "g = 8", "g = 8, FC 10×"),
    "resnet50": ("g = 1", "g = 4", "g = 8"),
    "mobilenet_v2": ("g = 1", "g = 4", "g = 8"),
    "mobilenet_v3_large": ("g = 1", "g = 4", "g = 8"),
    "c3d": ("KGS 3.6×",),
    "s3d": ("KGS 3.6×",),
    "r2plus1d_18": ("KGS 3.6×",),
}

ENGINES = ("onnxruntime", "openvino", "mnn")


def measure(name: str, threads: Sequence[int], rounds: int, report: Callable[[str], None]) -> dict[str, Any]:
    """`prunir bench --json` for one network, with its variants by the names of the tables."""
    with tempfile.TemporaryDirectory(prefix="prunir-benchmarks-") as folder:
        network = prepare(
            name, folder=Path(folder), shapes={}, pipelines=[PRUNED[label] for label in NETWORKS[name]]
        )
        found = benchmark.run(network, Options(ENGINES, tuple(threads), rounds), Path(folder), report)
    labels = {pipeline: label for label, pipeline in PRUNED.items()} | {name: "dense"}
    return _relabelled(benchmark.as_json([found]), labels)


def _relabelled(report: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    (network,) = report["networks"]
    for model in network["models"]:
        model["name"] = labels[model["name"]]
    for measured in network["measured"]:
        for result in measured["results"]:
            result["model"] = labels[result["model"]]
    return report

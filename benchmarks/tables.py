"""Results as the tables of the README."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

PEERS = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "mnn": "MNN"}

NAMES = {
    "vgg16": "VGG-16",
    "resnet50": "ResNet-50",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_large": "MobileNetV3-Large",
    "c3d": "C3D",
    "s3d": "S3D",
    "r2plus1d_18": "R(2+1)D-18",
}


def markdown(results: dict[str, Any]) -> str:
    """Everything, from what `run.py` collected."""
    networks = [report["networks"][0] for report in results["networks"].values()]
    parts = [
        _where(results),
        _speed(networks),
        _sessions(networks),
        _kernels(results["kernels"], results.get("kernels_avx2", [])),
    ]
    return "\n\n".join(part for part in parts if part)


def _where(results: dict[str, Any]) -> str:
    reports = list(results["networks"].values())
    machine, versions = reports[0]["machine"], reports[0]["versions"]
    noise = max(m["noise"] for r in reports for m in r["networks"][0]["measured"])
    limits = reports[0]["networks"][0]["measured"][0]["limits"]
    engines = ", ".join(f"{name} {versions[key]}" for key, name in PEERS.items() if key in versions)
    return (
        f"Measured on {reports[0]['date'][:10]}: {machine['processor']} ({machine['llvm_cpu']}, "
        f"{machine['lanes_f32']} lanes of f32), {len(machine['usable_processors'])} processors, "
        f"{limits['flops']['per_second'] / 1e9:.0f} GFLOP/s and {limits['bytes']['per_second'] / 1e9:.0f} GB/s a core; "
        f"{engines}. Batch 1, f32, random weights, pruned in one shot; median of {reports[0]['networks'][0]['rounds']} paired "
        f"rounds. A fixed loop spread by up to {noise:.0%} in them."
    )


def _speed(networks: Sequence[dict[str, Any]]) -> str:
    """How many times faster Prunir is than each engine on the dense model, on one thread."""
    rows = [["network", "weights", "Prunir", *(f"× {name}" for name in PEERS.values()), "2 threads"]]
    for network in networks:
        one, two = _by_threads(network, 1), _by_threads(network, 2)
        for result in _own(one):
            medians = (result["speed_over"].get(peer) for peer in PEERS)
            rows.append(
                [
                    NAMES[network["name"]] if result["model"] == "dense" else "",
                    result["model"],
                    f"{result['time']['median'] * 1e3:.1f} ms",
                    *(f"{ratio['median']:.2f}" if ratio else "–" for ratio in medians),
                    _scaling(result, two),
                ]
            )
    return _table(rows)


def _by_threads(network: dict[str, Any], threads: int) -> dict[str, Any] | None:
    return next((m for m in network["measured"] if m["threads"] == threads), None)


def _own(measured: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [r for r in (measured or {"results": []})["results"] if r["engine"] == "prunir"]


def _scaling(result: dict[str, Any], two: dict[str, Any] | None) -> str:
    other = next((r for r in _own(two) if r["model"] == result["model"]), None)
    return "–" if other is None else f"{result['time']['median'] / other['time']['median']:.2f}×"


def _sessions(networks: Sequence[dict[str, Any]]) -> str:
    """What a session costs before it runs: seconds at first and second sight of a model, and memory."""
    rows = [["network", "weights", "engine", "first load", "second load", "peak memory"]]
    for network in networks:
        for result in (_by_threads(network, 1) or {"results": []})["results"]:
            if result["engine"] not in ("prunir", "onnxruntime"):
                continue
            peak = result["peak_bytes"]
            rows.append(
                [
                    NAMES[network["name"]],
                    result["model"],
                    PEERS.get(result["engine"], "Prunir"),
                    f"{result['load_seconds']:.2f} s",
                    f"{result['second_load_seconds']:.2f} s",
                    "–" if peak is None else f"{peak / 2**20:.0f} MiB",
                ]
            )
    return _table(rows)


def _kernels(kernels: Sequence[dict[str, Any]], narrow: Sequence[dict[str, Any]]) -> str:
    """Single layers, as the share of the multiply-adds that the core does at most; and so without AVX-512, where it has that."""
    rows = [["layers", "useful multiply-adds over the peak of the core", *["with AVX2 only"] * bool(narrow)]]
    for name in dict.fromkeys(k["row"] for k in kernels):
        row = [name, "; ".join(f"{k['layer']} **{_peak(k)}**" for k in kernels if k["row"] == name)]
        rows.append([*row, *["; ".join(_peak(k) for k in narrow if k["row"] == name)] * bool(narrow)])
    return _table(rows)


def _peak(kernel: dict[str, Any]) -> str:
    return f"{kernel['of_multiply_add']:.0%}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    def lines() -> Iterator[str]:
        yield f"| {' | '.join(rows[0])} |"
        yield f"|{'---|' * len(rows[0])}"
        yield from (f"| {' | '.join(row)} |" for row in rows[1:])

    return "\n".join(lines()) if len(rows) > 1 else ""

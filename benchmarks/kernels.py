"""Single layers against the machine's limit: useful FLOPs per second over the multiply-adds measured in the same rounds.

    python benchmarks/kernels.py                     # all rows, as a table
    python benchmarks/kernels.py --json kernels.json dense depthwise

Each layer is a network of one convolution, pruned in one shot; its time is that of its kernel, and of the split into phases that a
strided layer needs before it, not of copying the network's input. Only weights that are left count as useful work.

    python benchmarks/kernels.py --avx2              # as on a processor without AVX-512
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from prunir.bench import machine, peaks
from prunir.bench.layers import Profiled
from prunir.bench.measure import Timing, measure
from prunir.compiler import compile
from prunir.diagnostics import parse_module
from prunir.inspection import Inspector
from prunir.targets import Target, host
from prunir.tuning.network import FORMS
from prunir.universe import new_context

KERNELS = ("plan.tap_conv", "plan.run_conv", "plan.depthwise_conv", "plan.phase_split")

PRUNING = {"dense": None, "g = 1": "prune", "g = 4": "prune-4", "g = 8": "prune-8"}


@dataclass(frozen=True)
class Layer:
    """A convolution with equal padding; `size` is that of its input, square."""

    channels: int
    filters: int
    size: int
    kernel: int = 3
    stride: int = 1
    pruning: str = "dense"
    group: int = 1

    @property
    def out(self) -> int:
        return (self.size + 2 * (self.kernel // 2) - self.kernel) // self.stride + 1

    def __str__(self) -> str:
        stride = f"/{self.stride}" if self.stride > 1 else ""
        return f"{self.channels}→{self.filters}, {self.kernel}×{self.kernel}{stride}, {self.out}²"

    @property
    def text(self) -> str:
        weight = f"tensor<{self.filters}x{self.channels // self.group}x{self.kernel}x{self.kernel}xf32>"
        x = f"tensor<1x{self.channels}x{self.size}x{self.size}xf32>"
        y = f"tensor<1x{self.filters}x{self.out}x{self.out}xf32>"
        pads = ", ".join([str(self.kernel // 2)] * 4)
        return f"""
func.func @main(%x: {x}) -> {y} {{
  %w = nn.constant #nn.random<1> : {weight}
  %y = nn.conv %x, %w {{strides = array<i64: {self.stride}, {self.stride}>, pads = array<i64: {pads}>,
    dilations = array<i64: 1, 1>, group = {self.group} : i64}} : {x}, {weight} -> {y}
  func.return %y : {y}
}}"""


def _rows() -> dict[str, list[Layer]]:
    """Layers by the name of the row that they stand in."""
    three = {
        "28² to 112²": ((64, 112), (128, 56), (256, 56), (512, 28)),
        "14²": ((512, 14),),
        "7²": ((512, 7),),
        "224²": ((64, 224),),
    }
    rows: dict[str, list[Layer]] = {}
    for pruning in PRUNING:
        for planes, layers in three.items():
            rows[f"3×3 {pruning}, {planes}"] = [Layer(c, c, size, pruning=pruning) for c, size in layers]
    strided = ((128, 56), (256, 28), (512, 14))
    for pruning in ("dense", "g = 1", "g = 8"):
        rows[f"3×3/2 {pruning}"] = [Layer(c, c, size, stride=2, pruning=pruning) for c, size in strided]
    pointwise = ((64, 256, 56), (512, 128, 28), (1024, 256, 14), (2048, 512, 7))
    for pruning in PRUNING:
        rows[f"1×1 {pruning}"] = [Layer(c, f, size, kernel=1, pruning=pruning) for c, f, size in pointwise]
    depthwise = (
        (72, 56, 3, 1),
        (120, 28, 5, 1),
        (480, 14, 3, 1),
        (960, 7, 5, 1),
        (64, 112, 3, 2),
        (240, 28, 3, 2),
    )
    rows["depthwise"] = [Layer(c, c, size, k, s, group=c) for c, size, k, s in depthwise]
    rows["stem"] = [Layer(3, 64, 224, 7, 2), Layer(3, 16, 224, 3, 2)]
    return rows


ROWS = _rows()


@dataclass
class _Prepared:
    """A compiled layer."""

    layer: Layer
    profiled: Profiled
    kernel: str
    flops: int

    def timing(self, rounds: int) -> Timing:
        """Of its kernel, in the last rounds."""
        steps = [number for number, step in enumerate(self.profiled.work) if step.operation in KERNELS]
        return Timing(
            tuple(sum(taken[number] for number in steps) for taken in self.profiled.seconds(rounds))
        )


def _prepare(layer: Layer, target: Target) -> _Prepared:
    pruning, inspector = PRUNING[layer.pruning], Inspector()
    session = compile(
        parse_module(new_context(), layer.text, str(layer)),
        pipeline=None if pruning is None else f"{pruning},{FORMS['pruned']}",
        target=target,
        profile=True,
        observe=inspector,
    )
    found = inspector.result()
    (conv,) = [each for each in found.layers if each.macs]
    inputs = {x.name: np.ones(x.shape, x.dtype) for x in session.inputs}
    return _Prepared(layer, Profiled(session, inputs, found.work), str(conv.kernel), 2 * conv.effective_macs)


def measure_rows(names: list[str], rounds: int, target: Target) -> Iterator[dict[str, Any]]:
    """The layers of each row, measured in the same rounds as the machine's limit, both compiled for `target`."""
    limit = peaks.multiply_add(1, target)
    for name in names:
        prepared = [_prepare(layer, target) for layer in ROWS[name]]
        timings = measure({"limit": limit.run, **{p.layer: p.profiled.run for p in prepared}}, rounds=rounds)
        peak = limit.amount / timings["limit"].median
        for p in prepared:
            timing = p.timing(rounds)
            yield {
                "row": name,
                "layer": str(p.layer),
                "kernel": p.kernel,
                "gflops": p.flops / timing.median / 1e9,
                "of_multiply_add": p.flops / timing.median / peak,
                "best_of_multiply_add": p.flops / timing.best / peak,
            }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure single layers against the limit of the machine.")
    parser.add_argument("row", nargs="*", help="rows whose name begins so; all without")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--avx2", action="store_true", help="compile for this machine without AVX-512")
    parser.add_argument("--json", type=Path, help="write what was measured")
    options = parser.parse_args()
    names = [name for name in ROWS if not options.row or name.startswith(tuple(options.row))]
    if not names:
        parser.error(f"no row begins so; the rows are {', '.join(ROWS)}")
    machine.pin(machine.choose_processors(1))
    machine.flush_subnormals()
    found: list[dict[str, Any]] = []
    for result in measure_rows(names, options.rounds, host().without_avx512() if options.avx2 else host()):
        found.append(result)
        print(
            f"{result['row']:22} {result['layer']:24} {result['kernel']:10} {result['gflops']:6.1f} GFLOP/s"
            f"  {result['of_multiply_add']:5.1%}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Every kernel says what it is; what it offers is legal, costs more for more work, and computes what the reference does."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import prunir
import pytest
from lowering_helpers import parse, run_pipeline
from prunir.dialects import plan
from prunir.dialects.nn.conv import ConvBase
from prunir.passes.planning import _kernels
from prunir.passes.planning._workload import Workload, planned_workload
from prunir.targets import host

from levels import interpret

AVX512 = plan.TargetAttr.of(16, 32, 32 << 10, 1 << 20)
SSE = plan.TargetAttr.of(4, 16, 32 << 10, 256 << 10)
MOST = 60
TOLERANCE = 2e-6
"""Of the largest magnitude: sums are taken in another order and with fused multiply-adds."""


def conv(
    filters: int, channels: int, size: int, kernel: int = 3, stride: int = 1, **more: int | bool
) -> Workload:
    """A two-dimensional dense layer."""
    out = size // stride
    layer = Workload(
        "conv", 1, filters, channels, (kernel, kernel), (stride, stride), (out, out), out * (out + kernel // 2),
        entries=kernel * kernel, kernels=filters * channels,
    )  # fmt: skip
    return replace(layer, **more)


def pruned(dense: Workload, group: int, kept: float, patterns: int = 8) -> Workload:
    """As `dense`, with this share of its kernels in groups, of four entries where there are nine."""
    kernels = math.ceil(dense.kernels / group * kept)
    entries = min(dense.entries, 4)
    runs = min(dense.channels * (1 if entries == 1 else patterns), kernels)
    return replace(dense, pruned=True, group=group, kernels=kernels, runs=runs, entries=entries)


LAYERS = {
    "3x3": conv(64, 64, 56),
    "3x3 stride 2": conv(256, 128, 28, stride=2),
    "stem": conv(64, 3, 224, 7, stride=2),
    "1x1": conv(1024, 256, 14, 1),
    "tiny": conv(3, 2, 3),
    "squeeze": conv(24, 72, 1, 1),
    "depthwise": conv(72, 72, 56, sections=72, kernels=72),
    "grouped": conv(64, 64, 28, sections=4, kernels=64 * 16),
    "batch": conv(64, 64, 14, images=4),
    "3x3 g=1": pruned(conv(256, 256, 28), 1, 0.28),
    "3x3 g=8": pruned(conv(256, 256, 28), 8, 0.28),
    "1x1 g=1": pruned(conv(256, 64, 56, 1), 1, 0.28),
    "1x1 g=4": pruned(conv(256, 64, 56, 1), 4, 0.28),
    "no kernels": replace(pruned(conv(8, 8, 8), 1, 0), kernels=0, runs=0),
    "linear": Workload("linear", 1, 1000, 2048, kernels=2048000),
    "linear rows": Workload("linear", 9, 40, 64, kernels=2560),
    "columns": Workload("linear", 1, 1000, 2048, pruned=True, group=16, kernels=12900),
}

every_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
every_target = pytest.mark.parametrize("target", [AVX512, SSE], ids=["avx512", "sse"])
every_kernel = pytest.mark.parametrize("name", _kernels.kernels())


@every_kernel
def test_a_kernel_documents_what_its_schedules_mean(name: str):
    kernel = _kernels.kernels()[name]
    doc = inspect.getdoc(kernel) or ""
    assert doc.startswith(f"`{name}`")
    assert all(f"\n- {field}: " in doc for field in ("filters", "tile", "order"))
    for question in ("objection", "schedules", "cost"):
        theirs, asked = (inspect.signature(getattr(k, question)) for k in (kernel, _kernels.Kernel))
        assert list(theirs.parameters) == list(asked.parameters)[1:]


def test_every_file_is_a_kernel():
    files = Path(_kernels.__file__).parent.glob("[!_]*.py")
    assert {file.stem for file in files} == set(_kernels.kernels())


@every_target
@every_layer
def test_what_is_offered_is_legal(layer: Workload, target: plan.TargetAttr):
    offered = {name: list(kernel.schedules(layer, target)) for name, kernel in _kernels.kernels().items()}
    assert any(offered.values())
    for name, schedules in offered.items():
        assert len(schedules) == len(set(schedules)) <= MOST
        assert all(schedule.kernel.data == name for schedule in schedules)
        assert [s for s in schedules if _kernels.objection(layer, s, target)] == []


@every_target
@every_layer
def test_costs_are_times(layer: Workload, target: plan.TargetAttr):
    costs = [_kernels.cost(layer, schedule, target) for schedule in _kernels.candidates(layer, target)]
    assert all(math.isfinite(cost) and cost > 0 for cost in costs)
    best = _kernels.best(layer, target)
    assert best is not None and best.cost == min(costs) == _kernels.predicted(layer, target)


def more_work(layer: Workload) -> Iterator[Workload]:
    yield replace(layer, images=2 * layer.images)
    if layer.kind == "linear" and not layer.pruned:
        yield replace(layer, channels=2 * layer.channels, kernels=2 * layer.kernels)
    elif layer.kind == "conv":
        yield replace(
            layer, positions=2 * layer.positions, outputs=(2 * layer.outputs[0], *layer.outputs[1:])
        )
        yield replace(layer, kernels=2 * layer.kernels, runs=2 * layer.runs, channels=2 * layer.channels)
        yield replace(layer, residual=True, halo=True)
    else:
        yield replace(layer, kernels=2 * layer.kernels)


@every_target
@every_layer
def test_more_work_costs_no_less(layer: Workload, target: plan.TargetAttr):
    for larger in more_work(layer):
        for schedule in _kernels.candidates(layer, target):
            if _kernels.objection(larger, schedule, target) is None:
                less, more = (_kernels.cost(w, schedule, target) for w in (layer, larger))
                assert more >= less, (schedule, larger)
        assert _kernels.predicted(larger, target) >= _kernels.predicted(layer, target)


def test_nobody_is_faster_than_the_peak():
    for layer in LAYERS.values():
        for schedule in _kernels.candidates(layer, AVX512):
            vectors = layer.vectors(16) if layer.kind == "conv" else 1 / 16
            assert _kernels.cost(layer, schedule, AVX512) >= layer.images * layer.products * vectors


def test_zeros_in_groups_pay_where_many_are():
    """The whole point, as far as a prediction can tell."""
    dense = conv(256, 256, 28)
    costs = [_kernels.predicted(pruned(dense, group, 0.28), AVX512) for group in (1, 8)]
    assert _kernels.predicted(dense, AVX512) > 5 * max(costs)


# Every candidate computes the layer


@dataclass(frozen=True)
class Small:
    """A layer to compute."""

    x: str
    w: str
    y: str
    stride: int = 1
    pads: tuple[int, ...] = (0,)
    group: int = 1
    prune: str = ""

    @property
    def pipeline(self) -> str:
        return f"{self.prune},exploit-all-sparsity" if self.prune else ""

    def network(self, presets: Sequence[str]) -> str:
        """The layer as often as there are presets, all with the same input and weights."""
        rank = len(self.x.split("x")) - 2
        window = {
            "strides": [self.stride] * rank,
            "pads": [*self.pads * rank] if len(self.pads) == 1 else self.pads,
            "dilations": [1] * rank,
        }
        window["pads"] = [*window["pads"]] * 2
        attributes = ", ".join(f"{key} = array<i64: {str(list(v))[1:-1]}>" for key, v in window.items())
        types = ", ".join([f"tensor<{self.y}xf32>"] * len(presets))
        layers = [
            f"%y{i} = nn.conv %x, %w {{{attributes}, group = {self.group} : i64{preset}}} "
            f": tensor<{self.x}xf32>, tensor<{self.w}xf32> -> tensor<{self.y}xf32>"
            for i, preset in enumerate(presets)
        ]
        results = ", ".join(f"%y{i}" for i in range(len(presets)))
        return "\n".join(
            [
                f"func.func @main(%x: tensor<{self.x}xf32>) -> ({types}) {{",
                f"%w = nn.constant #nn.random<1> : tensor<{self.w}xf32>",
                *layers,
                f"func.return {results} : {types}",
                "}",
            ]
        )


SMALL = {
    "3x3": Small("1x5x6x7", "13x5x3x3", "1x13x6x7", pads=(1,)),
    "stride 2": Small("1x5x9x7", "6x5x3x3", "1x6x5x4", stride=2, pads=(1,)),
    "1x1": Small("2x7x5x5", "35x7x1x1", "2x35x5x5"),
    "depthwise": Small("1x6x9x9", "6x1x3x3", "1x6x9x9", pads=(1,), group=6),
    "deep": Small("1x3x4x5x5", "9x3x3x1x1", "1x9x4x5x5", pads=(1, 0, 0)),
    "3x3 g=1": Small("1x16x7x7", "40x16x3x3", "1x40x7x7", pads=(1,), prune="prune"),
    "3x3 g=4": Small("1x16x7x7", "14x16x3x3", "1x14x7x7", pads=(1,), prune="prune-4"),
    "1x1 g=1": Small("1x24x9x9", "40x24x1x1", "1x40x9x9", prune="prune"),
    "1x1 g=8": Small("1x24x9x9", "19x24x1x1", "1x19x9x9", prune="prune-8"),
}
MOST_COMPUTED = 9
"""Candidates of a layer that are computed: the first, the last, and some between."""


def offered(layer: Small) -> list[plan.ScheduleAttr]:
    module = parse(layer.network([""]))
    target = plan.TargetAttr.of(host().lanes, host().registers, host().l1_bytes, host().l2_bytes)
    module.attributes["plan.target"] = target
    run_pipeline(module, f"{layer.pipeline},assign-layouts,bufferize".lstrip(","))
    (conv_,) = [op for op in module.walk() if isinstance(op, ConvBase)]
    found = _kernels.candidates(planned_workload(conv_), target)
    step = max(1, (len(found) - 1) / (MOST_COMPUTED - 1))
    return [found[round(i * step)] for i in range(min(len(found), MOST_COMPUTED))]


@pytest.mark.parametrize("name", SMALL)
def test_every_candidate_computes_the_layer(name: str):
    layer = SMALL[name]
    schedules = offered(layer)
    presets = [f", plan.schedule = {schedule}" for schedule in schedules]
    alone = prunir.compile(parse(layer.network([""])), pipeline=layer.pipeline)
    together = prunir.compile(parse(layer.network(presets)), pipeline=layer.pipeline)
    planned = [op.properties.get("schedule") for op in together.module("plan").walk()]
    assert [schedule for schedule in planned if schedule is not None] == schedules
    x = np.random.default_rng(0).standard_normal(alone.inputs[0].shape, np.float32)
    (expected,) = interpret(alone, "pconv", [x])
    scale = np.abs(expected).max()
    for schedule, result in zip(schedules, together.run(None, {together.inputs[0].name: x}), strict=True):
        assert np.abs(result - expected).max() <= TOLERANCE * scale, schedule

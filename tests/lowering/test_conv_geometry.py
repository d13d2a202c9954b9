"""Convolutions of any geometry, dense and pruned, as machine code: the reference's answers, the same bits on two threads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import prunir
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lowering_helpers import run_pipeline
from prunir.dialects import nn, pconv, plan
from prunir.dialects.nn.conv import ConvBase, window_shape
from prunir.passes.planning import _kernels
from prunir.passes.planning._convolutions import is_planned
from prunir.passes.planning._workload import planned_workload
from prunir.passes.planning.schedule import SCHEDULE
from prunir.runtime.jit import emit_assembly
from prunir.targets import Target, host
from xdsl.dialects.builtin import ModuleOp, TensorType, f32
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Operation, Region, SSAValue

from levels import interpret

TOLERANCE = 1e-5
"""Of the output's largest magnitude."""

ACTIVATIONS = (None, ("relu",), ("clip", 0.0, 6.0), ("leaky_relu", 0.1), ("hard_swish",), ("silu",))


def pruned(group: int) -> str:
    """One-shot pruning in groups of filters, then what makes it pconv."""
    steps = ("assign-patterns", "prune-connectivity", "prune-unstructured")
    prune = ",".join(f"{step}{{group={group}}}" for step in steps)
    return f"select-patterns,{prune},exploit-all-sparsity"


@st.composite
def geometries(draw: st.DrawFn) -> dict[str, Any]:
    """Shapes and attributes of a convolution whose result is not empty."""
    rank, sections = draw(st.integers(1, 3)), draw(st.sampled_from((1, 1, 1, 2, 3)))

    def each(values: st.SearchStrategy[int], count: int = rank) -> list[int]:
        return draw(st.lists(values, min_size=count, max_size=count))

    kernel = draw(st.one_of(st.just([1] * rank), st.just([3] * rank), st.just(each(st.integers(1, 4)))))
    dilations = each(st.sampled_from((1, 1, 1, 2, 3)))
    pads = each(st.sampled_from((0, 1, 1, 2, 4)), 2 * rank)
    smallest = [
        max(1, (k - 1) * d + 1 - pads[i] - pads[rank + i])
        for i, (k, d) in enumerate(zip(kernel, dilations, strict=True))
    ]
    channels, filters = draw(st.integers(1, 9)), draw(st.integers(1, 20))
    return {
        "x": (draw(st.sampled_from((1, 1, 2))), channels * sections, *(n + draw(st.integers(0, 9)) for n in smallest)),
        "w": (filters * sections, channels, *kernel),
        "strides": each(st.sampled_from((1, 1, 2, 3))),
        "pads": pads,
        "dilations": dilations,
        "group": sections,
        "activation": draw(st.sampled_from(ACTIVATIONS)),
        "bias": draw(st.booleans()),
        "residual": draw(st.booleans()),
    }  # fmt: skip


def network(geometry: dict[str, Any]) -> ModuleOp:
    """`@main` with one convolution of seeded weights; its residual is the rectified second argument."""
    window = {key: geometry[key] for key in ("strides", "pads", "dilations")}
    batch, filters, kernel = geometry["x"][0], geometry["w"][0], geometry["w"][2:]
    answer = TensorType(f32, (batch, filters, *window_shape(geometry["x"][2:], kernel, **window)))
    block = Block(arg_types=[TensorType(f32, geometry["x"]), *[answer] * geometry["residual"]])
    generator = np.random.default_rng(4)

    def constant(*shape: int) -> SSAValue:
        return emit(nn.ConstantOp.of(generator.standard_normal(shape).astype(np.float32)))

    def emit(op: Operation) -> SSAValue:
        block.add_op(op)
        return op.results[0]

    weight = constant(*geometry["w"])
    bias = constant(filters) if geometry["bias"] else None
    residual = emit(nn.ReluOp.of(block.args[1])) if geometry["residual"] else None
    kind = geometry["activation"]
    activation = nn.ActivationAttr.of(kind[0], kind[1:]) if kind else None
    conv = nn.ConvOp.of(
        block.args[0], weight, bias, residual, **window, group=geometry["group"], activation=activation
    )
    block.add_op(ReturnOp(emit(conv)))
    return ModuleOp([FuncOp("main", ([arg.type for arg in block.args], [answer]), Region(block))])


def check(
    module: ModuleOp, pipeline: str | None, target: Target | None = None, threads: tuple[int, ...] = (2,)
) -> prunir.CompiledSession:
    session = prunir.compile(module, pipeline=pipeline, target=target)
    generator = np.random.default_rng(5)
    inputs = [generator.standard_normal(value.shape).astype(np.float32) for value in session.inputs]
    (expected,) = interpret(session, "pconv" if pipeline else "import", inputs)
    feeds = {value.name: array for value, array in zip(session.inputs, inputs, strict=True)}
    (result,) = session.run(None, feeds)
    scale = max(float(np.abs(expected).max()), 1e-30)
    np.testing.assert_allclose(result, expected, rtol=0, atol=TOLERANCE * scale)
    for session.threads in threads:
        np.testing.assert_array_equal(session.run(None, feeds)[0], result)
    return session


@given(geometries())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_dense(geometry: dict[str, Any]):
    check(network(geometry), None)


@given(geometries(), st.sampled_from((1, 2, 4, 8)))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_pruned(geometry: dict[str, Any], group: int):
    check(network({**geometry, "x": _one_section(geometry), "group": 1}), pruned(group))


def _one_section(geometry: dict[str, Any]) -> tuple[int, ...]:
    return (geometry["x"][0], geometry["w"][1], *geometry["x"][2:])


def test_pruned_networks_are_pruned():
    """The generator of the test above leads to pruned kernels."""
    geometry = {
        "x": (1, 8, 9, 9),
        "w": (16, 8, 3, 3),
        "strides": [1, 1],
        "pads": [1] * 4,
        "dilations": [1, 1],
    }
    plain = {"group": 1, "activation": None, "bias": False, "residual": False}
    session = check(network(geometry | plain), pruned(4))
    assert any(isinstance(op, pconv.ConvOp) for op in session.module("pconv").walk())


@pytest.mark.parametrize("pipeline", [None, pruned(1), pruned(8)])
def test_without_avx512(pipeline: str | None):
    """Machine code for vectors of 8 lanes, which every processor with wider ones has too."""
    geometry = {
        "x": (1, 16, 13, 9), "w": (16, 16, 3, 3), "strides": [1, 1], "pads": [1] * 4, "dilations": [1, 1],
        "group": 1, "activation": ("relu",), "bias": True, "residual": True,
    }  # fmt: skip
    session = check(network(geometry), pipeline, host().without_avx512())
    assert "zmm" not in emit_assembly(session.module("llvm"), host().without_avx512())


SMALL_CACHES = replace(host(), l1_bytes=512, l2_bytes=16384)
"""Small enough for blocks of channels, and for input that is asked for early."""


def candidates(module: ModuleOp) -> list[plan.ScheduleAttr]:
    """Every schedule that is worth a measurement for the module's convolution."""
    planned = run_pipeline(module.clone(), "assign-layouts,bufferize")
    (conv,) = (op for op in planned.walk() if isinstance(op, ConvBase))
    return _kernels.candidates(planned_workload(conv), plan.target_of(planned)) if is_planned(conv) else []


@given(geometries(), st.sampled_from((None, 1, 1, 2, 4, 8)), st.data())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_every_schedule(geometry: dict[str, Any], group: int | None, data: st.DataObject):
    """Whatever is chosen, on a machine with small caches, on one to five threads."""
    if group is not None:
        geometry = {**geometry, "x": _one_section(geometry), "group": 1}
    module = run_pipeline(network(geometry), pruned(group) if group is not None else "")
    module.attributes["plan.target"] = plan.TargetAttr.of(
        SMALL_CACHES.lanes, SMALL_CACHES.registers, SMALL_CACHES.l1_bytes, SMALL_CACHES.l2_bytes
    )
    schedules = candidates(module)
    for conv in [op for op in module.walk() if isinstance(op, ConvBase) and schedules]:
        conv.attributes[SCHEDULE] = data.draw(st.sampled_from(schedules))
    check(module, "", SMALL_CACHES, threads=(2, 3, 4, 5))


def test_blocks_of_channels():
    """Single filters, their sums in memory: bias, residual, images and threads that share tiles."""
    geometry = {
        "x": (2, 40, 7, 9), "w": (13, 40, 1, 1), "strides": [1, 1], "pads": [0] * 4, "dilations": [1, 1],
        "group": 1, "activation": ("relu",), "bias": True, "residual": True,
    }  # fmt: skip
    module = run_pipeline(network(geometry), pruned(1))
    lanes = host().lanes
    for conv in [op for op in module.walk() if isinstance(op, ConvBase)]:
        conv.attributes[SCHEDULE] = plan.ScheduleAttr.of("tap", 1, 2, lanes, channels=16)
    session = check(module, "", host(), threads=(2, 3, 4, 5))
    (kernel,) = (op for op in session.module("plan").walk() if isinstance(op, plan.TapConvOp))
    assert kernel.blocks == 3

"""Depthwise convolutions of any geometry, layout and schedule: the reference's answers, on any number of threads, without a step
beyond their buffers; and as layers of networks."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import prunir
import pytest
from guarded import guarded
from hypothesis import given, settings
from hypothesis import strategies as st
from lowering_helpers import TO_LLVM, parse, run_pipeline
from prunir import targets
from prunir.dialects import plan
from prunir.dialects.reference import register_reference
from prunir.dialects.reference.buffers import allocate, owner_of
from prunir.dialects.reference.plan import PlanFunctions
from prunir.runtime.jit import compile_object
from prunir.runtime.loader import Entry, load
from xdsl.dialects.builtin import MemRefType, ModuleOp
from xdsl.dialects.func import FuncOp
from xdsl.interpreter import Interpreter
from xdsl.ir import Attribute

from levels import interpret

TOLERANCE = 2e-6
"""Of the largest magnitude of an output."""


@st.composite
def geometries(draw: st.DrawFn) -> dict[str, Any]:
    """A depthwise convolution with a result, and a schedule that fits it."""

    def pair(*values: int) -> list[int]:
        return [draw(st.sampled_from(values)) for _ in range(2)]

    kernel, dilations = pair(1, 2, 3, 3, 5), pair(1, 1, 1, 2)
    strides = [draw(st.sampled_from((1, 1, 2, 3))), draw(st.sampled_from((1, 2)))]
    begins, ends = pair(0, 1, 1, 2, 3), pair(0, 1, 1, 2, 3)
    reach = [(k - 1) * d for k, d in zip(kernel, dilations, strict=True)]
    smallest = [max(1, r + 1 - b - e) for r, b, e in zip(reach, begins, ends, strict=True)]
    size = [n + draw(st.sampled_from((0, 1, 2, 5, 13, 30))) for n in smallest]
    out = [
        (n + b + e - r - 1) // s + 1 for n, b, e, r, s in zip(size, begins, ends, reach, strides, strict=True)
    ]
    lanes = draw(st.sampled_from((4, 8, 16)))
    tile = draw(st.sampled_from([t for t in (1, 2, 3) if t == 1 or t * lanes <= out[1]]))
    return {
        "images": draw(st.sampled_from((1, 1, 2))), "channels": draw(st.integers(1, 4)), "multiplier": draw(st.sampled_from((1, 1, 2))),
        "size": size, "out": out, "kernel": kernel, "strides": strides, "begins": begins, "ends": ends, "dilations": dilations,
        "lanes": lanes, "tile": tile, "residual": draw(st.booleans()), "halo": draw(st.booleans()), "gap": draw(st.integers(0, 3)),
        "activation": draw(st.sampled_from(("", "relu", "hard_swish"))), "negative": draw(st.booleans()),
    }  # fmt: skip


def kernel(g: dict[str, Any]) -> ModuleOp:
    """One `plan.depthwise_conv` on buffers no larger than they must be."""
    filters = g["channels"] * g["multiplier"]
    pitch = g["size"][1] + max(g["begins"][1], g["ends"][1])
    reach = plan.depthwise_reach(
        pitch, g["out"], g["kernel"], g["strides"], g["begins"], g["dilations"], g["lanes"]
    )
    rows = g["size"][0] * pitch
    x = planar(
        (g["images"], g["channels"], *g["size"]),
        max(reach.stop, rows) - reach.start,
        pitch,
        -reach.start,
        True,
    )
    pitch = g["out"][1] + g["gap"]
    y = planar(
        (g["images"], filters, *g["out"]),
        g["out"][0] * pitch + 16 * g["halo"],
        pitch,
        7 * g["halo"],
        g["halo"],
    )
    r = planar((g["images"], filters, *g["out"]), g["out"][0] * pitch, pitch, 0, False)
    activation = f", activation = #nn.activation<{g['activation']}>" if g["activation"] else ""
    weights = f"memref<{filters}x{g['kernel'][0]}x{g['kernel'][1]}xf32>"
    residual = f"residual(%r : {r})" if g["residual"] else ""
    return parse(f"""
    func.func @main(%arena: memref<64xf32>, %blob: memref<64xf32>, %barrier: memref<64xf32>, %x: {x}, %w: {weights}, %b: memref<{filters}xf32>, %r: {r}, %y: {y}) attributes {{plan.entry}} {{
      plan.depthwise_conv %x weights(%w : {weights}) bias(%b : memref<{filters}xf32>) {residual} into(%y : {y})
        {{schedule = #plan.schedule<depthwise, filters = 1, tile = {g["tile"]}, lanes = {g["lanes"]}, order = tile>,
          strides = array<i64: {str(g["strides"])[1:-1]}>, pads = array<i64: {str(g["begins"])[1:-1]}>,
          dilations = array<i64: {str(g["dilations"])[1:-1]}>{activation}}} : {x}
      func.return
    }}""")


def planar(shape: tuple[int, ...], plane: int, pitch: int, lead: int, halo: bool) -> str:
    strides = f"{shape[1] * plane}, {plane}, {pitch}, 1"
    return f"memref<{'x'.join(map(str, shape))}xf32, #plan.planar<[{strides}], lead = {lead}{', zero_halo' * halo}>>"


def arguments(module: ModuleOp, negative: bool) -> list[np.ndarray]:
    """Seeded numbers. Around them lies what the layout promises, or else NaN, as in all of the destination."""
    generator, buffers = np.random.default_rng(5), []
    main = next(op for op in module.ops if isinstance(op, FuncOp))
    for type_ in main.function_type.inputs:
        buffer = allocate(type_)
        owner_of(buffer)[...] = 0 if _promises_zeros(type_) else np.nan
        numbers = generator.standard_normal(buffer.shape)
        buffer[...] = -np.abs(numbers) if negative else numbers
        buffers.append(buffer)
    owner_of(buffers[-1])[...] = np.nan
    return buffers


def _promises_zeros(type_: Attribute) -> bool:
    assert isinstance(type_, MemRefType)
    return isinstance(type_.layout, plan.PlanarAttr) and type_.layout.zero_halo


def interpreted(module: ModuleOp, buffers: list[np.ndarray]) -> np.ndarray:
    """The destination's memory, halo included."""
    interpreter = Interpreter(module)
    register_reference(interpreter)
    interpreter.register_implementations(PlanFunctions(), override=True)
    interpreter.call_op("main", tuple(buffers))
    return owner_of(buffers[-1])


def compiled(entry: Entry, buffers: list[np.ndarray], threads: int, *, at_end: bool) -> np.ndarray:
    """The same, from machine code: what the shares of all threads leave there together."""
    copies = [guarded(owner_of(b).size, at_end=at_end) for b in buffers]
    for copy, buffer in zip(copies, buffers, strict=True):
        copy[...] = owner_of(buffer)
    context = (ctypes.c_void_p * len(copies))(*(copy.ctypes.data for copy in copies))
    for thread in range(threads):
        entry(ctypes.addressof(context), thread, threads)
    return copies[-1]


def assert_close(result: np.ndarray, expected: np.ndarray) -> None:
    """NaN included: nobody writes where nothing is promised."""
    scale = np.abs(expected[np.isfinite(expected)]).max()
    np.testing.assert_allclose(result, expected, rtol=0, atol=TOLERANCE * max(float(scale), 1e-30))


@given(geometries())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_kernel(geometry: dict[str, Any]):
    module, negative = kernel(geometry), geometry["negative"]
    expected = interpreted(module, arguments(module, negative))
    fresh = arguments(module, negative)
    run_pipeline(module, f"lower-plan-to-loops,{TO_LLVM}")
    entry = load(compile_object(module, targets.host()))
    result = compiled(entry, fresh, 1, at_end=True)
    assert_close(result, expected)
    for threads in (1, 2, 5):
        np.testing.assert_array_equal(compiled(entry, fresh, threads, at_end=False), result)


def network(g: dict[str, Any]) -> ModuleOp:
    """A depthwise layer in the middle: a residual is added to it, and where `halo` says so a padded convolution follows."""
    filters, (rows, columns) = g["channels"] * g["multiplier"], g["out"]
    x = f"tensor<{g['images']}x{g['channels']}x{g['size'][0]}x{g['size'][1]}xf32>"
    w = f"tensor<{filters}x1x{g['kernel'][0]}x{g['kernel'][1]}xf32>"
    y = f"tensor<{g['images']}x{filters}x{rows}x{columns}xf32>"
    v = f"tensor<{filters}x{filters}x3x3xf32>"
    pads = str([*g["begins"], *g["ends"]])[1:-1]
    last = (
        f"""%v = nn.constant #nn.random<3> : {v}
      %z = nn.conv %y, %v {{strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}}
        : {y}, {v} -> {y}
      func.return %z : {y}"""
        if g["halo"]
        else f"func.return %y : {y}"
    )
    return parse(f"""
    func.func @main(%x: {x}, %r: {y}) -> {y} {{
      %w = nn.constant #nn.random<1> : {w}
      %b = nn.constant #nn.random<2> : tensor<{filters}xf32>
      %a = nn.relu %x : {x} -> {x}
      %y = nn.conv %a, %w bias(%b : tensor<{filters}xf32>) {f"residual(%r : {y})" if g["residual"] else ""}
        {{strides = array<i64: {str(g["strides"])[1:-1]}>, pads = array<i64: {pads}>,
          dilations = array<i64: {str(g["dilations"])[1:-1]}>, group = {g["channels"]} : i64}} : {x}, {w} -> {y}
      {last}
    }}""")


@given(geometries())
@settings(max_examples=8, deadline=None, derandomize=True)
def test_layer(geometry: dict[str, Any]):
    session = prunir.compile(network(geometry))
    generator = np.random.default_rng(6)
    inputs = [generator.standard_normal(value.shape).astype(np.float32) for value in session.inputs]
    (expected,) = interpret(session, "import", inputs)
    feeds = {value.name: array for value, array in zip(session.inputs, inputs, strict=True)}
    (result,) = session.run(None, feeds)
    assert_close(result, expected)
    for level in ("plan", "loops"):
        assert_close(interpret(session, level, inputs)[0], expected)
    session.threads = 3
    np.testing.assert_array_equal(session.run(None, feeds)[0], result)


@pytest.mark.parametrize("strides", [(2, 2), (3, 2)])
def test_strided_layers_need_no_copy(strides: tuple[int, int]):
    geometry: dict[str, Any] = {
        "images": 1, "channels": 4, "multiplier": 1, "size": (17, 17), "out": tuple(16 // s + 1 for s in strides), "kernel": (3, 3),
        "strides": list(strides), "begins": [1, 1], "ends": [1, 1], "dilations": [1, 1], "residual": False, "halo": False,
    }  # fmt: skip
    steps = [op.name for op in prunir.compile(network(geometry)).module("plan").walk()]
    assert "plan.depthwise_conv" in steps and "plan.phase_split" not in steps

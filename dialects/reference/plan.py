"""Reference of the `plan` dialect, straight from the formulas of its operations.

Infinities and NaN are values like others, so numpy does not warn of them.
"""

from __future__ import annotations

import time
from math import prod
from typing import Any

import numpy as np
from xdsl.dialects import memref
from xdsl.interpreter import (
    Interpreter,
    InterpreterFunctions,
    PythonValues,
    ReturnedValues,
    impl,
    impl_terminator,
    register_impls,
)

from .. import plan
from ..nn import ints, shape_of
from .buffers import allocate, begin_of, flat, owner_of, view
from .nn.activation import activate


@register_impls
class PlanFunctions(InterpreterFunctions):
    """The planned program on one thread."""

    @impl(memref.AllocOp)
    def alloc(self, interpreter: Interpreter, op: memref.AllocOp, args: PythonValues) -> PythonValues:
        return (allocate(op.memref.type),)

    @impl(plan.ViewOp)
    def view(self, interpreter: Interpreter, op: plan.ViewOp, args: PythonValues) -> PythonValues:
        return (view(owner_of(args[0]), begin_of(args[0]) + op.offset.value.data, op.result.type),)

    @impl(plan.WeightOp)
    def weight(self, interpreter: Interpreter, op: plan.WeightOp, args: PythonValues) -> PythonValues:
        if op.offset is None:
            return (op.array(),)
        return (view(owner_of(args[0]), begin_of(args[0]) + op.offset.value.data, op.result.type),)

    @impl(plan.AliasOp)
    def alias(self, interpreter: Interpreter, op: plan.AliasOp, args: PythonValues) -> PythonValues:
        (source,) = args
        begin = begin_of(source) - plan.lead_of(op.source) * source.itemsize
        return (view(owner_of(source), begin, op.result.type),)

    @impl(plan.ClearOp)
    def clear(self, interpreter: Interpreter, op: plan.ClearOp, args: PythonValues) -> PythonValues:
        args[0][...] = 0
        _clear_halo(args[0], op.out.type)
        return ()

    @impl(plan.PrefetchOp)
    def prefetch(self, interpreter: Interpreter, op: plan.PrefetchOp, args: PythonValues) -> PythonValues:
        return ()

    @impl(plan.BarrierOp)
    def barrier(self, interpreter: Interpreter, op: plan.BarrierOp, args: PythonValues) -> PythonValues:
        return ()

    @impl(plan.ThreadIdOp)
    def thread_id(self, interpreter: Interpreter, op: plan.ThreadIdOp, args: PythonValues) -> PythonValues:
        return (0,)

    @impl(plan.ThreadCountOp)
    def thread_count(
        self, interpreter: Interpreter, op: plan.ThreadCountOp, args: PythonValues
    ) -> PythonValues:
        return (1,)

    @impl(plan.TimestampOp)
    def timestamp(self, interpreter: Interpreter, op: plan.TimestampOp, args: PythonValues) -> PythonValues:
        args[0][0, op.slot.value.data] = time.monotonic_ns()
        return ()

    @impl(plan.PhaseSplitOp)
    def phase_split(
        self, interpreter: Interpreter, op: plan.PhaseSplitOp, args: PythonValues
    ) -> PythonValues:
        x, out = args
        strides, phases, size = ints(op.strides), ints(op.phases), out.shape[3:]
        room = [(p, s * d) for p, s, d in zip(ints(op.pads), strides, size, strict=True)]
        padded = np.zeros(
            (*x.shape[:2], *(p + n + s for (p, s), n in zip(room, x.shape[2:], strict=True))), x.dtype
        )
        padded[(..., *(slice(p, p + n) for (p, _), n in zip(room, x.shape[2:], strict=True)))] = x
        for number, phase in enumerate(np.ndindex(*phases)):
            window = tuple(slice(f, f + s * d, s) for f, s, d in zip(phase, strides, size, strict=True))
            out[:, :, number] = padded[(..., *window)]
        _clear_halo(out, op.out.type)
        return ()

    @impl(plan.TapConvOp)
    @np.errstate(all="ignore")
    def tap_conv(self, interpreter: Interpreter, op: plan.TapConvOp, args: PythonValues) -> PythonValues:
        values = dict(zip(op.operands, args, strict=True))
        weights, taps = values[op.weights], values[op.taps]
        g = op.schedule.filters
        sums = np.zeros((*values[op.out].shape[:2], op.positions))
        rows = values[op.groups].reshape(op.slices, -1, 3)
        groups = np.tile(values[op.filters], (op.blocks, 1))
        for s, n, j in np.ndindex(op.slices, len(sums), len(groups)):
            first, count, begin = rows[s, j]
            part = _slice(op, s)
            w = weights[begin : begin + count * g].reshape(count, g)
            x = _planes(values[op.input], n, taps[first : first + count] + part.start, part.stop - part.start)
            sums[n, groups[j], part] += w.T @ x
        _finish(op, values, sums)
        return ()

    @impl(plan.RunConvOp)
    @np.errstate(all="ignore")
    def run_conv(self, interpreter: Interpreter, op: plan.RunConvOp, args: PythonValues) -> PythonValues:
        values = dict(zip(op.operands, args, strict=True))
        n, filters = op.entries, values[op.filters]
        weights = values[op.weights].reshape(-1, n)
        sums = np.zeros((*values[op.out].shape[:2], op.positions))
        for run in values[op.runs]:
            kernels = slice(run[n], run[n + 1])
            for image in range(len(sums)):
                planes = _planes(values[op.input], image, run[:n], op.positions)
                np.add.at(sums[image], filters[kernels], weights[kernels] @ planes)
        _finish(op, values, sums)
        return ()

    @impl(plan.DepthwiseConvOp)
    @np.errstate(all="ignore")
    def depthwise_conv(
        self, interpreter: Interpreter, op: plan.DepthwiseConvOp, args: PythonValues
    ) -> PythonValues:
        values = dict(zip(op.operands, args, strict=True))
        out, weights = values[op.out], values[op.weights].astype(np.float64)
        y = np.zeros(out.shape) + values[op.bias][:, None, None]
        for entry in np.ndindex(weights.shape[1:]):
            y += weights[:, *entry, None, None] * _window(op, values[op.input], entry, out.shape[2:])
        if op.residual is not None:
            y += values[op.residual]
        out[...] = _activated(op, y.astype(np.float32))
        _clear_halo(out, op.out.type)
        return ()

    @impl(plan.ResampleOp)
    @np.errstate(all="ignore")
    def resample(self, interpreter: Interpreter, op: plan.ResampleOp, args: PythonValues) -> PythonValues:
        values = dict(zip(op.operands, args, strict=True))
        axis, indices = op.axis.value.data, values[op.indices]
        x, out = values[op.input], values[op.out]
        if op.weights is None:
            out[...] = x.take(indices[:, 0], axis)
            return ()
        out[...] = 0
        for index, weight in zip(indices.T, values[op.weights].T, strict=True):
            factor = weight.reshape(-1, *[1] * (x.ndim - 1 - axis))
            out[...] += np.where(factor == 0, 0, x.take(index, axis) * factor)
        return ()

    @impl(plan.ElementwiseOp)
    def elementwise(
        self, interpreter: Interpreter, op: plan.ElementwiseOp, args: PythonValues
    ) -> PythonValues:
        *inputs, out = args
        (result,) = interpreter.run_ssacfg_region(op.body, tuple(inputs), op.name)
        out[...] = result
        return ()

    @impl_terminator(plan.YieldOp)
    def yield_(
        self, interpreter: Interpreter, op: plan.YieldOp, args: PythonValues
    ) -> tuple[ReturnedValues, PythonValues]:
        return ReturnedValues(args), ()

    @impl(plan.LinearOp)
    @np.errstate(all="ignore")
    def linear(self, interpreter: Interpreter, op: plan.LinearOp, args: PythonValues) -> PythonValues:
        values = dict(zip(op.operands, args, strict=True))
        out = values[op.out]
        blocks = np.einsum("nc,bcl->nbl", values[op.input].astype(np.float64), values[op.weights])
        blocks += values[op.bias]
        y = np.zeros(out.shape)
        for b in range(blocks.shape[1]):
            first = min(b * op.block, op.last_first)
            y[:, first : first + op.block] = blocks[:, b, : out.shape[1] - first]
        if op.residual is not None:
            y = y + values[op.residual]
        out[...] = _activated(op, y.astype(np.float32))
        return ()

    @impl(plan.BlockLinearOp)
    @np.errstate(all="ignore")
    def block_linear(
        self, interpreter: Interpreter, op: plan.BlockLinearOp, args: PythonValues
    ) -> PythonValues:
        values = dict(zip(op.operands, args, strict=True))
        x, out, offset = values[op.input].astype(np.float64), values[op.out], values[op.offset]
        for b, bias in enumerate(values[op.bias]):
            kept = slice(offset[b], offset[b + 1])
            y = x[:, values[op.index][kept]] @ values[op.weights][kept] + bias
            to = out[:, b * op.group : (b + 1) * op.group]
            to[...] = _activated(op, y.astype(np.float32))[:, : to.shape[1]]
        return ()


def _window(
    op: plan.DepthwiseConvOp, x: np.ndarray, entry: tuple[int, ...], size: tuple[int, ...]
) -> np.ndarray:
    """What the weight `entry` of a kernel meets at every position, for every filter; padding is what the halo holds."""
    geometry = zip(size, ints(op.strides), entry, ints(op.dilations), ints(op.pads), strict=True)
    rows, columns = (_met(*numbers) for numbers in geometry)
    memory, origin = flat(x)
    (images, channels, *_), (image, channel, row, _) = shape_of(op.input), plan.strides_of(op.input)
    planes = np.add.outer(np.arange(images) * image + origin, np.arange(channels) * channel)
    return memory[np.add.outer(planes, np.add.outer(rows * row, columns))].repeat(op.multiplier, axis=1)


def _met(count: int, stride: int, k: int, dilation: int, pad: int) -> np.ndarray:
    """Along one dimension, the position that element k of a window meets, for each of `count` windows."""
    return np.arange(count) * stride + k * dilation - pad


def _slice(op: plan.TapConvOp, number: int) -> slice:
    """The positions of a slice; those of the last one reach to the plane's end."""
    pitch = op.positions if op.slices == 1 else plan.inner_strides(op.out.type)[0]
    return slice(number * pitch, op.positions if number == op.slices - 1 else (number + 1) * pitch)


def _planes(x: np.ndarray, image: int, taps: np.ndarray, positions: int) -> np.ndarray:
    """The shifted planes of one image that `taps` name: taps × positions, float64."""
    memory, origin = flat(x)
    origin += image * (x.strides[0] // x.itemsize)
    return np.stack(
        [memory[origin + t : origin + t + positions] for t in taps] or [np.zeros(positions)]
    ).astype(np.float64)[: len(taps)]


def _finish(op: plan.PlannedConv, values: dict[Any, np.ndarray], sums: np.ndarray) -> None:
    """Epilogue of a planned convolution: bias, residual, activation, halo."""
    out = values[op.out]
    y = sums + values[op.bias][:, None]
    if op.residual is not None:
        y += _rows(values[op.residual], op.positions)
    y = _activated(op, y.astype(np.float32))
    if op.mask is not None:
        y = np.where(values[op.mask] != 0, y, np.float32(0))
    _rows(out, op.positions)[...] = y
    _clear_halo(out, op.out.type)


def _rows(buffer: np.ndarray, positions: int) -> np.ndarray:
    """A planar buffer as N×C×positions, from the begin of each interior."""
    return np.ndarray(
        (*buffer.shape[:2], positions),
        buffer.dtype,
        owner_of(buffer).reshape(-1).view(np.uint8),
        begin_of(buffer),
        (*buffer.strides[:2], buffer.itemsize),
    )


def _activated(op: Any, y: np.ndarray) -> np.ndarray:
    return y if op.activation is None else activate(op.activation.kind.data, op.activation.values, y)


def _clear_halo(buffer: np.ndarray, buffer_type: Any) -> None:
    """Zero everything but the interior, where the layout promises that."""
    layout = buffer_type.layout
    if isinstance(layout, plan.PlanarAttr) and layout.zero_halo:
        interior = buffer.copy()
        memory, origin = flat(buffer)
        begin = origin - layout.lead.data
        memory[begin : begin + prod((buffer.shape[0], buffer.strides[0] // buffer.itemsize))] = 0
        buffer[...] = interior

"""Dense convolution → planned convolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ..dialects import nn, plan
from ..passes.planning.schedule import SCHEDULE
from ._conv_tables import PlannedConvBuilder, known_array


def _convert(conv: nn.ConvOp) -> None:
    builder = PlannedConvBuilder(conv)
    weights = known_array(conv.weight, conv)
    if builder.schedule.kernel.data == "depthwise":
        _convert_depthwise(conv, builder, weights)
    else:
        _convert_to_taps(conv, builder, weights.reshape(*weights.shape[:2], -1))


def _convert_depthwise(conv: nn.ConvOp, builder: PlannedConvBuilder, weights: np.ndarray) -> None:
    """Each filter has one channel, so the weights need no order of their own."""
    builder.replace(
        plan.DepthwiseConvOp,
        {"weights": weights[:, 0]},
        strides=conv.strides,
        pads=nn.int_array(builder.window.begins),
        dilations=conv.dilations,
    )


def _convert_to_taps(conv: nn.ConvOp, builder: PlannedConvBuilder, weights: np.ndarray) -> None:
    sections, g = conv.group.value.data, builder.schedule.filters
    filters = np.concatenate([_blocks(s, len(weights) // sections, g) for s in range(sections)])
    channels, slices = weights.shape[1], builder.kernel_slices
    blocks = weights if filters.size == len(weights) else weights[filters]  # a copy only where blocks overlap
    packed = blocks.reshape(len(filters), g, channels, slices, -1).transpose(0, 3, 2, 4, 1)
    taps = _taps(builder, channels * sections).reshape(sections, channels, slices, -1).swapaxes(1, 2)
    count = channels * len(builder.taps)
    section = filters[:, 0] // (len(weights) // sections)
    counts = np.full((len(filters), slices), count // slices)
    tables = {
        "groups": builder.groups(section * count, np.arange(len(filters)) * count * g, counts),
        "filters": filters.astype(np.int32),
        "taps": taps.reshape(-1).astype(np.int32),
        "weights": packed.reshape(-1),
    }
    builder.replace(plan.TapConvOp, tables)


def _blocks(section: int, filters: int, g: int) -> np.ndarray:
    """The filters of one of ONNX's groups in blocks of g; the last block repeats the last filter."""
    blocks = -(-filters // g)
    return section * filters + np.minimum(np.arange(blocks * g), filters - 1).reshape(blocks, g)


def _taps(builder: PlannedConvBuilder, channels: int) -> np.ndarray:
    """C×E: the taps of every channel, by kernel entry."""
    return np.arange(channels)[:, None] * builder.channel_stride + builder.taps


@dataclass(frozen=True)
class ConvertNnConvToPlanPass(ModulePass):
    """Turn a scheduled dense `nn.conv` into `plan.tap_conv`: weights by block of filters, tap and filter. Or into
    `plan.depthwise_conv`, if the schedule says so.

    All blocks of one of ONNX's groups share its taps: every kernel entry of every channel. Each slice of a volume skips those that would
    read its padding alone. A strided convolution first splits
    its input into phases, in a buffer of its own; a depthwise kernel reads it in place.

    Preconditions: destination form, scheduled, buffers not yet planned (`memref.alloc`).

    Before:
    ```mlir
    nn.conv %x, %w bias(%b : memref<8xf32>) into(%y : …) {…, plan.schedule = #plan.schedule<tap, filters = 4, …>} : …
    ```
    After:
    ```mlir
    plan.tap_conv %x groups(%g : memref<2x3xi32>) filters(%f : memref<2x4xi32>) taps(%t : memref<36xi32>)
      weights(%p : memref<288xf32>) bias(%b : memref<8xf32>) into(%y : …) {schedule = #plan.schedule<tap, filters = 4, …>} : …
    ```
    """

    name = "convert-nn-conv-to-plan"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for conv in [o for o in op.walk() if isinstance(o, nn.ConvOp) and SCHEDULE in o.attributes]:
            _convert(conv)

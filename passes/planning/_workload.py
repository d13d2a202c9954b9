"""What the cost of a layer depends on, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...dialects import nn, pconv, plan
from ...dialects.nn.conv import ConvBase
from ...schemes import FKW, Structure
from ...schemes.block_pruned import BlockColumns, PackedBlocks
from ._convolutions import Window, group_of, is_depthwise, weight_shape

FLOAT = 4
"""Bytes of an f32."""


@dataclass(frozen=True)
class Workload:
    """One layer. Equal workloads cost the same, so they are hashable and kernels' answers can be kept.

    A dense convolution is one whose every kernel is kept, in groups of one filter.
    """

    kind: str
    """`conv`, or `linear` for a fully connected layer, whose images are rows and which has no window."""
    images: int
    filters: int
    channels: int
    """Of the input, all of them."""
    window: tuple[int, ...] = ()
    """Extents of a kernel."""
    strides: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    """Extents of an output plane."""
    positions: int = 1
    """Elements of a flattened output plane, the gaps of its rows included."""
    sections: int = 1
    """ONNX's `group`: each reads its own channels and makes its own filters."""
    pruned: bool = False
    """Whether the weights are packed as a sparsity scheme says."""
    group: int = 1
    """Filters that share channels and patterns, g."""
    entries: int = 1
    """Weights that a kernel keeps."""
    kernels: int = 0
    """Kernels kept, those of a group at one channel counted once."""
    runs: int = 0
    """Pairs of channel and pattern that some filter keeps."""
    depthwise: bool = False
    """Whether planes can be computed one by one; where it is strided, only so."""
    residual: bool = False
    halo: bool = False
    """Whether the destination promises zeros in its halo."""
    slice_positions: int = 0
    """In volumes, elements of a slice of the output from its first to its last, the gaps of its rows included."""
    slice_pitch: int = 0
    """In volumes, elements from slice to slice of the output."""
    inside: int = 0
    """In volumes, pairs of a slice of the output and one of the window that meet the input, not its padding."""

    @property
    def key(self) -> str:
        """The workload as text, `kind=conv filters=64 …`: what differs from the defaults."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        differing = ((name, value) for name, value in values if value != _DEFAULTS.get(name))
        return " ".join(f"{name}={_text(value)}" for name, value in differing)

    @property
    def products(self) -> int:
        """Multiply-adds of one output position, or row: weights stored."""
        return self.kernels * self.group * self.entries

    @property
    def pointwise(self) -> bool:
        """Whether kernels have one entry."""
        return prod(self.window) == 1

    @property
    def aligned(self) -> bool:
        """Whether every vector of input begins where one of the plane does: no tap shifts it."""
        return self.kind == "conv" and self.pointwise

    @property
    def phases(self) -> int:
        """Planes that a channel is split into because of its strides; 1 where it is read in place."""
        if all(s == 1 for s in self.strides):
            return 1
        return prod(min(s, k) for s, k in zip(self.strides, self.window, strict=True))

    @property
    def inside_share(self) -> float:
        """The share of products that are not by the padding before and behind a volume."""
        return self.inside / (self.outputs[0] * self.window[0]) if self.inside else 1.0

    @property
    def strided(self) -> bool:
        return any(s > 1 for s in self.strides)

    def slices(self, schedule: plan.ScheduleAttr) -> int:
        """Slices that a volume is computed in with this schedule, as `plan.slices_of` has it; otherwise one."""
        apart = (
            self.slice_pitch and not schedule.channels and schedule.tile * schedule.lanes <= self.slice_pitch
        )
        return self.outputs[0] if apart else 1

    def vectors(self, lanes: int) -> int:
        """Vectors of a flattened output plane."""
        return -(-self.positions // lanes)


_DEFAULTS = {field.name: field.default for field in fields(Workload)}


def _text(value: object) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value).lower()  # pyright: ignore


def conv_workload(
    conv: ConvBase, layout: plan.PlanarAttr, sparsity: Structure | FKW | None = None
) -> Workload:
    """The workload of a convolution whose result has this layout; `sparsity` where it is pruned."""
    filters, *_ = shape = weight_shape(conv)
    outputs, pitches = nn.shape_of(conv.answer)[2:], tuple(layout.get_strides()[2:])
    kept = _Kept(filters * shape[1], 0, prod(shape[2:])) if sparsity is None else _kept(sparsity)
    return Workload(
        kind="conv",
        images=nn.shape_of(conv.input)[0],
        filters=filters,
        channels=nn.shape_of(conv.input)[1],
        window=shape[2:],
        strides=Window.of(conv).strides,
        outputs=outputs,
        positions=outputs[0] * pitches[0],
        sections=group_of(conv),
        pruned=sparsity is not None,
        group=1 if sparsity is None else sparsity.group,
        entries=kept.entries,
        kernels=kept.kernels,
        runs=kept.runs,
        depthwise=is_depthwise(conv),
        residual=conv.residual is not None,
        halo=layout.zero_halo,
        **(_volume(conv, outputs, pitches) if len(outputs) > 2 else {}),
    )


def _volume(conv: ConvBase, outputs: tuple[int, ...], pitches: tuple[int, ...]) -> dict[str, int]:
    inside = Window.of(conv).slices_inside(nn.shape_of(conv.input)[2], outputs[0])
    return {
        "slice_positions": sum((n - 1) * pitch for n, pitch in zip(outputs[1:], pitches[1:], strict=True))
        + 1,
        "slice_pitch": pitches[0],
        "inside": sum(end - begin for begin, end in inside),
    }


class _Kept(NamedTuple):
    kernels: int
    runs: int
    entries: int


def _kept(sparsity: Structure | FKW) -> _Kept:
    """Counted alike in a structure and in weights packed by it."""
    channels, block = sparsity.shape[1], sparsity.block
    starts = np.arange(0, channels, block)
    in_block = np.minimum(block, channels - starts)
    keep = _keep(sparsity) if isinstance(sparsity, FKW) else sparsity.kernels
    return _Kept(
        kernels=int(keep.sum(axis=(0, 2)) @ in_block),
        runs=int(keep.any(axis=0).sum(axis=1) @ in_block),
        entries=sparsity.patterns[0].entries,
    )


def _keep(packed: FKW) -> NDArray[np.bool_]:
    """`[G, B, k]`: does this group of filters keep this pattern at this block of channels?"""
    keep = np.zeros((packed.groups, packed.blocks, len(packed.patterns)), bool)
    keep[packed.group_of_kernel(), packed.index, packed.pattern_of_kernel()] = True
    return keep


def linear_workload(
    layer: nn.GemmOp | pconv.LinearOp, structure: BlockColumns | PackedBlocks | None = None
) -> Workload:
    """The workload of a fully connected layer; `structure` where it is pruned."""
    rows, outputs = nn.shape_of(layer.answer)
    channels = nn.shape_of(layer.operands[0])[1]
    if structure is None:
        return Workload("linear", rows, outputs, channels, kernels=outputs * channels)
    columns = structure.columns
    return Workload("linear", rows, outputs, channels, pruned=True, group=structure.group, kernels=columns)


def planned_workload(layer: ConvBase | nn.GemmOp | pconv.LinearOp) -> Workload:
    """The workload of a layer in destination form."""
    assert layer.out is not None
    if isinstance(layer, nn.GemmOp):
        return linear_workload(layer)
    owner = layer.weight.owner
    if isinstance(layer, pconv.LinearOp):
        assert isinstance(owner, pconv.BlockConstantOp)
        return linear_workload(layer, owner.packed())
    packed = owner.fkw() if isinstance(owner, pconv.ConstantOp) else None
    layout = layer.out.type.layout  # pyright: ignore
    assert isinstance(layout, plan.PlanarAttr)
    return conv_workload(layer, layout, packed)

"""Choosing where the elements of every value lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import BlockArgument, OpResult, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter
from xdsl.utils.disjoint_set import DisjointSet

from ...diagnostics import IRError
from ...dialects import nn, plan
from ...dialects.nn.activation import ActivationOp
from ...dialects.nn.conv import ConvBase
from ...dialects.nn.elementwise import BinaryOp, UnaryOp
from ._convolutions import Window, is_depthwise, is_planned

LAYOUT = "plan.layout"
"""The discardable attribute that holds the layout of an operation's result."""

PAGE = 4096
"""Bytes after which cache sets repeat: planes this far apart would evict each other."""


@dataclass
class _Class:
    """Values whose rows must have the same pitch: what a stride-1 convolution reads, adds and writes."""

    extents: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    gaps: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])

    def pitches(self) -> tuple[int, ...]:
        """Strides of the spatial dimensions: rows as long as the longest, followed by the widest gap that a window wants."""
        pitches = [1]
        sizes = [max(e) for e in zip(*self.extents, strict=True)]
        gaps = [max(g, default=0) for g in zip(*self.gaps, strict=True)] or [0] * len(sizes)
        for size, gap in reversed(list(zip(sizes, gaps, strict=True))[1:]):
            pitches.insert(0, pitches[0] * (size + gap))
        return tuple(pitches)


@dataclass
class _Reads:
    """How far windows and vectors reach beyond a plane's interior, in elements from its begin."""

    before: int = 0
    end: int = 0
    padded: bool = False


def _tie(convs: list[ConvBase]) -> dict[SSAValue, _Class]:
    """The pitch class of every value that a planned convolution reads in place, adds, or writes.

    What an elementwise operation takes and makes joins one class: its planes are then walked flat, not row by row.
    """
    values = list(dict.fromkeys(v for conv in convs for v in _placed(conv)))
    sets = DisjointSet(values)
    for conv in convs:
        first, *others = _tied(conv)
        for other in others:
            sets.union_left(first, other)
    for value in values:
        for operand in _walked_with(value):
            if operand in values:
                sets.union_left(value, operand)
    classes: dict[SSAValue, _Class] = defaultdict(_Class)
    for value in values:
        classes[sets.find(value)].extents.append(nn.shape_of(value)[2:])
    for conv in convs:
        _require_room(classes[sets.find(conv.results[0])], classes[sets.find(_placed(conv)[-1])], conv)
    return {value: classes[sets.find(value)] for value in values}


def _tied(conv: ConvBase) -> tuple[SSAValue, ...]:
    residual = () if conv.residual is None else (conv.residual,)
    return (conv.results[0], *residual, *((conv.input,) if Window.of(conv).direct else ()))


def _walked_with(value: SSAValue) -> list[SSAValue]:
    """The operands, of equal shape, of the elementwise operation that makes a value."""
    if not isinstance(value.owner, UnaryOp | BinaryOp | ActivationOp):
        return []
    return [v for v in value.owner.operands if nn.shape_of(v) == nn.shape_of(value)]


def _placed(conv: ConvBase) -> tuple[SSAValue, ...]:
    """The values that need a layout for this convolution: its input last, if it is read in place."""
    strided = is_depthwise(conv) and not Window.of(conv).direct
    return (*_tied(conv), *((conv.input,) if strided else ()))


def _require_room(class_: _Class, source: _Class, conv: ConvBase) -> None:
    """Room in the class of what the convolution writes, or in that of its source, if it is read in place."""
    window = Window.of(conv)
    if window.direct or is_depthwise(conv):
        source.gaps.append(tuple(map(max, window.begins, window.ends)))
    else:  # a phase holds its padding, so its rows are longer than those of the result
        class_.extents.append(window.phase_size(nn.shape_of(conv.results[0])[2:]))


def _reach(convs: list[ConvBase], classes: dict[SSAValue, _Class], lanes: int) -> dict[SSAValue, _Reads]:
    reads: dict[SSAValue, _Reads] = defaultdict(_Reads)
    for conv in convs:
        window, pitches = Window.of(conv), classes[conv.results[0]].pitches()
        positions = _round_up(nn.shape_of(conv.results[0])[2] * pitches[0], lanes)
        for value in _tied(conv):
            reads[value].end = max(reads[value].end, positions)
        if window.direct or is_depthwise(conv):
            reach, source = _read(conv, positions, classes[conv.input].pitches(), lanes), reads[conv.input]
            source.before = max(source.before, -reach.start)
            source.end = max(source.end, reach.stop)
            source.padded |= any((*window.begins, *window.ends))
    return reads


def _read(conv: ConvBase, positions: int, pitches: tuple[int, ...], lanes: int) -> range:
    """What a convolution reads of a plane in place, in elements from the begin of its interior."""
    window = Window.of(conv)
    if window.direct:
        taps = window.taps(pitches)
        return range(int(taps.min()), positions + int(taps.max()))
    out = nn.shape_of(conv.results[0])[2:]
    return plan.depthwise_reach(
        pitches[0], out, window.kernel, window.strides, window.begins, window.dilations, lanes
    )


def _layout(value: SSAValue, pitches: tuple[int, ...], reads: _Reads, lanes: int) -> plan.PlanarAttr:
    shape = nn.shape_of(value)
    lead = _round_up(reads.before, lanes)
    plane = _round_up(lead + max(reads.end, shape[2] * pitches[0]), lanes)
    if plane * 4 % PAGE == 0:
        plane += lanes
    return plan.PlanarAttr.of((shape[1] * plane, plane, *pitches), lead, zero_halo=reads.padded)


def _round_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple


def layouts(module: ModuleOp, lanes: int) -> dict[SSAValue, plan.PlanarAttr]:
    """The layout of every value, in tensor form, that a planned convolution reads in place, adds, or writes."""
    convs = [op for op in module.walk() if isinstance(op, ConvBase) and is_planned(op)]
    classes = _tie(convs)
    reads = _reach(convs, classes, lanes)
    return {value: _layout(value, class_.pitches(), reads[value], lanes) for value, class_ in classes.items()}


def _copy_arguments(convs: Iterable[ConvBase]) -> None:
    """Give function arguments and constants that a window reads in place a copy of their own, which can have a layout."""
    copies: dict[SSAValue, SSAValue] = {}
    for conv in convs:
        for value in _placed(conv):
            if isinstance(value, BlockArgument) or isinstance(value.owner, nn.ConstantOp):
                if value not in copies:
                    copies[value] = _copy(value, conv)
                image, weight, *others = conv.operands  # a constant may be both image and weight
                conv.operands = [copies.get(image, image), weight, *(copies.get(o, o) for o in others)]


def _copy(value: SSAValue, before: ConvBase) -> SSAValue:
    copy = nn.IdentityOp.build_inferred((value,), {})
    copy.location = before.location
    Rewriter.insert_op(copy, InsertPoint.before(before))
    return copy.results[0]


@dataclass(frozen=True)
class AssignLayoutsPass(ModulePass):
    """Give every value that a convolution touches a planar layout, `#plan.planar`; all others stay dense.

    A stride-1 convolution runs along the flattened plane, so what it reads, adds and writes must have rows of equal pitch: these values form
    a class, whose pitch is that of its longest row plus the widest padding. (A strided convolution reads a copy split into phases, a strided
    depthwise one reads its input in place, at a pitch of its own; both tie only what they write and add.) An elementwise operation between such
    values ties them too, so that it can walk whole planes. Each plane then gets room for what windows and whole vectors reach before and
    behind it, and promises zeros there if a window is padded. Planes a multiple of 4096 bytes apart would share cache sets
    and are moved by one vector.

    Preconditions: tensor form; the weights of planned convolutions are constants.

    Before:
    ```mlir
    %y = nn.conv %x, %w {pads = array<i64: 1, 1, 1, 1>, …} : tensor<1x4x4x4xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x4x4xf32>
    ```
    After:
    ```mlir
    %c = nn.identity %x {plan.layout = #plan.planar<[224, 56, 5, 1], lead = 8, zero_halo>} : …
    %y = nn.conv %c, %w {pads = array<i64: 1, 1, 1, 1>, plan.layout = #plan.planar<[160, 20, 5, 1], lead = 0>, …} : …
    ```
    """

    name = "assign-layouts"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        lanes = plan.target_of(op).lanes
        convs = [o for o in op.walk() if isinstance(o, ConvBase) and is_planned(o)]
        for conv in convs:
            if conv.out is not None:
                raise IRError(
                    f"'{conv.name}' has a buffer already; assign-layouts must run before bufferize", conv
                )
        _copy_arguments(convs)
        for value, layout in layouts(op, lanes).items():
            assert isinstance(value, OpResult) and isinstance(value.type, TensorType)
            value.op.attributes[LAYOUT] = layout

"""Planned convolutions: sums of shifted, flattened planes.

In a planar buffer (`#plan.planar`) a kernel entry is a constant offset, so every convolution of stride 1 – dense, pruned,
grouped, depthwise, in any number of dimensions – is

    out[n, f][p] = activation(Σ_k w_k · x[n][tap_k + p] + bias[f] + residual[n, f][p]),  0 ≤ p < lanes·⌈extent/lanes⌉

where p runs over the flattened plane (its rows and their gaps, `extent` elements), in whole vectors, and `tap_k` is the offset, from the begin of the interior of channel 0, of the kernel entry's channel plus its
shift. Strided ones read planes that `plan.phase_split` has split. Rows' gaps receive meaningless sums; where the destination promises a zero halo, `mask`
(an i32 for each position, 0 in the halo and −1 elsewhere) selects zero there, and the kernel clears lead and tail of each plane.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import DenseArrayBase, Float32Type, MemRefType, f32, i32
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    AttrSizedOperandSegments,
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    operand_def,
    opt_operand_def,
    opt_prop_def,
    prop_def,
)

from ..nn import ActivationAttr, element_of, int_array, ints, is_memref, shape_of
from ..nn._base import require
from .layout import PlanarAttr, lead_of, strides_of
from .schedule import ScheduleAttr

_EPILOGUE = (
    "`bias` `(` $bias `:` type($bias) `)`"
    "(`residual` `(` $residual^ `:` type($residual) `)`)?"
    "(`mask` `(` $mask^ `:` type($mask) `)`)?"
    "`into` `(` $out `:` type($out) `)` attr-dict `:` type($input)"
)


class PlannedConv(IRDLOperation):
    """What both planned convolutions have: source, epilogue, destination, schedule, and the constraints on them.

    C1: input, residual and destination are planar f32 buffers with equal batch size; destination and residual have equal shapes.
    C2: input, residual and destination agree in the strides inside a plane.
    C3: the flattened plane, rounded up to whole vectors, holds at least `tile` vectors and fits the planes of destination and residual.
    C4: bias holds an f32 for each filter.
    C5: the mask, one i32 a position, comes exactly when the destination promises a zero halo.
    C6: a halo of zeros is whole vectors before and behind the positions of a plane.
    """

    input = operand_def(MemRefType)
    bias = operand_def(MemRefType)
    residual = opt_operand_def(MemRefType)
    mask = opt_operand_def(MemRefType)
    out = operand_def(MemRefType)
    schedule = prop_def(ScheduleAttr)
    activation = opt_prop_def(ActivationAttr)

    @property
    def positions(self) -> int:
        """Positions of the flattened plane that are computed: its extent, in whole vectors."""
        return plane_positions(self.out.type, self.schedule.lanes)

    def verify_epilogue(self) -> None:
        buffers = [self.input, self.out, *([self.residual] if self.residual is not None else [])]
        require(
            all(is_planar(b) and shape_of(b)[0] == shape_of(self.out)[0] for b in buffers)
            and (self.residual is None or shape_of(self.residual) == shape_of(self.out)),
            "C1: input, residual and destination must be planar f32 buffers with equal batch size, the last two of equal shape",
        )
        inner = inner_strides(self.out.type)
        require(
            all(strides_of(b)[-len(inner) :] == inner for b in buffers),
            f"C2: input, residual and destination must agree in the strides inside a plane, {list(inner)}",
        )
        require(
            self.positions >= self.schedule.tile * self.schedule.lanes
            and all(lead_of(b) + self.positions <= strides_of(b)[1] for b in buffers[1:]),
            f"C3: a plane of {self.positions} positions does not fit its buffers or is shorter than a tile",
        )
        require(
            shape_of(self.bias) == (shape_of(self.out)[1],)
            and isinstance(element_of(self.bias), Float32Type),
            "C4: bias must hold an f32 for each filter",
        )
        assert is_memref(self.out.type) and isinstance(self.out.type.layout, PlanarAttr)
        require(
            (self.mask is not None) == self.out.type.layout.zero_halo
            and (
                self.mask is None
                or (shape_of(self.mask) == (self.positions,) and element_of(self.mask) == i32)
            ),
            f"C5: a destination with a zero halo, and only that, needs a mask of {self.positions} i32",
        )
        require(
            self.mask is None
            or lead_of(self.out) % self.schedule.lanes == strides_of(self.out)[1] % self.schedule.lanes == 0,
            f"C6: lead and plane of a destination with a zero halo must be multiples of {self.schedule.lanes}",
        )


@irdl_op_definition
class TapConvOp(PlannedConv):
    """Convolution over groups of filters that share their taps; the accumulators stay in registers.

    Group j (of G) has g = `filters` filters, `filters[j, 0…g)`. Its taps are `taps[first … first + count)` with weights
    `weights[w + k·g + a]` for tap k and filter a, where (first, count, w) = `groups[j]`. A tap is an offset in elements from the begin of
    the interior of channel 0. A short last group repeats its last filter. Where the taps come in B blocks of channels, `groups[b·G + j]`
    has those of block b. A volume (three spatial dimensions or more) is computed slice by slice along the first of them, and
    `groups[s·G + j]` has the taps for slice s: those that would read padding alone are left out.

    ```mlir
    plan.tap_conv %x groups(%g : memref<2x3xi32>) filters(%f : memref<2x4xi32>) taps(%t : memref<36xi32>)
      weights(%w : memref<288xf32>) bias(%b : memref<8xf32>) into(%y : memref<1x8x4x4xf32, #plan.planar<[384, 48, 5, 1], lead = 16>>)
      {schedule = #plan.schedule<tap, filters = 4, tile = 1, lanes = 16, order = tile>}
      : memref<1x4x4x4xf32, #plan.planar<[192, 48, 5, 1], lead = 16, zero_halo>>
    ```

    C1–C6 as in `PlannedConv`.
    C7: groups is S·B·G×3 i32 with S `slices`, filters G×g i32, taps a row of i32, weights a row of f32; B is 1 unless the schedule
    has `channels`, and S is 1 then.
    """

    name = "plan.tap_conv"
    groups = operand_def(MemRefType)
    filters = operand_def(MemRefType)
    taps = operand_def(MemRefType)
    weights = operand_def(MemRefType)

    irdl_options = (ParsePropInAttrDict(), AttrSizedOperandSegments(as_property=True))
    assembly_format = (
        "$input `groups` `(` $groups `:` type($groups) `)` `filters` `(` $filters `:` type($filters) `)`"
        "`taps` `(` $taps `:` type($taps) `)` `weights` `(` $weights `:` type($weights) `)`" + _EPILOGUE
    )

    @property
    def blocks(self) -> int:
        """Blocks of channels, B."""
        return shape_of(self.groups)[0] // shape_of(self.filters)[0] if self.schedule.channels else 1

    @property
    def slices(self) -> int:
        """Slices of the plane, each with taps of its own, S."""
        return slices_of(self.out.type, self.schedule)

    def verify_(self) -> None:
        self.verify_epilogue()
        g = self.schedule.filters
        tables = (element_of(self.groups), element_of(self.filters), element_of(self.taps))
        require(
            shape_of(self.groups)[1:] == (3,)
            and shape_of(self.filters)[1:] == (g,)
            and shape_of(self.groups)[0] == self.slices * self.blocks * shape_of(self.filters)[0]
            and len(shape_of(self.taps)) == len(shape_of(self.weights)) == 1
            and all(t == i32 for t in tables)
            and element_of(self.weights) == f32,
            f"C7: groups must be {'B' if self.slices == 1 else self.slices}·G×3 i32, filters G×{g} i32, taps a row of i32 and weights a row of f32",
        )


@irdl_op_definition
class RunConvOp(PlannedConv):
    """Convolution (channel, pattern)-outer: a run is all kernels of one channel and one pattern.

    Run r has the n taps `runs[r, 0…n)` and the kernels `runs[r, n] ≤ k < runs[r, n + 1]`; kernel k belongs to filter `filters[k]` and has the weights
    `weights[k·n … k·n + n)`. The input vectors of a run are loaded once for all its kernels. Block b of filters, those of
    [b·`schedule.filters`, (b+1)·`schedule.filters`), has the runs `blocks[b] ≤ r < blocks[b + 1]`.

    ```mlir
    plan.run_conv %x blocks(%k : memref<2xi32>) runs(%r : memref<12x6xi32>) filters(%f : memref<40xi32>)
      weights(%w : memref<160xf32>) bias(%b : memref<8xf32>) into(%y : …) {schedule = #plan.schedule<run, …>} : …
    ```

    C1–C6 as in `PlannedConv`.
    C7: blocks is B+1 i32 with B blocks covering the filters; runs is R×(n+2) i32, filters K i32, weights K·n f32.
    """

    name = "plan.run_conv"
    blocks = operand_def(MemRefType)
    runs = operand_def(MemRefType)
    filters = operand_def(MemRefType)
    weights = operand_def(MemRefType)

    irdl_options = (ParsePropInAttrDict(), AttrSizedOperandSegments(as_property=True))
    assembly_format = (
        "$input `blocks` `(` $blocks `:` type($blocks) `)` `runs` `(` $runs `:` type($runs) `)`"
        "`filters` `(` $filters `:` type($filters) `)` `weights` `(` $weights `:` type($weights) `)`"
        + _EPILOGUE
    )

    @property
    def entries(self) -> int:
        """Entries n of a pattern."""
        return shape_of(self.runs)[1] - 2

    def verify_(self) -> None:
        self.verify_epilogue()
        blocks = -(-shape_of(self.out)[1] // self.schedule.filters)
        kernels = prod(shape_of(self.filters))
        require(
            shape_of(self.blocks) == (blocks + 1,)
            and len(shape_of(self.runs)) == 2
            and self.entries >= 1
            and len(shape_of(self.filters)) == 1
            and shape_of(self.weights) == (kernels * self.entries,)
            and all(element_of(t) == i32 for t in (self.blocks, self.runs, self.filters))
            and element_of(self.weights) == f32,
            f"C7: blocks must be {blocks + 1} i32, runs R×(n+2) i32, filters K i32 and weights K·n f32",
        )


@irdl_op_definition
class PhaseSplitOp(IRDLOperation):
    """Pad a tensor and split its positions by their residue, so that a strided window becomes a stride-1 window.

        out[n, c, φ, i…] = padded[n, c, i·stride + φ…]  with zero outside the input; φ counts the phases row-major.

    out is N×C×Φ×D'…, where the last r dimensions are positions; only the phases that `phases` counts in each dimension are kept (a window
    of size 1 reads phase 0 alone).

    ```mlir
    plan.phase_split %x into(%y : memref<1x3x4x115x115xf32>) {strides = array<i64: 2, 2>, pads = array<i64: 3, 3>,
      phases = array<i64: 2, 2>} : memref<1x3x224x224xf32>
    ```

    C1: input is N×C×D… and out N×C×Φ×D'… with r spatial dimensions each, equal element types, Φ the product of `phases`.
    C2: strides, pads and phases hold r ≥ 1 numbers, 1 ≤ phases ≤ strides, pads ≥ 0.
    """

    name = "plan.phase_split"
    input = operand_def(MemRefType)
    out = operand_def(MemRefType)
    strides = prop_def(DenseArrayBase)
    pads = prop_def(DenseArrayBase)
    phases = prop_def(DenseArrayBase)
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "$input `into` `(` $out `:` type($out) `)` attr-dict `:` type($input)"

    @classmethod
    def of(
        cls, x: SSAValue, out: SSAValue, strides: Sequence[int], pads: Sequence[int], phases: Sequence[int]
    ) -> PhaseSplitOp:
        properties: dict[str, Attribute] = {
            "strides": int_array(strides),
            "pads": int_array(pads),
            "phases": int_array(phases),
        }
        return cls.build(operands=(x, out), properties=properties)

    def verify_(self) -> None:
        x, out = shape_of(self.input), shape_of(self.out)
        r = len(x) - 2
        strides, pads, phases = ints(self.strides), ints(self.pads), ints(self.phases)
        require(
            len(strides) == len(pads) == len(phases) == r >= 1
            and all(1 <= p <= s for p, s in zip(phases, strides, strict=True))
            and min(pads) >= 0,
            f"C2: strides, pads and phases must hold {r} numbers, with 1 ≤ phases ≤ strides and pads ≥ 0",
        )
        require(
            len(out) == r + 3
            and out[:2] == x[:2]
            and out[2] == prod(phases)
            and element_of(self.input) == element_of(self.out),
            f"C1: the phases of {x} must have the shape {x[:2]}×{prod(phases)}×positions, got {out}",
        )


def is_planar(value: SSAValue) -> bool:
    """Whether the value is a planar f32 buffer, with a stride for each dimension."""
    return (
        is_memref(value.type)
        and isinstance(value.type.layout, PlanarAttr)
        and len(value.type.layout.strides) == value.type.get_num_dims()
        and value.type.element_type == f32
    )


def inner_strides(buffer: Attribute) -> tuple[int, ...]:
    """Strides of the spatial dimensions of an N×C×D… buffer."""
    return strides_of(buffer)[2:]


def plane_positions(buffer: Attribute, lanes: int) -> int:
    """Positions of the flattened plane of an N×C×D… buffer, rounded up to whole vectors."""
    assert is_memref(buffer)
    extent = buffer.get_shape()[2] * inner_strides(buffer)[0]
    return -(-extent // lanes) * lanes


def slices_of(buffer: Attribute, schedule: ScheduleAttr) -> int:
    """Slices that the plane of an N×C×D… buffer is computed in: one for each step of the first of three or more spatial dimensions.

    One, where a tile is longer than a slice with the gap behind it, or where sums wait for blocks of channels.
    """
    assert is_memref(buffer)
    pitches = inner_strides(buffer)
    apart = len(pitches) > 2 and not schedule.channels and schedule.tile * schedule.lanes <= pitches[0]
    return buffer.get_shape()[2] if apart else 1


def slice_positions(buffer: Attribute) -> int:
    """Positions of a slice of the plane of an N×C×D… buffer, from its first to its last element."""
    assert is_memref(buffer)
    pitches, shape = inner_strides(buffer)[1:], buffer.get_shape()[3:]
    return sum((n - 1) * pitch for n, pitch in zip(shape, pitches, strict=True)) + 1

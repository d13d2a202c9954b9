"""Convolutions without a kernel of their own → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..diagnostics import IRError
from ..dialects import nn, pconv
from ..dialects.nn.conv import ConvBase
from ..passes.planning._convolutions import Window, group_of
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, shape_of
from ._windows import Axis, axes_of, window_rows


def _axes(conv: ConvBase, out: SSAValue) -> list[Axis]:
    w = Window.of(conv)
    sizes, counts = shape_of(conv.input)[2:], shape_of(out)[2:]
    return axes_of(sizes, counts, w.kernel, w.strides, (*w.begins, *w.ends), w.dilations)


def _lower(conv: ConvBase, out: SSAValue) -> None:
    """A row of the result is filled with the bias, then takes one row of every window after the other."""
    e, axes = LoopEmitter(conv), _axes(conv, out)
    channels = shape_of(conv.weight)[1]
    with e.nest((*shape_of(out)[:-1], 1)) as (image, filter_, *rows, _):
        at = [image, filter_, *rows]
        bias = e.constant(0.0, nn.element_of(out)) if conv.bias is None else e.load(conv.bias, filter_)
        with e.loop(0, axes[-1].count) as column:
            e.store(bias, out, *at, column)
        section = e.div(filter_, shape_of(out)[1] // group_of(conv))
        with e.loop(0, channels) as c, window_rows(e, axes[:-1], rows) as (kernel, source):
            input_row = [image, e.add(e.mul(section, channels), c), *source]
            with e.loop(0, axes[-1].kernel) as k:
                _add_column(e, conv, axes[-1], (k, [filter_, c, *kernel]), input_row, at)
        _finish(e, conv, out, axes[-1].count, at)


def _add_column(
    e: LoopEmitter,
    conv: ConvBase,
    axis: Axis,
    weight: tuple[Index, list[Index]],
    source: list[Index],
    at: list[Index],
) -> None:
    """Add one weight times the elements of an input row that it meets to a row of the result."""
    assert conv.out is not None
    k, row = weight
    w = e.load(conv.weight, *row, k)
    with e.loop(*axis.windows(e, k)) as o:
        product = e.mul_f(w, e.load(conv.input, *source, axis.position(e, o, k)))
        e.store(e.add_f(e.load(conv.out, *at, o), product), conv.out, *at, o)


def _finish(e: LoopEmitter, conv: ConvBase, out: SSAValue, count: int, at: list[Index]) -> None:
    if conv.residual is None and conv.activation is None:
        return
    with e.loop(0, count) as column:
        y = e.load(out, *at, column)
        if conv.residual is not None:
            y = e.add_f(y, e.load(conv.residual, *at, column))
        e.store(emit_activation(e, conv.activation, y), out, *at, column)


@dataclass(frozen=True)
class ConvertNnConvToLoopsPass(ModulePass):
    """Write convolutions that have no kernel of their own – computed weights, elements other than f32 – as a plain loop nest.

    Rows outside the input are skipped by the bounds of the loops over the window, columns by those of the innermost loop over a
    row of the result, so no element needs a test. A `pconv.conv` whose weights are computed is one of them: its zeros are
    multiplied.

    Preconditions: destination form; the weights are a buffer, not packed.

    Before:
    ```mlir
    nn.conv %x, %w into(%y : memref<1x8x6xf32>) {…} : memref<1x4x8xf32>, memref<8x4x3xf32>
    ```
    After:
    ```mlir
    scf.for %filter = %begin to %end step %one {
      …
      scf.for %c = %zero to %four step %one {
        scf.for %k = %zero to %three step %one {
          %w0 = memref.load %w[%filter, %c, %k] : memref<8x4x3xf32>
          scf.for %o = %zero to %six step %one {
            %x0 = memref.load %x[%image, %c, %position] : memref<1x4x8xf32>
            …
    ```
    """

    name = "convert-nn-conv-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for conv in [o for o in op.walk() if isinstance(o, ConvBase)]:
            if conv.out is None:
                continue
            if isinstance(conv.weight.type, pconv.FKWType):
                raise IRError(f"packed weights of {conv.weight.type.element_type} have no kernel", conv)
            _lower(conv, conv.out)
            Rewriter.erase_op(conv)

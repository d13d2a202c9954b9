"""Matrix products of values → loops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import arith
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ..dialects import nn
from ._activations import emit_activation
from ._loops import Index, LoopEmitter, shape_of


def _lower_gemm(op: nn.GemmOp) -> None:
    """A row of the result is filled with beta · c, then takes alpha · a[i,k] · row k of b for every k."""
    e, out = LoopEmitter(op), op.out
    assert out is not None
    rows, columns = shape_of(out)
    depth = shape_of(op.a)[0 if op.trans_a.value.data else 1]
    with e.nest((rows, 1)) as (i, _):
        with e.loop(0, columns) as j:
            e.store(_addend(e, op, i, j, out), out, i, j)
        with e.loop(0, depth) as k:
            a = e.load(op.a, *((k, i) if op.trans_a.value.data else (i, k)))
            a = e.mul_f(a, e.constant(op.alpha.value.data, a.type))
            with e.loop(0, columns) as j:
                b = e.load(op.b, *((j, k) if op.trans_b.value.data else (k, j)))
                e.store(e.add_f(e.load(out, i, j), e.mul_f(a, b)), out, i, j)
        with e.loop(0, columns) as j:
            e.store(emit_activation(e, op.activation, e.load(out, i, j)), out, i, j)


def _addend(e: LoopEmitter, op: nn.GemmOp, i: Index, j: Index, out: SSAValue) -> SSAValue:
    element = nn.element_of(out)
    if op.c is None:
        return e.constant(0.0, element)
    shape = shape_of(op.c)
    at = [0 if n == 1 else index for n, index in zip(shape, (i, j)[2 - len(shape) :], strict=True)]
    return e.mul_f(e.load(op.c, *at), e.constant(op.beta.value.data, element))


def _lower_matmul(op: nn.MatmulOp) -> None:
    """As a gemm for every matrix of the stack; a vector is one row or one column."""
    e, out = LoopEmitter(op), op.out
    assert out is not None
    lhs, rhs = shape_of(op.lhs), shape_of(op.rhs)
    depth = lhs[-1]
    rows: tuple[int, ...] = lhs[-2:-1] if len(lhs) > 1 else ()
    columns: tuple[int, ...] = rhs[-1:] if len(rhs) > 1 else ()
    stack = shape_of(out)[: len(shape_of(out)) - len(rows) - len(columns)]
    zero = e.constant(0, nn.element_of(out))
    with e.nest((*stack, *rows, 1)) as (*at, _):
        s, i = at[: len(stack)], at[len(stack) :]
        with e.loop(0, columns[0] if columns else 1) as j:
            e.store(zero, out, *at, *([j] if columns else []))
        with e.loop(0, depth) as k:
            a = e.load(op.lhs, *_of_stack(lhs[:-2], s), *i, k)
            with e.loop(0, columns[0] if columns else 1) as j:
                to = [*at, *([j] if columns else [])]
                b = e.load(op.rhs, *_of_stack(rhs[:-2], s), k, *([j] if columns else []))
                e.store(_add_product(e, e.load(out, *to), a, b), out, *to)


def _of_stack(shape: tuple[int, ...], at: list[Index]) -> list[Index]:
    """Which matrix of an operand's stack: leading dimensions broadcast."""
    tail = at[len(at) - len(shape) :]
    return [0 if n == 1 else i for n, i in zip(shape, tail, strict=True)]


def _add_product(e: LoopEmitter, total: SSAValue, a: SSAValue, b: SSAValue) -> SSAValue:
    if nn.is_float(total.type):
        return e.add_f(total, e.mul_f(a, b))
    return e.insert(arith.AddiOp(total, e.insert(arith.MuliOp(a, b))))


@dataclass(frozen=True)
class ConvertNnMatmulToLoopsPass(ModulePass):
    """Write `nn.matmul` and `nn.gemm` as loops over rows, depth and columns; the innermost runs along a row, so LLVM vectorises it.

    Layers with constant weights become `plan.linear` before this; here are products of two values.

    Preconditions: destination form.

    Before:
    ```mlir
    nn.matmul %a, %b into(%y : memref<2x8xf32>) : memref<2x4xf32>, memref<4x8xf32>
    ```
    After:
    ```mlir
    scf.for %i = %begin to %end step %one {
      scf.for %k = %zero to %four step %one {
        %a0 = memref.load %a[%i, %k] : memref<2x4xf32>
        scf.for %j = %zero to %eight step %one {
          %b0 = memref.load %b[%k, %j] : memref<4x8xf32>
          …
    ```
    """

    name = "convert-nn-matmul-to-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            match inner:
                case nn.GemmOp(out=out) if out is not None:
                    _lower_gemm(inner)
                case nn.MatmulOp(out=out) if out is not None:
                    _lower_matmul(inner)
                case _:
                    continue
            Rewriter.erase_op(inner)

"""Where threads must wait for each other."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import func
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ...diagnostics import IRError
from ...dialects import pconv, plan
from ._program import entries

Interval = tuple[SSAValue, int, int]
"""Bytes [begin, end) behind an argument of the program."""


def _interval(buffer: SSAValue) -> Interval | None:
    """The memory of a buffer; None for weights, which nobody writes."""
    match buffer.owner:
        case plan.ViewOp() as view:
            begin = view.offset.value.data
            return view.arena, begin, begin + plan.bytes_of(view.result.type)
        case plan.AliasOp() as alias:
            return _interval(alias.source)
        case plan.WeightOp() | pconv.ConstantOp() | pconv.BlockConstantOp():
            return None
        case Operation() as op:
            raise IRError(f"the buffer of '{op.name}' has no place yet; plan-memory must run first", op)
        case _:
            return buffer, 0, plan.bytes_of(buffer.type)


def _overlap(a: Interval, b: Interval) -> bool:
    return a[0] is b[0] and a[1] < b[2] and b[1] < a[2]


def _accesses(op: Operation) -> tuple[list[Interval], list[Interval]]:
    """What a layer reads and writes: its last operand is its destination."""
    intervals = [_interval(operand) for operand in op.operands]
    return [i for i in intervals[:-1] if i is not None], [i for i in intervals[-1:] if i is not None]


def _place(function: func.FuncOp) -> None:
    reads: list[Interval] = []
    writes: list[Interval] = []
    for op in list(function.body.block.ops):
        if isinstance(op, plan.BarrierOp):
            reads, writes = [], []
        if op.results or not op.operands or isinstance(op, plan.TimestampOp):
            continue
        r, w = _accesses(op)
        if any(_overlap(a, b) for a in (*r, *w) for b in writes) or any(
            _overlap(a, b) for a in w for b in reads
        ):
            barrier = plan.BarrierOp()
            barrier.location = op.location
            Rewriter.insert_op(barrier, InsertPoint.before(op))
            reads, writes = [], []
        reads, writes = [*reads, *r], [*writes, *w]


@dataclass(frozen=True)
class PlaceBarriersPass(ModulePass):
    """Put a `plan.barrier` before every layer that touches what another layer has written, or writes what another has read, since the last
    barrier. Layers that are independent of each other run without waiting.

    Preconditions: memory is planned.

    Before:
    ```mlir
    nn.relu %x into(%t : memref<1x4xf32>) : memref<1x4xf32>
    nn.tanh %t into(%y : memref<1x4xf32>) : memref<1x4xf32>
    ```
    After:
    ```mlir
    nn.relu %x into(%t : memref<1x4xf32>) : memref<1x4xf32>
    plan.barrier
    nn.tanh %t into(%y : memref<1x4xf32>) : memref<1x4xf32>
    ```
    """

    name = "place-barriers"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for entry in entries(op):
            _place(entry)

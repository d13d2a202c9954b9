"""Taking the time of every layer."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import func
from xdsl.dialects.builtin import FunctionType, MemRefType, ModuleOp, i8, i64
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ...diagnostics import IRError
from ...dialects import nn, plan
from ._program import entries, layers
from .plan_memory import aligned

_ROW = plan.ALIGNMENT // 8
"""Rows are whole cache lines of times, so that threads do not write to one line."""


def _insert(entry: func.FuncOp, threads: int) -> None:
    steps = layers(entry)
    row = -(-2 * len(steps) // _ROW) * _ROW
    times = _grow_arena(entry, MemRefType(i64, [threads, max(row, _ROW)]))
    for number, layer in enumerate(steps):
        begin, end = (plan.TimestampOp.of(times, slot) for slot in (2 * number, 2 * number + 1))
        begin.location = end.location = layer.location
        Rewriter.insert_op(begin, InsertPoint.before(layer))
        Rewriter.insert_op(end, InsertPoint.after(layer))


def _grow_arena(entry: func.FuncOp, buffer: MemRefType) -> SSAValue:
    """A buffer behind all others in the arena, which nothing else ever touches."""
    block = entry.body.block
    arena = block.args[0] if block.args else None
    if arena is None or arena.type != MemRefType(i8, nn.shape_of(arena)):
        raise IRError(f"'{entry.sym_name.data}' has no arena; plan-memory must run first", entry)
    offset = aligned(nn.shape_of(arena)[0])
    arena = Rewriter.replace_value_with_new_type(arena, MemRefType(i8, [offset + plan.bytes_of(buffer)]))
    entry.properties["function_type"] = FunctionType.from_lists([a.type for a in block.args], [])
    view = plan.ViewOp.of(arena, offset, buffer)
    Rewriter.insert_op(view, InsertPoint.at_start(block))
    return view.result


@dataclass(frozen=True)
class InsertTimestampsPass(ModulePass):
    """Write the time before and after every layer into a buffer at the end of the arena, a row for each thread: step s of the program, counted
    from 0, begins at slot 2s and ends at slot 2s + 1. Barriers lie between the two of different layers, so waiting counts for none.

    Preconditions: memory is planned, and barriers are placed.

    Options:

    - `threads`: how many threads run the program at most.

    Before:
    ```mlir
    func.func @main(%arena: memref<64xi8>, …) attributes {plan.entry} {
      nn.relu %x into(%y : memref<4xf32>) : memref<4xf32>
    ```
    After:
    ```mlir
    func.func @main(%arena: memref<128xi8>, …) attributes {plan.entry} {
      %times = plan.view %arena {offset = 64 : i64} : memref<128xi8> to memref<1x8xi64>
      plan.timestamp into(%times : memref<1x8xi64>) {slot = 0 : i64}
      nn.relu %x into(%y : memref<4xf32>) : memref<4xf32>
      plan.timestamp into(%times : memref<1x8xi64>) {slot = 1 : i64}
    ```
    """

    name = "insert-timestamps"

    threads: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for entry in entries(op):
            _insert(entry, self.threads)

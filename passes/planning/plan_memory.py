"""Placing every buffer in the arena and every weight in the blob."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import func, memref
from xdsl.dialects.builtin import (
    ArrayAttr,
    DictionaryAttr,
    FunctionType,
    IntegerAttr,
    MemRefType,
    ModuleOp,
    i8,
    i64,
)
from xdsl.ir import Attribute, Block, Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import Rewriter

from ...dialects import pconv, plan
from ._program import entries

BARRIER_BYTES = 64
"""Room for the state of the barrier at which threads wait for each other."""


@dataclass
class Buffer:
    """A buffer that needs memory while the operations number `first` to `last` of the program run."""

    alloc: memref.AllocOp
    first: int
    last: int
    offset: int = 0

    @property
    def size(self) -> int:
        return aligned(plan.bytes_of(self.alloc.memref.type))

    def meets(self, other: Buffer) -> bool:
        """Whether both live at the same time."""
        return self.first <= other.last and other.first <= self.last


def _lifetimes(block: Block) -> list[Buffer]:
    """From the first to the last operation that touches a buffer or an alias of it."""
    number = {op: i for i, op in enumerate(block.ops)}
    return [
        Buffer(op, min(uses), max(uses))
        for op in block.ops
        if isinstance(op, memref.AllocOp) and (uses := [number[u] for u in _users(op.memref)])
    ]


def _users(buffer: SSAValue) -> list[Operation]:
    users: list[Operation] = []
    for use in buffer.uses:
        alias = isinstance(use.operation, plan.AliasOp)
        users += _users(use.operation.results[0]) if alias else [use.operation]
    return users


def _place(buffers: list[Buffer]) -> int:
    """Give each buffer, the largest first, the lowest offset where no buffer alive at the same time lies; return the arena's size."""
    placed: list[Buffer] = []
    for buffer in sorted(buffers, key=lambda b: (-b.size, b.first)):
        for other in sorted((p for p in placed if p.meets(buffer)), key=lambda p: p.offset):
            if buffer.offset + buffer.size <= other.offset:
                break
            buffer.offset = max(buffer.offset, other.offset + other.size)
        placed.append(buffer)
    return max((b.offset + b.size for b in placed), default=plan.ALIGNMENT)


def aligned(size: int) -> int:
    """The next multiple of the alignment of buffers."""
    return -(-size // plan.ALIGNMENT) * plan.ALIGNMENT


def _blob_offsets(weights: list[plan.WeightOp]) -> tuple[dict[Attribute, int], int]:
    """Where each distinct value lies in the blob, and the blob's size."""
    offsets: dict[Attribute, int] = {}
    end = 0
    for weight in weights:
        if weight.value not in offsets:
            offsets[weight.value] = end
            end += aligned(plan.bytes_of(weight.result.type))
    return offsets, max(end, plan.ALIGNMENT)


def _plan(function: func.FuncOp) -> None:
    block = function.body.block
    buffers = _lifetimes(block)
    weights = [op for op in block.ops if isinstance(op, plan.WeightOp) and op.blob is None]
    offsets, blob_size = _blob_offsets(weights)
    arena, blob = _add_arguments(function, _place(buffers), blob_size)
    for buffer in buffers:
        view = plan.ViewOp.of(arena, buffer.offset, buffer.alloc.memref.type)
        view.location = buffer.alloc.location
        Rewriter.replace_op(buffer.alloc, view)
    for weight in weights:
        placed = plan.WeightOp.build(
            operands=(blob,),
            properties={"value": weight.value, "offset": IntegerAttr(offsets[weight.value], i64)},
            result_types=(weight.result.type,),
        )
        placed.location = weight.location
        Rewriter.replace_op(weight, placed)


def _add_arguments(function: func.FuncOp, arena_size: int, blob_size: int) -> tuple[SSAValue, SSAValue]:
    block, count = function.body.block, len(function.body.block.args)
    sizes = {"arena": arena_size, "blob": blob_size, "barrier": BARRIER_BYTES}
    for i, (name, size) in enumerate(sizes.items()):
        block.insert_arg(MemRefType(i8, [size]), i).name_hint = name
    function.properties["function_type"] = FunctionType.from_lists([a.type for a in block.args], [])
    known = function.arg_attrs or [DictionaryAttr({})] * count
    function.properties["arg_attrs"] = ArrayAttr([*[DictionaryAttr({})] * len(sizes), *known])
    return block.args[0], block.args[1]


@dataclass(frozen=True)
class PlanMemoryPass(ModulePass):
    """Place all buffers in one arena and all weights in one blob; both, and the barrier's state, become the first arguments.

    Two buffers may share memory when no operation needs both: greedy by size, each at the lowest free offset (Pisarchyk and Lee,
    "Efficient Memory Management for Deep Neural Net Inference", 2020). Equal weights lie once in the blob. Every offset is a
    multiple of 64 bytes.

    Preconditions: destination form; nothing allocates later. Buffers that nobody uses vanish.

    Before:
    ```mlir
    func.func @main(%x: memref<1x4xf32>, %y: memref<1x4xf32>) attributes {plan.entry} {
      %t = memref.alloc() : memref<1x4xf32>
      %w = plan.weight {value = dense<1.0> : tensor<4xf32>} : memref<4xf32>
    ```
    After:
    ```mlir
    func.func @main(%arena: memref<64xi8>, %blob: memref<64xi8>, %barrier: memref<64xi8>, %x: memref<1x4xf32>, %y: memref<1x4xf32>) … {
      %t = plan.view %arena {offset = 0 : i64} : memref<64xi8> to memref<1x4xf32>
      %w = plan.weight in(%blob : memref<64xi8>) {value = dense<1.0> : tensor<4xf32>, offset = 0 : i64} : memref<4xf32>
    ```
    """

    name = "plan-memory"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for entry in entries(op):
            _erase_unused(entry.body.block)
            _plan(entry)


def _erase_unused(block: Block) -> None:
    """Weights that were packed into other ones, and buffers that nobody uses."""
    for op in reversed(list(block.ops)):
        packed = isinstance(op, pconv.ConstantOp | pconv.BlockConstantOp)
        is_buffer = packed or isinstance(op, plan.WeightOp | plan.AliasOp | memref.AllocOp)
        if is_buffer and not any(r.first_use is not None for r in op.results):
            Rewriter.erase_op(op)

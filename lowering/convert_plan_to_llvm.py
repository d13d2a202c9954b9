"""Pass `convert-plan-to-llvm`: buffers of the planned program become pointers, and prefetches an intrinsic."""

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, i8, i32
from xdsl.passes import ModulePass

from ..dialects import plan
from ._access import element_address
from ._conversion import ConversionTable, Emitter, convert_ops, fail


def _convert_view(op: plan.ViewOp, emit: Emitter) -> None:
    emit.replace(emit.element_pointer(emit.operand(op.arena), op.offset.value.data, i8))


def _convert_weight(op: plan.WeightOp, emit: Emitter) -> None:
    if op.blob is None or op.offset is None:
        fail(op, "it has no place in the blob; plan-memory must run first")
    emit.replace(emit.element_pointer(emit.operand(op.blob), op.offset.value.data, i8))


def _convert_alias(op: plan.AliasOp, emit: Emitter) -> None:
    emit.replace(emit.operand(op.source))


def _convert_prefetch(op: plan.PrefetchOp, emit: Emitter) -> None:
    """The flags of `llvm.prefetch`: 0 to read or 1 to write; 3, into the nearest cache; 1, data."""
    address = element_address(emit, op.buffer, [op.index])
    flags = [emit.constant(flag, i32) for flag in (int(op.for_write is not None), 3, 1)]
    emit.intrinsic("llvm.prefetch.p0", [address, *flags], None)
    emit.replace()


CONVERSIONS: ConversionTable = {
    plan.ViewOp: _convert_view,
    plan.WeightOp: _convert_weight,
    plan.AliasOp: _convert_alias,
    plan.PrefetchOp: _convert_prefetch,
}


@dataclass(frozen=True)
class ConvertPlanToLlvmPass(ModulePass):
    """
    Turns `plan.view` and `plan.weight` into `llvm.getelementptr` off the arena and the blob, at constant offsets, and `plan.alias`
    into its source: a memref's pointer is the begin of its buffer, which an alias keeps. `plan.prefetch` becomes `llvm.prefetch`.

    Preconditions: memory is planned.

    Before:
    ```mlir
    %t = plan.view %arena {offset = 128 : i64} : memref<256xi8> to memref<1x4xf32>
    ```
    After:
    ```mlir
    %t = llvm.getelementptr inbounds %arena[128] : (!llvm.ptr) -> !llvm.ptr, i8
    ```
    """

    name = "convert-plan-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)

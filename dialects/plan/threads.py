"""The planned program runs once on every thread: which thread this is, and where all wait for each other."""

from __future__ import annotations

from xdsl.dialects.builtin import IndexType
from xdsl.ir import Operation
from xdsl.irdl import IRDLOperation, irdl_op_definition, result_def, traits_def
from xdsl.traits import EffectInstance, MemoryEffect, MemoryEffectKind, Pure


class _BarrierEffect(MemoryEffect):
    """Nothing may move across a barrier."""

    @classmethod
    def get_effects(cls, op: Operation) -> set[EffectInstance]:
        return {EffectInstance(MemoryEffectKind.READ), EffectInstance(MemoryEffectKind.WRITE)}


@irdl_op_definition
class BarrierOp(IRDLOperation):
    """Waits until every thread has come here; what was written before is visible after.

    ```mlir
    plan.barrier
    ```
    """

    name = "plan.barrier"
    traits = traits_def(_BarrierEffect())
    assembly_format = "attr-dict"


class _ThreadNumberOp(IRDLOperation):
    """A number that is the same during the whole run."""

    result = result_def(IndexType)
    traits = traits_def(Pure())
    assembly_format = "attr-dict `:` type($result)"

    def __init__(self) -> None:
        super().__init__(result_types=(IndexType(),))


@irdl_op_definition
class ThreadIdOp(_ThreadNumberOp):
    """Number of this thread, 0 ≤ id < `plan.thread_count`.

    ```mlir
    %id = plan.thread_id : index
    ```
    """

    name = "plan.thread_id"


@irdl_op_definition
class ThreadCountOp(_ThreadNumberOp):
    """Number of threads that run the program.

    ```mlir
    %count = plan.thread_count : index
    ```
    """

    name = "plan.thread_count"

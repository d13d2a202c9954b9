"""The planned program runs once on every thread: which thread this is, where all wait for each other, and what time it is."""

from __future__ import annotations

from xdsl.dialects.builtin import IndexType, IntegerAttr, MemRefType, i64
from xdsl.ir import Operation, SSAValue
from xdsl.irdl import (
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    operand_def,
    prop_def,
    result_def,
    traits_def,
)
from xdsl.traits import EffectInstance, MemoryEffect, MemoryEffectKind, Pure

from ..nn import shape_of
from ..nn._base import require


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


@irdl_op_definition
class TimestampOp(IRDLOperation):
    """Writes the time, in nanoseconds of the system's monotonic clock, into this thread's row.

    ```mlir
    plan.timestamp into(%times : memref<2x8xi64>) {slot = 3 : i64}
    ```

    C1: the buffer has a row of i64 for every thread, and the slot lies in it.
    """

    name = "plan.timestamp"
    out = operand_def(MemRefType)
    slot = prop_def(IntegerAttr)
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "`into` `(` $out `:` type($out) `)` attr-dict"

    @classmethod
    def of(cls, out: SSAValue, slot: int) -> TimestampOp:
        return cls.build(operands=(out,), properties={"slot": IntegerAttr(slot, i64)})

    def verify_(self) -> None:
        shape, slot = shape_of(self.out), self.slot.value.data
        fits = self.out.type == MemRefType(i64, shape) and len(shape) == 2 and 0 <= slot < shape[-1]
        require(fits, f"C1: slot {slot} is in no row of {self.out.type}")

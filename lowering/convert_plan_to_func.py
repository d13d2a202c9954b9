"""Threads of the planned program → arguments and calls."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import arith, func, memref
from xdsl.dialects.builtin import (
    ArrayAttr,
    DictionaryAttr,
    FunctionType,
    IndexType,
    IntegerAttr,
    MemRefType,
    ModuleOp,
    i8,
    i64,
)
from xdsl.ir import SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ..diagnostics import IRError
from ..dialects import plan
from ..passes.planning.bufferize import ENTRY
from ..passes.planning.plan_memory import BARRIER_BYTES

BARRIER = "prunir_barrier"
NOW = "prunir_now"
_BARRIER_TYPE = MemRefType(i8, [BARRIER_BYTES])


def _add_thread_arguments(function: func.FuncOp) -> tuple[SSAValue, SSAValue]:
    block = function.body.block
    for name in ("tid", "nt"):
        block.insert_arg(IndexType(), len(block.args)).name_hint = name
    function.properties["function_type"] = FunctionType.from_lists([a.type for a in block.args], [])
    if function.arg_attrs is not None:
        function.properties["arg_attrs"] = ArrayAttr([*function.arg_attrs, *[DictionaryAttr({})] * 2])
    return block.args[-2], block.args[-1]


def _barrier_of(function: func.FuncOp, op: plan.BarrierOp) -> SSAValue:
    """The barrier's state, which the entry of a program with planned memory has as its third argument."""
    args = function.body.block.args
    if ENTRY not in function.attributes or len(args) < 3 or args[2].type != _BARRIER_TYPE:
        message = f"'{op.name}' stands where no barrier's state is at hand; plan-memory must run first"
        raise IRError(message, op)
    return args[2]


def _write_time(op: plan.TimestampOp, thread: SSAValue) -> None:
    now = func.CallOp(NOW, [], [i64])
    slot = arith.ConstantOp(IntegerAttr(op.slot.value.data, IndexType()))
    store = memref.StoreOp.get(now.results[0], op.out, [thread, slot.result])
    for new in (now, slot, store):
        new.location = op.location
    Rewriter.replace_op(op, [now, slot, store], [])


def _convert(function: func.FuncOp) -> None:
    thread, threads = _add_thread_arguments(function)
    for op in list(function.walk()):
        match op:
            case plan.ThreadIdOp() | plan.ThreadCountOp():
                value = thread if isinstance(op, plan.ThreadIdOp) else threads
                Rewriter.replace_op(op, [], [value])
            case plan.BarrierOp():
                call = func.CallOp(BARRIER, [_barrier_of(function, op), threads], [])
                call.location = op.location
                Rewriter.replace_op(op, call, [])
            case plan.TimestampOp():
                _write_time(op, thread)
            case func.CallOp():
                call = func.CallOp(op.callee, [*op.arguments, thread, threads], [])
                call.location = op.location
                Rewriter.replace_op(op, call, [])
            case _:
                pass


@dataclass(frozen=True)
class ConvertPlanToFuncPass(ModulePass):
    """Hand the thread's number and the number of threads to every function; call `@prunir_barrier` where threads wait, and `@prunir_now`
    where the time is taken.

    The barrier's state is the third argument of the program's entry.

    Preconditions: kernels are outlined and written as loops.

    Before:
    ```mlir
    func.call @kernel(%x) : (memref<4xf32>) -> ()
    plan.barrier
    ```
    After:
    ```mlir
    func.call @kernel(%x, %tid, %nt) : (memref<4xf32>, index, index) -> ()
    func.call @prunir_barrier(%barrier, %nt) : (memref<64xi8>, index) -> ()
    ```
    """

    name = "convert-plan-to-func"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = [o for o in op.ops if isinstance(o, func.FuncOp) and not o.is_declaration]
        if not any(ENTRY in f.attributes for f in functions):
            return
        timed = any(isinstance(o, plan.TimestampOp) for f in functions for o in f.walk())
        for function in functions:
            _convert(function)
        called = [func.FuncOp.external(BARRIER, [_BARRIER_TYPE, IndexType()], [])]
        if timed:
            called.append(func.FuncOp.external(NOW, [], [i64]))
        Rewriter.insert_op(called, InsertPoint.at_start(op.body.block))

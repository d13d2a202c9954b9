"""Pass `generate-entry-point`: the one symbol of a compiled network that the outside calls."""

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import llvm
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, UnitAttr, i64
from xdsl.ir import Attribute, Block, Region, SSAValue
from xdsl.passes import ModulePass

from ..diagnostics import IRError
from ..passes.planning.bufferize import ENTRY
from ._access import load_op
from ._llvm_types import PTR

ENTRY_POINT = "prunir_run"
FLUSH, RESTORE = "prunir_flush_subnormals", "prunir_restore_subnormals"
"""Defined in `runtime/support.ll`."""

_POINTER_BYTES = 8


def _entry_function(module: ModuleOp) -> llvm.FuncOp:
    entries = [op for op in module.ops if ENTRY in op.attributes]
    if len(entries) != 1:
        raise IRError(f"expected one function with '{ENTRY}', found {len(entries)}", module)
    (entry,) = entries
    if not isinstance(entry, llvm.FuncOp):
        raise IRError(f"'{entry.name}' with '{ENTRY}' is not converted to llvm yet", entry)
    return entry


def _check_signature(entry: llvm.FuncOp) -> None:
    inputs = entry.function_type.inputs.data
    if inputs[-2:] != (i64, i64) or any(type_ != PTR for type_ in inputs[:-2]):
        message = f"entry function '{entry.sym_name.data}' must take pointers, then two i64; it is {entry.function_type}"
        raise IRError(message, entry)
    if any("llvm.noalias" in attributes.data for attributes in entry.arg_attrs or ()):
        message = (
            f"entry function '{entry.sym_name.data}' must not take 'llvm.noalias' pointers: other threads write to "
            "the same memory, and LLVM would move accesses across barriers"
        )
        raise IRError(message, entry)


def _entry_point(entry: llvm.FuncOp) -> llvm.FuncOp:
    body = Block(arg_types=[PTR, i64, i64])
    context, thread, threads = body.args
    pointers = [_load_pointer(body, context, slot) for slot in range(len(entry.function_type.inputs) - 2)]
    flush = llvm.CallOp(FLUSH, return_type=i64)
    run = llvm.CallOp(entry.sym_name.data, *pointers, thread, threads)
    body.add_ops((flush, run, llvm.CallOp(RESTORE, flush.results[0]), llvm.ReturnOp()))
    alignment = {"llvm.noundef": UnitAttr(), "llvm.nocapture": UnitAttr()}
    empty = DictionaryAttr({})
    return llvm.FuncOp(
        ENTRY_POINT,
        llvm.LLVMFunctionType([PTR, i64, i64]),
        llvm.LinkageAttr("external"),
        body=Region(body),
        other_props={"arg_attrs": ArrayAttr([DictionaryAttr(alignment), empty, empty])},
    )


def _declaration(name: str, inputs: Sequence[Attribute], output: Attribute | None = None) -> llvm.FuncOp:
    return llvm.FuncOp(name, llvm.LLVMFunctionType(inputs, output), llvm.LinkageAttr("external"))


def _load_pointer(body: Block, context: SSAValue, slot: int) -> SSAValue:
    address = llvm.GEPOp(context, [slot], PTR, inbounds=True)
    pointer = load_op(address.result, PTR, _POINTER_BYTES)
    body.add_ops((address, pointer))
    return pointer.dereferenced_value


@dataclass(frozen=True)
class GenerateEntryPointPass(ModulePass):
    """
    Adds `llvm.func @prunir_run(%ctx: !llvm.ptr, %tid: i64, %nt: i64)`, which takes the pointers out of the array `%ctx`, in
    order, and calls the function that carries the unit attribute `plan.entry`. Meanwhile subnormal numbers count as zero.

    One signature for every network lets the runtime call any of them: the array holds arena, weights, barrier, inputs
    and outputs.

    Preconditions: exactly one `llvm.func` carries `plan.entry`; it takes pointers, then `tid` and `nt` as `i64`, and
    returns nothing. No pointer is `llvm.noalias`: the other threads write to the same arena, and LLVM would keep values
    in registers across barriers. (Kernels, which hold no barrier, may use it.)

    Before:
    ```mlir
    llvm.func @main(%arena: !llvm.ptr, %tid: i64, %nt: i64) attributes {plan.entry} { … }
    ```
    After:
    ```mlir
    llvm.func internal @main(%arena: !llvm.ptr, %tid: i64, %nt: i64) attributes {plan.entry} { … }
    llvm.func @prunir_run(%ctx: !llvm.ptr, %tid: i64, %nt: i64) {
      %0 = llvm.getelementptr inbounds %ctx[0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
      %1 = llvm.load %0 {alignment = 8 : i64} : !llvm.ptr -> !llvm.ptr
      %2 = llvm.call @prunir_flush_subnormals() : () -> i64
      llvm.call @main(%1, %tid, %nt) : (!llvm.ptr, i64, i64) -> ()
      llvm.call @prunir_restore_subnormals(%2) : (i64) -> ()
      llvm.return
    }
    llvm.func @prunir_flush_subnormals() -> i64
    llvm.func @prunir_restore_subnormals(i64)
    ```
    """

    name = "generate-entry-point"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        entry = _entry_function(op)
        _check_signature(entry)
        entry.properties["linkage"] = llvm.LinkageAttr("internal")
        op.body.block.add_ops(
            (_entry_point(entry), _declaration(FLUSH, [], i64), _declaration(RESTORE, [i64]))
        )

"""Pass `convert-func-to-llvm`: functions, calls and returns; memref arguments become bare pointers."""

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import func, llvm
from xdsl.dialects.builtin import (
    ArrayAttr,
    DictionaryAttr,
    IntegerAttr,
    ModuleOp,
    UnitAttr,
)
from xdsl.ir import Attribute
from xdsl.passes import ModulePass

from ._conversion import (
    NO_FAST_MATH,
    ConversionTable,
    Emitter,
    array_attr,
    convert_ops,
    fail,
    retype_arguments,
)
from ._llvm_types import convert_type

_CARRIED_ARGUMENT_ATTRIBUTES = frozenset(
    f"llvm.{name}"
    for name in (
        *("align", "dereferenceable", "dereferenceable_or_null"),
        *(
            "inreg",
            "nest",
            "noalias",
            "nocapture",
            "nofree",
            "nonnull",
            "noundef",
            "returned",
            "signext",
            "zeroext",
        ),
    )
)
"""What xDSL's translation to LLVM IR understands on a pointer or scalar argument; it drops all else without a word."""


def _convert_func(op: func.FuncOp, emit: Emitter) -> None:
    properties: dict[str, Attribute] = {
        "sym_name": op.sym_name,
        "function_type": _function_type(op),
        "CConv": llvm.CallingConventionAttr("ccc"),
        "linkage": llvm.LinkageAttr(_linkage(op)),
        "visibility_": IntegerAttr(0, 64),
    }
    if op.arg_attrs is not None:
        properties["arg_attrs"] = _argument_attributes(op, op.arg_attrs)
    attributes = dict(op.attributes)
    if attributes.pop("no_inline", None) is not None:
        properties["no_inline"] = UnitAttr()
    body = op.detach_region(op.body)
    if body.first_block is not None:
        retype_arguments(body.first_block, emit.sweep)
    emit.replace_by(llvm.FuncOp.create(properties=properties, attributes=attributes, regions=[body]))


def _function_type(op: func.FuncOp) -> llvm.LLVMFunctionType:
    inputs, outputs = op.function_type.inputs.data, op.function_type.outputs.data
    if len(outputs) > 1:
        fail(op, f"function '{op.sym_name.data}' returns {len(outputs)} values, llvm functions at most one")
    output = convert_type(outputs[0]) if outputs else llvm.LLVMVoidType()
    return llvm.LLVMFunctionType([convert_type(type_) for type_ in inputs], output)


def _linkage(op: func.FuncOp) -> str:
    private = op.sym_visibility is not None and op.sym_visibility.data == "private"
    return "internal" if private and not op.is_declaration else "external"


def _argument_attributes(op: func.FuncOp, arg_attrs: ArrayAttr[DictionaryAttr]) -> ArrayAttr[DictionaryAttr]:
    for attributes in arg_attrs:
        for name in attributes.data:
            if name.startswith("llvm.") and name not in _CARRIED_ARGUMENT_ATTRIBUTES:
                fail(op, f"argument attribute '{name}' would be lost in the translation to LLVM IR")
    return arg_attrs


def _convert_call(op: func.CallOp, emit: Emitter) -> None:
    if len(op.results) > 1:
        fail(op, f"call of {op.callee} has {len(op.results)} results, llvm calls have at most one")
    operands = emit.operands()
    call = llvm.CallOp.create(
        operands=operands,
        result_types=[convert_type(result.type) for result in op.results],
        properties={
            "callee": op.callee,
            "fastmathFlags": NO_FAST_MATH,
            "CConv": llvm.CallingConventionAttr("ccc"),
            "TailCallKind": llvm.TailCallKindAttr(llvm.TailCallKind.NONE),
            "op_bundle_sizes": array_attr(()),
            "operandSegmentSizes": array_attr((len(operands), 0)),
        },
    )
    emit.replace_by(call)


def _convert_return(op: func.ReturnOp, emit: Emitter) -> None:
    emit.replace_by(llvm.ReturnOp.create(operands=emit.operands()))


CONVERSIONS: ConversionTable = {
    func.FuncOp: _convert_func,
    func.CallOp: _convert_call,
    func.ReturnOp: _convert_return,
}


@dataclass(frozen=True)
class ConvertFuncToLlvmPass(ModulePass):
    """
    Turns `func.func`, `func.call` and `func.return` into their `llvm` counterparts.

    Every memref argument becomes one bare pointer to its buffer: shapes and layouts are static and stay with the accesses
    in the body. Values not of `llvm` type are bridged by `builtin.unrealized_conversion_cast` until the dialects
    that compute them are converted. Private functions with a body get internal linkage, the unit attribute `no_inline`
    becomes the property of that name, argument attributes (`llvm.noalias`, `llvm.align`, …) are kept.

    Preconditions: at most one result a function; static memref shapes; `func.func` at module level.

    Before:
    ```mlir
    func.func private @scale(%x: memref<8xf32> {llvm.noalias}, %n: index) {
      func.return
    }
    ```
    After:
    ```mlir
    llvm.func internal @scale(%x: !llvm.ptr {llvm.noalias}, %n: i64) {
      llvm.return
    }
    ```
    """

    name = "convert-func-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)

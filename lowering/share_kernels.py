"""Pass `share-kernels`: functions of equal code become one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects import llvm
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, SymbolRefAttr, i32, i64
from xdsl.dialects.builtin import DenseArrayBase as ArrayOfInts
from xdsl.ir import Attribute, Block, BlockArgument, Operation, SSAValue, Use
from xdsl.passes import ModulePass

Numbers = dict[llvm.ConstantOp, llvm.ConstantOp]
"""Constants of one function, and those of another that stand in their places with other values."""


@dataclass
class _Shared:
    """A function, and others that can be replaced by it."""

    function: llvm.FuncOp
    others: dict[str, Numbers] = field(default_factory=lambda: dict[str, Numbers]())


# Comparing -------------------------------------------------------------------------------------------------------------


def _outline(function: llvm.FuncOp) -> object:
    """What is equal for equal functions, and quickly found: signature, and the kinds of operations."""
    properties = tuple((name, value) for name, value in function.properties.items() if name != "sym_name")
    return properties, tuple(type(op) for op in _operations(function))


def _differences(a: llvm.FuncOp, b: llvm.FuncOp) -> Numbers | None:
    """The constants in which two functions of equal outline differ, if these are numbers of work items; None for other differences."""
    same: dict[SSAValue | Block, SSAValue | Block] = {}
    numbers: Numbers = {}
    for one, two in zip(a.body.blocks, b.body.blocks, strict=True):
        if [arg.type for arg in one.args] != [arg.type for arg in two.args]:
            return None
        same |= {one: two, **dict(zip(one.args, two.args, strict=True))}
    for op, other in zip(_operations(a), _operations(b), strict=True):
        same |= dict(zip(op.results, other.results, strict=False))
        if op.properties == other.properties and op.attributes == other.attributes:
            continue
        if not isinstance(op, llvm.ConstantOp) or not isinstance(other, llvm.ConstantOp):
            return None
        if not _counts_work(op) or not _counts_work(other):
            return None
        numbers[op] = other
    pairs = zip(_operations(a), _operations(b), strict=True)
    return numbers if all(_same_use(op, other, same) for op, other in pairs) else None


def _operations(function: llvm.FuncOp) -> Iterator[Operation]:
    for block in function.body.blocks:
        yield from block.ops


def _same_use(op: Operation, other: Operation, same: dict[SSAValue | Block, SSAValue | Block]) -> bool:
    """Whether two operations stand in the same block, and have the same operands, successors and types."""
    assert op.parent is not None
    return (
        same.get(op.parent) is other.parent
        and [same.get(value) for value in op.operands] == list(other.operands)
        and [same.get(block) for block in op.successors] == list(other.successors)
        and [result.type for result in op.results] == [result.type for result in other.results]
    )


def _counts_work(op: llvm.ConstantOp) -> bool:
    """Whether a constant is only used to split work among threads: thread · number / threads, the last an argument of the function."""
    products = [use.operation for use in op.result.uses]
    return op.result.type == i64 and all(
        isinstance(product, llvm.MulOp) and all(_is_divided(use) for use in product.results[0].uses)
        for product in products
    )


def _is_divided(use: Use) -> bool:
    return (
        isinstance(use.operation, llvm.UDivOp)
        and use.index == 0
        and isinstance(use.operation.rhs, BlockArgument)
    )


# Replacing -------------------------------------------------------------------------------------------------------------


def _grouped(functions: Sequence[llvm.FuncOp]) -> list[_Shared]:
    """Each function once: as the one to keep, or among the others of an earlier one."""
    alike: defaultdict[object, list[_Shared]] = defaultdict(list)
    for function in functions:
        candidates = alike[_outline(function)]
        for shared in candidates:
            numbers = _differences(shared.function, function)
            if numbers is not None:
                shared.others[function.sym_name.data] = numbers
                break
        else:
            candidates.append(_Shared(function))
    return [shared for candidates in alike.values() for shared in candidates]


def _add_arguments(function: llvm.FuncOp, numbers: Sequence[llvm.ConstantOp]) -> None:
    """Let constants of a function be arguments, the last ones."""
    entry = function.body.first_block
    assert entry is not None
    for number in numbers:
        argument = entry.insert_arg(i64, len(entry.args))
        argument.name_hint = number.result.name_hint
        number.result.replace_all_uses_with(argument)
    kind = function.function_type
    inputs = [*kind.inputs.data, *(i64 for _ in numbers)]
    function.properties["function_type"] = llvm.LLVMFunctionType(inputs, kind.output)
    if function.arg_attrs is not None:
        attributes = [*function.arg_attrs.data, *(DictionaryAttr({}) for _ in numbers)]
        function.properties["arg_attrs"] = ArrayAttr(attributes)


def _redirect(call: llvm.CallOp, callee: str, numbers: Sequence[Attribute]) -> None:
    """Let `call` call another function, with numbers as further arguments."""
    constants = [llvm.ConstantOp(number, i64) for number in numbers]
    assert call.parent is not None
    call.parent.insert_ops_before(constants, call)
    call.operands = [*call.operands, *(constant.result for constant in constants)]
    call.properties["callee"] = SymbolRefAttr(callee)
    call.properties["operandSegmentSizes"] = ArrayOfInts.from_list(i32, [len(call.operands), 0])


def _replace(shared: _Shared, calls: dict[str, list[llvm.CallOp]]) -> None:
    name = shared.function.sym_name.data
    differing = [op for op in _operations(shared.function) if any(op in n for n in shared.others.values())]
    constants = [op for op in differing if isinstance(op, llvm.ConstantOp)]
    members: dict[str, Numbers] = {name: {}, **shared.others}
    for member, numbers in members.items():
        values = [numbers.get(constant, constant).value for constant in constants]
        for call in calls.get(member, ()):
            _redirect(call, name, values)
    _add_arguments(shared.function, constants)
    for constant in constants:
        constant.detach()
        constant.erase()


@dataclass(frozen=True)
class ShareKernelsPass(ModulePass):
    """
    Makes one function of internal functions whose code is equal.

    Layers of different shapes often need the same code, once types are gone: shapes and tables are data. Functions that differ
    only in how much work there is for all threads together, the n in thread · n / threads, become one that is told; LLVM would make
    nothing of that number. Other constants stay: strides and trip counts make better code.

    Preconditions: functions are called by name.

    Before:
    ```mlir
    llvm.func internal @a(%x: !llvm.ptr, %tid: i64, %nt: i64) {
      %n = llvm.mlir.constant(24) : i64
      %0 = llvm.mul %tid, %n : i64
      %begin = llvm.udiv %0, %nt : i64
      …
    }
    llvm.func internal @b(%x: !llvm.ptr, %tid: i64, %nt: i64) {
      %n = llvm.mlir.constant(36) : i64
      …
    }
    llvm.call @b(%p, %tid, %nt) : (!llvm.ptr, i64, i64) -> ()
    ```
    After:
    ```mlir
    llvm.func internal @a(%x: !llvm.ptr, %tid: i64, %nt: i64, %n: i64) {
      %0 = llvm.mul %tid, %n : i64
      %begin = llvm.udiv %0, %nt : i64
      …
    }
    %n = llvm.mlir.constant(36) : i64
    llvm.call @a(%p, %tid, %nt, %n) : (!llvm.ptr, i64, i64, i64) -> ()
    ```
    """

    name = "share-kernels"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = {f.sym_name.data: f for f in op.ops if isinstance(f, llvm.FuncOp)}
        calls: defaultdict[str, list[llvm.CallOp]] = defaultdict(list)
        for inner in op.walk():
            if isinstance(inner, llvm.CallOp) and inner.callee is not None:
                calls[inner.callee.string_value()].append(inner)
            elif isinstance(inner, llvm.AddressOfOp):
                functions.pop(inner.global_name.string_value(), None)
        internal = [f for f in functions.values() if f.linkage.linkage.data == "internal" and f.body.blocks]
        for shared in _grouped(internal):
            if shared.others:
                _replace(shared, calls)
                for name in shared.others:
                    functions[name].detach()
                    functions[name].erase()

"""The engine under every `convert-…-to-llvm` pass: one sweep, a table from op class to a function.

xDSL's greedy rewriter revisits ops until nothing changes, which costs 50–75 µs an op; conversions to `llvm` never need
a second visit, so here each op is looked up once in a table and replaced in place.

Results are not replaced one by one: a map from old to new values serves the ops converted in the same sweep, and only
at its end do the ops outside get the new values. Where the type changed (`index`, `memref`) and a user is of a dialect
not converted yet, a `builtin.unrealized_conversion_cast` bridges the two. A converted op reads *through* such a cast,
and a replaced result *short-circuits* the casts that wait for its new type: no chains arise, and the last
conversion leaves no cast at all.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NoReturn, cast

from xdsl.dialects import arith, llvm
from xdsl.dialects.builtin import (
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    FloatAttr,
    IntegerAttr,
    IntegerType,
    ModuleOp,
    StringAttr,
    UnitAttr,
    UnrealizedConversionCastOp,
    VectorType,
    f16,
    i32,
    i64,
)
from xdsl.ir import Attribute, Block, Operation, SSAValue

from ..diagnostics import IRError
from ._llvm_types import PTR, NoLlvmTypeError, convert_type, scalar_of

Scalar = int | float


def fail(op: Operation, reason: str) -> NoReturn:
    """Refuse to lower an op: one error, naming the op and the reason."""
    raise IRError(f"cannot lower '{op.name}' to llvm: {reason}", op)


class Emitter:
    """Builds `llvm` ops in front of one op, and names the values that replace that op's results."""

    def __init__(self, op: Operation, sweep: "Sweep"):
        self.op = op
        self.sweep = sweep
        block = op.parent
        assert block is not None
        self.block: Block = block

    def insert(self, new_op: Operation) -> Operation:
        """Put an op in front of the op being replaced."""
        new_op.location = self.op.location
        self.block.insert_op_before(new_op, self.op)
        return new_op

    def value(self, new_op: Operation) -> SSAValue:
        """Put an op in front of the op being replaced, and give its only result."""
        return self.insert(new_op).results[0]

    def operand(self, value: SSAValue) -> SSAValue:
        """The `llvm`-typed form of a value: what replaces it, itself, what it was cast from, or a new cast."""
        if (replacement := self.sweep.mapping.get(value)) is not None:
            return replacement
        wanted = convert_type(value.type)
        if wanted == value.type:
            return value
        owner = value.owner
        if isinstance(owner, UnrealizedConversionCastOp) and owner.inputs[0].type == wanted:
            return owner.inputs[0]
        return self.sweep.bridge(value, wanted)

    def operands(self) -> list[SSAValue]:
        """All operands of the op being replaced, `llvm`-typed."""
        return [self.operand(value) for value in self.op.operands]

    def replace(self, *values: SSAValue) -> None:
        """Let each result be replaced by a value; the sweep's end erases the op."""
        self.sweep.mapping.update(zip(self.op.results, values, strict=True))

    def replace_by(self, new_op: Operation) -> None:
        """Replace the op by another that has as many results."""
        self.replace(*self.insert(new_op).results)

    # Building blocks shared by several conversions -----------------------------------------------------------------

    def constant(self, value: Scalar, type_: Attribute) -> SSAValue:
        """`llvm.mlir.constant`; for a vector type, one value in every lane."""
        return self.value(constant_op(value, type_))

    def index(self, value: int) -> SSAValue:
        """An `i64` constant."""
        return self.constant(value, i64)

    def intrinsic(self, name: str, args: Sequence[SSAValue], result: Attribute | None) -> Operation:
        """`llvm.call_intrinsic`; `name` is complete, type suffix included."""
        call = llvm.CallIntrinsicOp.create(
            operands=args,
            result_types=[] if result is None else [result],
            properties={
                "intrin": StringAttr(name),
                "op_bundle_sizes": array_attr(()),
                "operandSegmentSizes": array_attr((len(args), 0)),
                "fastmathFlags": NO_FAST_MATH,
            },
        )
        return self.insert(call)

    def element_pointer(self, base: SSAValue, index: SSAValue | int, element: Attribute) -> SSAValue:
        """`base + index` elements, `inbounds`; a constant index becomes part of the op, zero needs none."""
        if index == 0:
            return base
        if isinstance(index, int) and not -(2**31) < index < 2**31:
            index = self.index(index)
        raw = index if isinstance(index, int) else llvm.GEP_USE_SSA_VAL
        op = llvm.GEPOp.create(
            operands=[base] if isinstance(index, int) else [base, index],
            result_types=[PTR],
            properties={
                "rawConstantIndices": array_attr((raw,)),
                "elem_type": element,
                "noWrapFlags": integer_attr(0, i32),
                "inbounds": UnitAttr(),
            },
        )
        return self.value(op)


def constant_op(value: Scalar, type_: Attribute) -> llvm.ConstantOp:
    """`llvm.mlir.constant` of a scalar, or of a vector with one value in every lane."""
    return llvm.ConstantOp.create(properties={"value": _constant_attr(value, type_)}, result_types=[type_])


def _constant_attr(value: Scalar, type_: Attribute) -> Attribute:
    match type_:
        case VectorType():
            return dense_attr(type_, [value])
        case IntegerType():
            return integer_attr(int(value), type_)
        case _:
            return FloatAttr(value, cast(Any, type_))


# Attributes cost more than ops to build, and few differ.

NO_FAST_MATH = llvm.FastMathAttr(None)


@cache
def integer_attr(value: int, type_: Attribute) -> Attribute:
    """`IntegerAttr`, each built once."""
    return cast(Attribute, IntegerAttr(value, cast(Any, type_)))


@cache
def array_attr(values: tuple[int, ...]) -> Attribute:
    """`array<i32: …>`, each built once."""
    return DenseArrayBase.from_list(i32, values)


def refuse_half_fma(op: Operation, type_: Attribute) -> None:
    """LLVM rounds an f16 fma through f64 with a function of a runtime library that is not linked."""
    if scalar_of(type_) == f16:
        fail(
            op,
            "an f16 fma needs a library function that compiled code does not have; multiply and add instead",
        )


def dense_attr(type_: Attribute, values: Sequence[Scalar]) -> Attribute:
    """The value of a constant vector; a single value stands for all lanes."""
    return DenseIntOrFPElementsAttr.from_list(cast(Any, type_), cast(Any, values))


Conversion = Callable[[Any, Emitter], None]
ConversionTable = Mapping[type[Operation], Conversion]


class Sweep:
    """What one walk over a module has found and replaced so far."""

    def __init__(self) -> None:
        self.mapping: dict[SSAValue, SSAValue] = {}
        """Old value to the value that takes its place."""
        self.casts: list[UnrealizedConversionCastOp] = []
        """All casts met or made; at the end some are dead."""

    def bridge(self, value: SSAValue, wanted: Attribute) -> SSAValue:
        """A cast of `value` for all users in this sweep, placed so that it dominates whatever `value` does."""
        self.mapping[value] = self.cast_after_definition(value, wanted)
        return self.mapping[value]

    def cast_after_definition(self, value: SSAValue, wanted: Attribute) -> SSAValue:
        """A new cast, right after the op or at the begin of the block that defines `value`."""
        cast_op = UnrealizedConversionCastOp.create(operands=[value], result_types=[wanted])
        self.casts.append(cast_op)
        owner = value.owner
        if isinstance(owner, Block):
            assert owner.first_op is not None
            owner.insert_op_before(cast_op, owner.first_op)
        else:
            assert owner.parent is not None
            owner.parent.insert_op_after(cast_op, owner)
        return cast_op.results[0]

    def replace_value(self, old: SSAValue, new: SSAValue) -> None:
        """Give every use of `old` to `new`; where types differ, waiting casts are bypassed and one cast serves the rest."""
        if old.type == new.type:
            old.replace_all_uses_with(new)
            return
        for use in tuple(old.uses):
            user = use.operation
            if isinstance(user, UnrealizedConversionCastOp) and user.results[0].type == new.type:
                user.results[0].replace_all_uses_with(new)
                user.operands[0] = new
        if old.first_use is not None:
            old.replace_all_uses_with(self.cast_after_definition(new, old.type))
        elif new.name_hint is None:
            new.name_hint = old.name_hint

    def drop_dead_casts(self) -> None:
        """Erase the casts that nobody reads, or that change nothing."""
        for op in reversed(self.casts):
            (value,), (result,) = op.operands, op.results
            if value.type == result.type:
                result.replace_all_uses_with(value)
            if result.first_use is None:
                erase(op)


def convert_ops(module: ModuleOp, table: ConversionTable) -> None:
    """Replace every op whose class is in the table, in one walk."""
    sweep = Sweep()
    converted: list[Operation] = []
    for op in list(module.walk()):
        if isinstance(op, UnrealizedConversionCastOp):
            sweep.casts.append(op)
        elif (conversion := table.get(type(op))) is not None:
            _convert(op, conversion, sweep)
            converted.append(op)
    for op in reversed(converted):
        for result in op.results:
            sweep.replace_value(result, sweep.mapping[result])
        erase(op)
    sweep.drop_dead_casts()


def _convert(op: Operation, conversion: Conversion, sweep: Sweep) -> None:
    try:
        conversion(op, Emitter(op, sweep))
    except NoLlvmTypeError as error:
        fail(op, str(error))


def erase(op: Operation) -> None:
    """Take an op without users out of its block."""
    assert op.parent is not None
    op.parent.erase_op(op)


def retype_arguments(block: Block, sweep: Sweep) -> None:
    """Give a block's arguments their `llvm` types, with a cast for the users not converted yet."""
    for argument in block.args:
        wanted = convert_type(argument.type)
        if wanted != argument.type:
            _retype_argument(block, argument.index, wanted, sweep)


def _retype_argument(block: Block, index: int, wanted: Attribute, sweep: Sweep) -> None:
    old = block.args[index]
    new = block.insert_arg(wanted, index)
    new.name_hint = old.name_hint
    sweep.replace_value(old, new)
    block.erase_arg(old)


def constant_value(value: SSAValue) -> int | None:
    """The integer that a value is known to be, seen through casts; None where it is not known."""
    owner = value.owner
    while isinstance(owner, UnrealizedConversionCastOp):
        owner = owner.inputs[0].owner
    if not isinstance(owner, arith.ConstantOp | llvm.ConstantOp):
        return None
    attr = owner.value
    return attr.value.data if isinstance(attr, IntegerAttr) else None

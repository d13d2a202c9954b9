"""Pass `convert-arith-to-llvm`: integer, index and float arithmetic on scalars and 1-D vectors."""

from dataclasses import dataclass
from math import copysign
from typing import Any, cast

from xdsl.context import Context
from xdsl.dialects import arith, llvm
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    FloatAttr,
    IntegerAttr,
    ModuleOp,
    f16,
    f64,
    i1,
    i32,
    i64,
)
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.passes import ModulePass

from ._conversion import (
    NO_FAST_MATH,
    Conversion,
    ConversionTable,
    Emitter,
    convert_ops,
    dense_attr,
    fail,
    integer_attr,
)
from ._llvm_types import bit_width, convert_type, intrinsic_suffix, lanes_of, scalar_of

# One op for one op -----------------------------------------------------------------------------------------------------

_INTEGER_OPS: dict[type[Operation], type[Operation]] = {
    arith.DivSIOp: llvm.SDivOp,
    arith.DivUIOp: llvm.UDivOp,
    arith.RemSIOp: llvm.SRemOp,
    arith.RemUIOp: llvm.URemOp,
    arith.AndIOp: llvm.AndOp,
    arith.OrIOp: llvm.OrOp,
    arith.XOrIOp: llvm.XOrOp,
    arith.ShRSIOp: llvm.AShrOp,
    arith.ShRUIOp: llvm.LShrOp,
}

_OVERFLOWING_OPS: dict[type[Operation], type[Operation]] = {
    arith.AddiOp: llvm.AddOp,
    arith.SubiOp: llvm.SubOp,
    arith.MuliOp: llvm.MulOp,
    arith.ShLIOp: llvm.ShlOp,
}

_FLOAT_OPS: dict[type[Operation], type[Operation]] = {
    arith.AddfOp: llvm.FAddOp,
    arith.SubfOp: llvm.FSubOp,
    arith.MulfOp: llvm.FMulOp,
    arith.DivfOp: llvm.FDivOp,
}

_INTRINSICS: dict[type[Operation], str] = {
    arith.MinSIOp: "llvm.smin",
    arith.MaxSIOp: "llvm.smax",
    arith.MinUIOp: "llvm.umin",
    arith.MaxUIOp: "llvm.umax",
    arith.MinimumfOp: "llvm.minimum",
    arith.MinnumfOp: "llvm.minnum",
    arith.MaxnumfOp: "llvm.maxnum",
}

_CASTS: dict[type[Operation], type[Operation]] = {
    arith.ExtFOp: llvm.FPExtOp,
    arith.SIToFPOp: llvm.SIToFPOp,
    arith.ExtSIOp: llvm.SExtOp,
    arith.ExtUIOp: llvm.ZExtOp,
    arith.TruncIOp: llvm.TruncOp,
    arith.BitcastOp: llvm.BitcastOp,
}


def _integer_op(target: type[Operation]) -> Conversion:
    def convert(op: Operation, emit: Emitter) -> None:
        operands = emit.operands()
        emit.replace_by(target.create(operands=operands, result_types=[operands[0].type]))

    return convert


def _overflowing_op(target: type[Operation]) -> Conversion:
    def convert(op: arith.AddiOp, emit: Emitter) -> None:
        operands = emit.operands()
        properties = {"overflowFlags": integer_attr(_overflow_bits(op), i32)}
        emit.replace_by(
            target.create(operands=operands, result_types=[operands[0].type], properties=properties)
        )

    return convert


def _overflow_bits(op: arith.AddiOp) -> int:
    flags = op.overflow_flags.data
    return (arith.IntegerOverflowFlag.NSW in flags) + 2 * (arith.IntegerOverflowFlag.NUW in flags)


def _float_op(target: type[Operation]) -> Conversion:
    def convert(op: arith.AddfOp, emit: Emitter) -> None:
        operands = emit.operands()
        properties = {"fastmathFlags": _fast_math(op.fastmath)}
        emit.replace_by(
            target.create(operands=operands, result_types=[operands[0].type], properties=properties)
        )

    return convert


def _fast_math(flags: arith.FastMathFlagsAttr) -> llvm.FastMathAttr:
    return llvm.FastMathAttr(flags.data) if flags.data else NO_FAST_MATH


def _intrinsic_op(name: str) -> Conversion:
    def convert(op: Operation, emit: Emitter) -> None:
        operands = emit.operands()
        type_ = operands[0].type
        emit.replace(emit.intrinsic(f"{name}.{intrinsic_suffix(type_)}", operands, type_).results[0])

    return convert


def _convert_maximumf(op: arith.MaximumfOp, emit: Emitter) -> None:
    """max(x, 0.0) as max(x, −0.0) + 0.0: x86's maximum takes its second operand both for NaN and for equal zeros, so that against 0.0
    two more instructions must ask for NaN."""
    x, bound = emit.operands()
    if not _is_positive_zero(op.rhs):
        _intrinsic_op("llvm.maximum")(op, emit)
        return
    name = f"llvm.maximum.{intrinsic_suffix(x.type)}"
    maximum = emit.intrinsic(name, [x, emit.constant(-0.0, x.type)], x.type)
    add = llvm.FAddOp.create(
        operands=[maximum.results[0], bound],
        result_types=[x.type],
        properties={"fastmathFlags": NO_FAST_MATH},
    )
    emit.replace_by(add)


def _is_positive_zero(value: SSAValue) -> bool:
    """Whether a value is the constant 0.0, in every lane."""
    if not isinstance(value.owner, arith.ConstantOp):
        return False
    constant: Attribute = value.owner.value
    if isinstance(constant, DenseIntOrFPElementsAttr):
        numbers = cast(Any, constant).get_values()
    else:
        numbers = (constant.value.data,) if isinstance(constant, FloatAttr) else (1.0,)
    return all(n == 0 and copysign(1.0, n) > 0 for n in numbers)


def _cast_op(target: type[Operation]) -> Conversion:
    def convert(op: Operation, emit: Emitter) -> None:
        (operand,), wanted = emit.operands(), convert_type(op.results[0].type)
        if operand.type == wanted:
            emit.replace(operand)
        else:
            emit.replace_by(target.create(operands=[operand], result_types=[wanted]))

    return convert


# Everything else -------------------------------------------------------------------------------------------------------


def _convert_constant(op: arith.ConstantOp, emit: Emitter) -> None:
    wanted = convert_type(op.result.type)
    value: Attribute = op.value
    if isinstance(value, DenseIntOrFPElementsAttr):
        value = dense_attr(wanted, cast(Any, value).get_values())
    elif isinstance(value, IntegerAttr):
        value = integer_attr(cast(Any, value).value.data, wanted)
    elif not isinstance(value, FloatAttr):
        fail(op, f"value {value} is neither a number nor a dense vector")
    emit.replace_by(llvm.ConstantOp.create(properties={"value": value}, result_types=[wanted]))


def _convert_truncf(op: arith.TruncFOp, emit: Emitter) -> None:
    if scalar_of(op.input.type) == f64 and scalar_of(op.result.type) == f16:
        fail(op, "f64 to f16 needs a library function that compiled code does not have; go through f32")
    _cast_op(llvm.FPTruncOp)(op, emit)


def _convert_negf(op: arith.NegfOp, emit: Emitter) -> None:
    (operand,) = emit.operands()
    properties = {"fastmathFlags": _fast_math(op.fastmath)}
    emit.replace_by(
        llvm.FNegOp.create(operands=[operand], result_types=[operand.type], properties=properties)
    )


def _convert_cmpi(op: arith.CmpiOp, emit: Emitter) -> None:
    _require_scalar(op, op.lhs)
    compare = llvm.ICmpOp.create(
        operands=emit.operands(), result_types=[i1], properties={"predicate": op.predicate}
    )
    emit.replace_by(compare)


_ALWAYS_FALSE, _ALWAYS_TRUE = 0, 15
"""The two predicates of `arith.cmpf` that compare nothing; xDSL translates neither to LLVM IR."""


def _convert_cmpf(op: arith.CmpfOp, emit: Emitter) -> None:
    _require_scalar(op, op.lhs)
    predicate = op.predicate.value.data
    if predicate in (_ALWAYS_FALSE, _ALWAYS_TRUE):
        emit.replace(emit.constant(predicate == _ALWAYS_TRUE, i1))
        return
    properties = {"predicate": op.predicate, "fastmathFlags": _fast_math(op.fastmath)}
    emit.replace_by(llvm.FCmpOp.create(operands=emit.operands(), result_types=[i1], properties=properties))


def _require_scalar(op: Operation, value: SSAValue) -> None:
    if lanes_of(value.type) is not None:
        fail(op, "xDSL's comparisons of vectors have no vector result")


def _convert_select(op: arith.SelectOp, emit: Emitter) -> None:
    operands = emit.operands()
    properties = {"fastmathFlags": NO_FAST_MATH}
    emit.replace_by(
        llvm.SelectOp.create(operands=operands, result_types=[operands[1].type], properties=properties)
    )


def _convert_index_cast(op: arith.IndexCastOp, emit: Emitter) -> None:
    (operand,), wanted = emit.operands(), convert_type(op.result.type)
    change = bit_width(wanted) - bit_width(operand.type)
    if change == 0:
        emit.replace(operand)
    else:
        target = llvm.SExtOp if change > 0 else llvm.TruncOp
        emit.replace_by(target.create(operands=[operand], result_types=[wanted]))


def _saturating_cast(name: str) -> Conversion:
    def convert(op: Operation, emit: Emitter) -> None:
        (operand,), wanted = emit.operands(), convert_type(op.results[0].type)
        full_name = f"{name}.{intrinsic_suffix(wanted)}.{intrinsic_suffix(operand.type)}"
        emit.replace(emit.intrinsic(full_name, [operand], wanted).results[0])

    return convert


def _convert_uitofp(op: arith.UIToFPOp, emit: Emitter) -> None:
    """Unsigned below 64 bits is signed in 64 bits, which `llvm.sitofp` converts."""
    (operand,), wanted = emit.operands(), convert_type(op.result.type)
    if bit_width(operand.type) >= 64:
        fail(op, "the llvm dialect has no uitofp, and 64-bit values do not fit sitofp")
    wide = emit.value(llvm.ZExtOp.create(operands=[operand], result_types=[i64]))
    emit.replace_by(llvm.SIToFPOp.create(operands=[wide], result_types=[wanted]))


def _convert_floordivsi(op: arith.FloorDivSIOp, emit: Emitter) -> None:
    """`q - 1` where a remainder is left and its sign differs from the divisor's, else `q = lhs / rhs`, truncated."""
    lhs, rhs = _scalar_operands(op, emit)
    quotient, remainder = _divide(emit, llvm.SDivOp, llvm.SRemOp, lhs, rhs)
    opposite = _compare(emit, "slt", _binary(emit, llvm.XOrOp, remainder, rhs), emit.constant(0, lhs.type))
    emit.replace(_step_if(emit, quotient, remainder, -1, opposite))


def _convert_ceildivsi(op: arith.CeilDivSIOp, emit: Emitter) -> None:
    """`q + 1` where a remainder is left and its sign is the divisor's, else `q = lhs / rhs`, truncated."""
    lhs, rhs = _scalar_operands(op, emit)
    quotient, remainder = _divide(emit, llvm.SDivOp, llvm.SRemOp, lhs, rhs)
    same = _compare(emit, "sge", _binary(emit, llvm.XOrOp, remainder, rhs), emit.constant(0, lhs.type))
    emit.replace(_step_if(emit, quotient, remainder, 1, same))


def _convert_ceildivui(op: arith.CeilDivUIOp, emit: Emitter) -> None:
    """`q + 1` where a remainder is left, else `q = lhs / rhs`, truncated."""
    lhs, rhs = _scalar_operands(op, emit)
    quotient, remainder = _divide(emit, llvm.UDivOp, llvm.URemOp, lhs, rhs)
    emit.replace(_step_if(emit, quotient, remainder, 1, emit.constant(1, i1)))


def _scalar_operands(op: Operation, emit: Emitter) -> tuple[SSAValue, SSAValue]:
    lhs, rhs = emit.operands()
    _require_scalar(op, lhs)
    return lhs, rhs


def _divide(
    emit: Emitter, div: type[Operation], rem: type[Operation], lhs: SSAValue, rhs: SSAValue
) -> tuple[SSAValue, SSAValue]:
    return _binary(emit, div, lhs, rhs), _binary(emit, rem, lhs, rhs)


def _step_if(
    emit: Emitter, quotient: SSAValue, remainder: SSAValue, step: int, condition: SSAValue
) -> SSAValue:
    """`quotient + step` where the remainder is not zero and the condition holds, `quotient` elsewhere."""
    inexact = _compare(emit, "ne", remainder, emit.constant(0, remainder.type))
    moved = _binary(emit, llvm.AddOp, quotient, emit.constant(step, quotient.type))
    both = _binary(emit, llvm.AndOp, inexact, condition)
    return emit.value(llvm.SelectOp(both, moved, quotient))


def _binary(emit: Emitter, target: type[Operation], lhs: SSAValue, rhs: SSAValue) -> SSAValue:
    return emit.value(target.create(operands=[lhs, rhs], result_types=[lhs.type]))


def _compare(emit: Emitter, predicate: str, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
    code = IntegerAttr(llvm.ICmpPredicateFlag(predicate).to_int(), i64)
    return emit.value(llvm.ICmpOp(lhs, rhs, code))


def _refuse(op: Operation, emit: Emitter) -> None:
    fail(op, "the llvm dialect has no counterpart")


CONVERSIONS: ConversionTable = {
    **{source: _integer_op(target) for source, target in _INTEGER_OPS.items()},
    **{source: _overflowing_op(target) for source, target in _OVERFLOWING_OPS.items()},
    **{source: _float_op(target) for source, target in _FLOAT_OPS.items()},
    **{source: _intrinsic_op(name) for source, name in _INTRINSICS.items()},
    **{source: _cast_op(target) for source, target in _CASTS.items()},
    arith.ConstantOp: _convert_constant,
    arith.TruncFOp: _convert_truncf,
    arith.NegfOp: _convert_negf,
    arith.MaximumfOp: _convert_maximumf,
    arith.CmpiOp: _convert_cmpi,
    arith.CmpfOp: _convert_cmpf,
    arith.SelectOp: _convert_select,
    arith.IndexCastOp: _convert_index_cast,
    arith.FPToSIOp: _saturating_cast("llvm.fptosi.sat"),
    arith.FPToUIOp: _saturating_cast("llvm.fptoui.sat"),
    arith.UIToFPOp: _convert_uitofp,
    arith.FloorDivSIOp: _convert_floordivsi,
    arith.CeilDivSIOp: _convert_ceildivsi,
    arith.CeilDivUIOp: _convert_ceildivui,
    arith.AddUIExtendedOp: _refuse,
    arith.MulUIExtendedOp: _refuse,
    arith.MulSIExtendedOp: _refuse,
}


@dataclass(frozen=True)
class ConvertArithToLlvmPass(ModulePass):
    """
    Turns every `arith` op on scalars and 1-D vectors into `llvm` ops; `index` becomes `i64`.

    Minimum and maximum become intrinsic calls, casts from float to integer saturate (`llvm.fptosi.sat`; in range they agree with
    `arith.fptosi`), divisions that round down or up become a truncating division and a correction. Fast-math flags are
    kept on arithmetic and dropped on intrinsics, where xDSL cannot translate them (dropping is always right).

    Preconditions: no tensors. `arith.addui_extended`, `arith.mului_extended`, `arith.mulsi_extended` are refused, and
    comparisons of vectors, for which xDSL has no result type.

    Before:
    ```mlir
    %j = arith.addi %i, %step : index
    %y = arith.maximumf %x, %one : vector<16xf32>
    ```
    After:
    ```mlir
    %j = llvm.add %i, %step : i64
    %y = llvm.call_intrinsic "llvm.maximum.v16f32"(%x, %one) : (vector<16xf32>, vector<16xf32>) -> vector<16xf32>
    ```
    """

    name = "convert-arith-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)

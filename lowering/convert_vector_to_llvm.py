"""Pass `convert-vector-to-llvm`: 1-D vectors: memory access, fma, broadcast, masks, shuffles, reductions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from xdsl.context import Context
from xdsl.dialects import llvm, vector
from xdsl.dialects.builtin import (
    DYNAMIC_INDEX,
    AnyFloat,
    DenseIntOrFPElementsAttr,
    IntegerAttr,
    ModuleOp,
    VectorType,
    i32,
    i64,
)
from xdsl.dialects.utils import FastMathFlag
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.passes import ModulePass

from ._access import (
    element_address,
    element_alignment,
    load_op,
    memref_type,
    refuse_nontemporal,
    store_op,
    strides_of,
)
from ._conversion import (
    NO_FAST_MATH,
    ConversionTable,
    Emitter,
    array_attr,
    constant_value,
    convert_ops,
    dense_attr,
    fail,
    refuse_half_fma,
)
from ._llvm_types import bit_width, convert_type, intrinsic_suffix, lanes_of, scalar_of

# Memory ----------------------------------------------------------------------------------------------------------------


def _convert_load(op: vector.LoadOp, emit: Emitter) -> None:
    refuse_nontemporal(op)
    _require_whole_bytes(op, op.result.type)
    alignment = element_alignment(memref_type(op.base))
    address = _address(emit, op.base, op.indices)
    emit.replace_by(load_op(address, convert_type(op.result.type), alignment))


def _convert_store(op: vector.StoreOp, emit: Emitter) -> None:
    refuse_nontemporal(op)
    _require_whole_bytes(op, op.vector.type)
    alignment = element_alignment(memref_type(op.base))
    address = _address(emit, op.base, op.indices)
    emit.replace_by(store_op(emit.operand(op.vector), address, alignment))


def _address(emit: Emitter, base: SSAValue, indices: Sequence[SSAValue]) -> SSAValue:
    """The address of the first lane; the others follow it, so the memref's last stride must be 1."""
    strides = strides_of(emit.op, memref_type(base))
    if strides and strides[-1] != 1:
        fail(emit.op, f"neighbouring elements of {base.type} are {strides[-1]} apart")
    return element_address(emit, base, indices)


def _require_whole_bytes(op: Operation, type_: Attribute) -> None:
    if bit_width(scalar_of(convert_type(type_))) % 8:
        fail(op, f"{type_} is bit-packed in llvm, the memref's elements are not")


def _convert_masked_load(op: vector.MaskedLoadOp, emit: Emitter) -> None:
    _require_whole_bytes(op, op.result.type)
    type_ = convert_type(op.result.type)
    alignment = emit.constant(element_alignment(memref_type(op.base)), i32)
    address = _address(emit, op.base, op.indices)
    args = [address, alignment, emit.operand(op.mask), emit.operand(op.pass_thru)]
    emit.replace(emit.intrinsic(f"llvm.masked.load.{intrinsic_suffix(type_)}.p0", args, type_).results[0])


def _convert_masked_store(op: vector.MaskedStoreOp, emit: Emitter) -> None:
    value = emit.operand(op.value_to_store)
    _require_whole_bytes(op, value.type)
    alignment = emit.constant(element_alignment(memref_type(op.base)), i32)
    address = _address(emit, op.base, op.indices)
    args = [value, address, alignment, emit.operand(op.mask)]
    emit.intrinsic(f"llvm.masked.store.{intrinsic_suffix(value.type)}.p0", args, None)
    emit.replace()


# Arithmetic and lanes --------------------------------------------------------------------------------------------------


def _convert_fma(op: vector.FMAOp, emit: Emitter) -> None:
    operands = emit.operands()
    refuse_half_fma(op, operands[0].type)
    fma = llvm.FMAOp.create(
        operands=operands,
        result_types=[operands[0].type],
        properties={"fastmathFlags": NO_FAST_MATH},
    )
    emit.replace_by(fma)


def _convert_broadcast(op: vector.BroadcastOp, emit: Emitter) -> None:
    source, type_ = emit.operand(op.source), convert_type(op.vector.type)
    if lanes_of(source.type) is None:
        emit.replace(_splat(emit, source, type_))
    elif source.type == type_:
        emit.replace(source)
    elif lanes_of(source.type) == 1:
        emit.replace(_shuffle(emit, source, source, [0] * cast(int, lanes_of(type_))))
    else:
        fail(op, f"{source.type} cannot be stretched to {type_}")


def _splat(emit: Emitter, scalar: SSAValue, type_: Attribute) -> SSAValue:
    """A scalar in every lane: a constant where it is one, else insert into lane 0 and shuffle."""
    if isinstance(owner := scalar.owner, llvm.ConstantOp) and not isinstance(
        owner.value, DenseIntOrFPElementsAttr
    ):
        return emit.constant(owner.value.value.data, type_)
    undef = emit.value(llvm.UndefOp.create(result_types=[type_]))
    first = _insert(emit, undef, scalar, emit.index(0))
    return _shuffle(emit, first, undef, [0] * cast(int, lanes_of(type_)))


def _insert(emit: Emitter, vector_: SSAValue, scalar: SSAValue, lane: SSAValue) -> SSAValue:
    return emit.value(
        llvm.InsertElementOp.create(operands=[vector_, scalar, lane], result_types=[vector_.type])
    )


def _shuffle(emit: Emitter, lhs: SSAValue, rhs: SSAValue, lanes: Sequence[int]) -> SSAValue:
    shuffle = llvm.ShuffleVectorOp.create(
        operands=[lhs, rhs],
        result_types=[VectorType(scalar_of(lhs.type), [len(lanes)])],
        properties={"mask": array_attr(tuple(lanes))},
    )
    return emit.value(shuffle)


def _convert_shuffle(op: vector.ShuffleOp, emit: Emitter) -> None:
    lhs, rhs = emit.operands()
    lanes = [max(lane, 0) for lane in cast(Sequence[int], op.mask.get_values())]  # -1 leaves the lane open
    left, right = cast(int, lanes_of(lhs.type)), cast(int, lanes_of(rhs.type))
    if left < right:
        lhs = _shuffle(emit, lhs, lhs, [min(lane, left - 1) for lane in range(right)])
        lanes = [lane if lane < left else lane + right - left for lane in lanes]
    elif right < left:
        rhs = _shuffle(emit, rhs, rhs, [min(lane, right - 1) for lane in range(left)])
    emit.replace(_shuffle(emit, lhs, rhs, lanes))


def _convert_extract(op: vector.ExtractOp, emit: Emitter) -> None:
    """The llvm dialect has no extractelement: shuffle the lane into a vector of one, and bitcast that."""
    positions = cast(Sequence[int], op.static_position.get_values())
    if len(positions) != 1 or positions[0] == DYNAMIC_INDEX:
        fail(op, "only a static lane of a 1-D vector can be extracted")
    emit.replace(_lane(emit, emit.operand(op.vector), positions[0]))


def _lane(emit: Emitter, value: SSAValue, lane: int) -> SSAValue:
    single = _shuffle(emit, value, value, [lane])
    return emit.value(llvm.BitcastOp.create(operands=[single], result_types=[scalar_of(value.type)]))


def _convert_insert(op: vector.InsertOp, emit: Emitter) -> None:
    positions = op.get_mixed_position()
    if len(positions) != 1:
        fail(op, "only a scalar can be inserted, into a 1-D vector")
    position = positions[0]
    lane = emit.index(position) if isinstance(position, int) else emit.operand(position)
    emit.replace(_insert(emit, emit.operand(op.dest), emit.operand(op.source), lane))


def _convert_bitcast(op: vector.BitcastOp, emit: Emitter) -> None:
    (operand,), wanted = emit.operands(), convert_type(op.result.type)
    emit.replace_by(llvm.BitcastOp.create(operands=[operand], result_types=[wanted]))


def _convert_create_mask(op: vector.CreateMaskOp, emit: Emitter) -> None:
    """Lane `i` is set where `i < n`: a constant, or a comparison in 32 bits of `n` clamped to the lanes there are."""
    type_ = convert_type(op.mask_vector.type)
    lanes = cast(int, lanes_of(type_))
    count = constant_value(op.mask_dim_sizes[0])
    if count is not None:
        bits = [int(lane < count) for lane in range(lanes)]
        emit.replace(emit.value(_dense(type_, bits)))
        return
    value = emit.operand(op.mask_dim_sizes[0])
    value = emit.intrinsic("llvm.smax.i64", [value, emit.index(0)], i64).results[0]
    value = emit.intrinsic("llvm.smin.i64", [value, emit.index(lanes)], i64).results[0]
    narrow = emit.value(llvm.TruncOp.create(operands=[value], result_types=[i32]))
    numbers = VectorType(i32, [lanes])
    limit = _splat(emit, narrow, numbers)
    code = IntegerAttr(llvm.ICmpPredicateFlag("slt").to_int(), i64)
    emit.replace(emit.value(llvm.ICmpOp(emit.value(_dense(numbers, range(lanes))), limit, code)))


def _dense(type_: Attribute, values: Sequence[int]) -> llvm.ConstantOp:
    return llvm.ConstantOp.create(properties={"value": dense_attr(type_, values)}, result_types=[type_])


# Reductions ------------------------------------------------------------------------------------------------------------

_Combine = Callable[[Emitter, SSAValue, SSAValue], SSAValue]


def _float_combine(target: type[Operation]) -> _Combine:
    def combine(emit: Emitter, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        properties = {"fastmathFlags": NO_FAST_MATH}
        return emit.value(target.create(operands=[lhs, rhs], result_types=[lhs.type], properties=properties))

    return combine


def _integer_combine(target: type[Operation]) -> _Combine:
    def combine(emit: Emitter, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        return emit.value(target.create(operands=[lhs, rhs], result_types=[lhs.type]))

    return combine


def _intrinsic_combine(name: str) -> _Combine:
    def combine(emit: Emitter, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        return emit.intrinsic(f"{name}.{intrinsic_suffix(lhs.type)}", [lhs, rhs], lhs.type).results[0]

    return combine


_COMBINES: dict[str, _Combine] = {
    "minui": _intrinsic_combine("llvm.umin"),
    "minsi": _intrinsic_combine("llvm.smin"),
    "maxui": _intrinsic_combine("llvm.umax"),
    "maxsi": _intrinsic_combine("llvm.smax"),
    "minnumf": _intrinsic_combine("llvm.minnum"),
    "maxnumf": _intrinsic_combine("llvm.maxnum"),
    "minimumf": _intrinsic_combine("llvm.minimum"),
    "maximumf": _intrinsic_combine("llvm.maximum"),
    "and": _integer_combine(llvm.AndOp),
    "or": _integer_combine(llvm.OrOp),
    "xor": _integer_combine(llvm.XOrOp),
}


def _combine_of(kind: str, element: Attribute) -> _Combine:
    if kind in _COMBINES:
        return _COMBINES[kind]
    is_float = isinstance(element, AnyFloat)
    if kind == "add":
        return _float_combine(llvm.FAddOp) if is_float else _integer_combine(llvm.AddOp)
    return _float_combine(llvm.FMulOp) if is_float else _integer_combine(llvm.MulOp)


def _convert_reduction(op: vector.ReductionOp, emit: Emitter) -> None:
    """Lane by lane where float rounding makes the order matter, else halving the vector with shuffles."""
    value, kind = emit.operand(op.vector), op.kind.data
    element = scalar_of(value.type)
    combine = _combine_of(kind, element)
    acc = emit.operand(op.acc) if op.acc is not None else None
    rounds = isinstance(element, AnyFloat) and kind in ("add", "mul")
    if rounds and FastMathFlag.REASSOC not in op.fastmath.data:
        emit.replace(_reduce_in_order(emit, value, kind, acc))
        return
    total = _reduce_by_halves(emit, value, combine)
    emit.replace(total if acc is None else combine(emit, acc, total))


def _reduce_in_order(emit: Emitter, value: SSAValue, kind: str, acc: SSAValue | None) -> SSAValue:
    element = scalar_of(value.type)
    target, neutral = (llvm.VectorReduceFAddOp, -0.0) if kind == "add" else (llvm.VectorReduceFMulOp, 1.0)
    start = emit.constant(neutral, element) if acc is None else acc
    return emit.value(target.create(operands=[start, value], result_types=[element]))


def _reduce_by_halves(emit: Emitter, value: SSAValue, combine: _Combine) -> SSAValue:
    lanes = cast(int, lanes_of(value.type))
    while lanes > 1:
        half = lanes // 2
        low = _shuffle(emit, value, value, range(half))
        high = _shuffle(emit, value, value, range(lanes - half, lanes))
        total = combine(emit, low, high)
        if lanes % 2:
            fail(emit.op, f"{lanes} lanes are not a power of two")
        value, lanes = total, half
    return _lane(emit, value, 0)


def _refuse(op: Operation, emit: Emitter) -> None:
    fail(op, "lower it to vector.load, vector.store or their masked forms first")


CONVERSIONS: ConversionTable = {
    vector.LoadOp: _convert_load,
    vector.StoreOp: _convert_store,
    vector.MaskedLoadOp: _convert_masked_load,
    vector.MaskedStoreOp: _convert_masked_store,
    vector.FMAOp: _convert_fma,
    vector.BroadcastOp: _convert_broadcast,
    vector.ShuffleOp: _convert_shuffle,
    vector.ExtractOp: _convert_extract,
    vector.InsertOp: _convert_insert,
    vector.BitcastOp: _convert_bitcast,
    vector.CreateMaskOp: _convert_create_mask,
    vector.ReductionOp: _convert_reduction,
    vector.TransferReadOp: _refuse,
    vector.TransferWriteOp: _refuse,
    vector.PrintOp: _refuse,
}


@dataclass(frozen=True)
class ConvertVectorToLlvmPass(ModulePass):
    """
    Turns `vector` ops on 1-D vectors into `llvm` ops.

    Loads and stores claim only the alignment of one element, since a stencil reads at any offset. A broadcast of a constant
    becomes a constant vector. Float sums keep their order (a chain of additions) unless the reduction carries
    `fastmath<reassoc>`; then, as for all other kinds, the vector is halved until one lane is left.

    Preconditions: 1-D vectors of whole-byte elements in memory; extraction at a static lane; reductions over a power of two of
    lanes. `vector.transfer_read`, `vector.transfer_write` and `vector.print` are refused.

    Before:
    ```mlir
    %x = vector.load %m[%i] : memref<64xf32>, vector<16xf32>
    %y = vector.fma %x, %w, %acc : vector<16xf32>
    ```
    After:
    ```mlir
    %0 = llvm.getelementptr inbounds %m[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %x = llvm.load %0 {alignment = 4 : i64} : !llvm.ptr -> vector<16xf32>
    %y = llvm.intr.fma(%x, %w, %acc) : (vector<16xf32>, vector<16xf32>, vector<16xf32>) -> vector<16xf32>
    ```
    """

    name = "convert-vector-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)

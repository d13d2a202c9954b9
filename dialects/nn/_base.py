"""What all `nn` operations share: two forms, one rule for shapes.

*Tensor form* (the `nn` level): operands and result are tensors. *Destination form* (the planned program): operands
are memrefs, `into(%out : memref<…>)` names the buffer that takes the answer, and there is no result.

    %y = nn.relu %x : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
    nn.relu %x into(%y : memref<1x8x4x4xf32>) : memref<1x8x4x4xf32>

An operation states its result type once, in `infer()`. The constructor uses it to make the result, the verifier to
check the result or the destination.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from xdsl.dialects.builtin import (
    BoolAttr,
    DenseArrayBase,
    FloatAttr,
    IntegerAttr,
    MemRefType,
    TensorType,
    f32,
    f64,
    i64,
)
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.irdl import (
    AnyOf,
    IRDLOperation,
    ParsePropInAttrDict,
    base,
    opt_operand_def,
    opt_result_def,
    traits_def,
)
from xdsl.rewriter import Rewriter
from xdsl.traits import EffectInstance, MemoryEffect, MemoryEffectKind
from xdsl.utils.exceptions import VerifyException

from ._types import has_dtype, is_float, is_number, is_shaped

SHAPED = AnyOf((base(TensorType), base(MemRefType)))
"""Operand constraint: a tensor in tensor form, a memref in destination form."""

INTEGER = IntegerAttr.constr(i64)
"""Property constraint: an integer, `2 : i64`."""
INTEGERS = DenseArrayBase.constr(i64)
"""Property constraint: integers, `array<i64: 1, 2>`."""
NUMBER = FloatAttr.constr(f32)
"""Property constraint: a number, `0.5 : f32`."""
NUMBERS = DenseArrayBase.constr(f64)
"""Property constraint: numbers, `array<f64: 0.5, 2.0>`."""

INTO = "(`into` `(` $out^ `:` type($out) `)`)?"
"""Assembly format of the destination."""
RESULT = "(`->` type($result)^)?"
"""Assembly format of the result type."""
UNARY = f"$input {INTO} attr-dict `:` type($input) {RESULT}"
"""Assembly format of an operation with one operand, `input`."""
BINARY = f"$lhs `,` $rhs {INTO} attr-dict `:` type($lhs) `,` type($rhs) {RESULT}"
"""Assembly format of an operation with two operands, `lhs` and `rhs`."""


class DestinationEffect(MemoryEffect):
    """Pure in tensor form; in destination form the operation reads its operands and writes `out`."""

    @classmethod
    def get_effects(cls, op: Operation) -> set[EffectInstance]:
        if op.results:
            return set()
        *inputs, out = op.operands
        reads = {EffectInstance(MemoryEffectKind.READ, value) for value in inputs}
        return reads | {EffectInstance(MemoryEffectKind.WRITE, out)}


class NNOp(IRDLOperation, ABC):
    """Base of all `nn` operations with one result.

    C0: the operation has either a result and tensors as operands, or a destination and memrefs as operands; every
        dimension is static and at least 1; elements have a numpy counterpart; result or destination have the type
        inferred.
    """

    out = opt_operand_def(MemRefType)
    result = opt_result_def(TensorType)

    irdl_options = (ParsePropInAttrDict(),)
    traits = traits_def(DestinationEffect())

    @abstractmethod
    def infer(self) -> TensorType[Attribute]:
        """Check the numbered constraints and return the result type; VerifyException cites the constraint broken."""

    @classmethod
    def build_inferred(
        cls,
        operands: Sequence[SSAValue | Sequence[SSAValue] | None],
        properties: Mapping[str, Attribute | None],
    ) -> Self:
        """The operation in tensor form, its result type inferred. `operands` are those before the destination."""
        op = cls.build(operands=(*operands, None), properties=properties, result_types=((_UNKNOWN,),))
        Rewriter.replace_value_with_new_type(op.results[0], op.infer())
        return op

    @classmethod
    def build_as(
        cls,
        result_type: TensorType[Attribute],
        operands: Sequence[SSAValue | Sequence[SSAValue] | None],
        properties: Mapping[str, Attribute | None],
    ) -> Self:
        """The operation in tensor form, for those whose result type is chosen, not inferred; `infer()` checks it."""
        op = cls.build(operands=(*operands, None), properties=properties, result_types=((result_type,),))
        op.infer()
        return op

    @property
    def inputs(self) -> tuple[SSAValue, ...]:
        """The operands without the destination."""
        return tuple(self.operands[:-1]) if self.out is not None else tuple(self.operands)

    @property
    def answer(self) -> SSAValue:
        """The value that takes what the operation computes: its result, or its destination."""
        value = self.result if self.out is None else self.out
        assert value is not None
        return value

    def verify_(self) -> None:
        require(
            (self.out is None) != (self.result is None),
            "C0: needs either a result (tensor form) or a destination (buffer form)",
        )
        form = TensorType if self.out is None else MemRefType
        for value in (*self.inputs, self.answer):
            kind: Attribute = value.type
            if is_shaped(kind):  # packed weights are neither
                require(type(kind) is form, "C0: operands must all be tensors or all be memrefs")
                require_shaped(value)
        expected = self.infer()
        if shape_of(self.answer) != expected.get_shape() or element_of(self.answer) != expected.element_type:
            raise VerifyException(f"C0: result must be of type {expected}, got {self.answer.type}")


_UNKNOWN = TensorType(i64, [0])


def require(condition: bool, message: str) -> None:
    """Raise VerifyException with `message`, which cites a constraint of the operation's docstring, unless `condition`."""
    if not condition:
        raise VerifyException(message)


def require_shaped(value: SSAValue) -> None:
    """Raise VerifyException unless `value` is static, not empty, and of elements that numpy knows (constraint C0)."""
    # Texts are made for errors only, since every operation is verified after every pass.
    if not has_dtype(element_of(value)):
        raise VerifyException(f"C0: no tensor can have elements of type {element_of(value)}")
    if min(shape_of(value), default=1) < 1:
        raise VerifyException(f"C0: every dimension must be static and at least 1, got {value.type}")


def require_floats(constraint: str, *values: SSAValue | None) -> None:
    """Raise VerifyException unless the values present share one floating-point element type."""
    _require_elements(is_float, "floating-point", constraint, values)


def require_numbers(constraint: str, *values: SSAValue | None) -> None:
    """Raise VerifyException unless the values present share one element type, of numbers (not i1)."""
    _require_elements(is_number, "number", constraint, values)


def require_axes(constraint: str, axes: Sequence[int], rank: int) -> None:
    """Raise VerifyException unless `axes` are dimensions below `rank`, ascending, none twice."""
    require(
        all(0 <= axis < rank for axis in axes) and list(axes) == sorted(set(axes)),
        f"{constraint}: axes must be ascending numbers below {rank}, got {list(axes)}",
    )


def _require_elements(
    accepted: Callable[[Attribute], bool],
    kind: str,
    constraint: str,
    values: Sequence[SSAValue | None],
) -> None:
    elements = [element_of(value) for value in values if value is not None]
    if not accepted(elements[0]) or len(set(elements)) != 1:
        got = ", ".join(map(str, elements))
        raise VerifyException(f"{constraint}: operands must share one {kind} element type, got {got}")


def shape_of(value: SSAValue) -> tuple[int, ...]:
    """Shape of a tensor or memref value."""
    assert is_shaped(value.type), value.type
    return value.type.get_shape()


def element_of(value: SSAValue) -> Attribute:
    """Element type of a tensor or memref value."""
    assert is_shaped(value.type), value.type
    return value.type.element_type


def ints(attribute: DenseArrayBase[Any]) -> tuple[int, ...]:
    """The integers of an `array<i64: …>` attribute."""
    return tuple(int(v) for v in attribute.get_values())


def int_array(values: Sequence[int]) -> DenseArrayBase[Any]:
    """An `array<i64: …>` attribute."""
    return DenseArrayBase.from_list(i64, [int(v) for v in values])


def integer(value: int) -> IntegerAttr[Any]:
    """An `i64` attribute."""
    return IntegerAttr(value, i64)


def number(value: float) -> FloatAttr[Any]:
    """An `f32` attribute."""
    return FloatAttr(value, f32)


def boolean(value: bool) -> BoolAttr:
    """An `i1` attribute."""
    return BoolAttr.from_bool(value)


def number_array(values: Sequence[float]) -> DenseArrayBase[Any]:
    """An `array<f64: …>` attribute."""
    return DenseArrayBase.from_list(f64, [float(v) for v in values])

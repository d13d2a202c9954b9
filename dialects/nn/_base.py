"""What all `nn` operations share: two forms, one rule for shapes.

*Tensor form* (the `nn` level): operands and result are tensors. *Destination form* (the planned program): operands are
memrefs, `into(%out : memref<…>)` names the buffer that takes the answer, and there is no result.

    %y = nn.relu %x : tensor<1x8x4x4xf32> -> tensor<1x8x4x4xf32>
    nn.relu %x into(%y : memref<1x8x4x4xf32>) : memref<1x8x4x4xf32>

An operation states its result type once, in `infer()`. The constructor uses it to make the result, the verifier to check
the result or the destination.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeAlias

from xdsl.dialects.builtin import DenseArrayBase, MemRefType, TensorType, i64
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

ShapedValue: TypeAlias = TensorType[Attribute] | MemRefType[Attribute]

SHAPED = AnyOf((base(TensorType), base(MemRefType)))
"""Operand constraint: a tensor in tensor form, a memref in destination form."""

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
        return {EffectInstance(MemoryEffectKind.READ), EffectInstance(MemoryEffectKind.WRITE)}


class NNOp(IRDLOperation, ABC):
    """Base of all `nn` operations with one result."""

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

    @property
    def inputs(self) -> tuple[SSAValue, ...]:
        """The operands without the destination."""
        return tuple(self.operands[:-1]) if self.out is not None else tuple(self.operands)

    def verify_(self) -> None:
        if (self.out is None) == (self.result is None):
            raise VerifyException("C0: needs either a result (tensor form) or a destination (buffer form)")
        form = TensorType if self.out is None else MemRefType
        for value in self.inputs:
            if isinstance(value.type, TensorType | MemRefType) and not isinstance(value.type, form):
                raise VerifyException("C0: operands must all be tensors or all be memrefs")
            if isinstance(value.type, TensorType | MemRefType) and min(value.type.get_shape(), default=1) < 1:
                raise VerifyException(f"C0: every dimension must be static and at least 1, got {value.type}")
        expected = self.infer()
        target = self.result if self.out is None else self.out
        assert target is not None and isinstance(target.type, TensorType | MemRefType)
        if shape_of(target) != expected.get_shape() or target.type.element_type != expected.element_type:
            raise VerifyException(f"C0: result must be of type {expected}, got {target.type}")


_UNKNOWN = TensorType(i64, [0])


def require(condition: bool, message: str) -> None:
    """Raise VerifyException with `message`, which cites a constraint of the operation's docstring, unless `condition`."""
    if not condition:
        raise VerifyException(message)


def shape_of(value: SSAValue) -> tuple[int, ...]:
    """Shape of a tensor or memref value."""
    assert isinstance(value.type, TensorType | MemRefType), value.type
    return value.type.get_shape()


def element_of(value: SSAValue) -> Attribute:
    """Element type of a tensor or memref value."""
    assert isinstance(value.type, TensorType | MemRefType), value.type
    return value.type.element_type


def ints(attribute: DenseArrayBase[Any]) -> tuple[int, ...]:
    """The integers of an `array<i64: …>` attribute."""
    return tuple(int(v) for v in attribute.get_values())


def int_array(values: Sequence[int]) -> DenseArrayBase[Any]:
    """An `array<i64: …>` attribute."""
    return DenseArrayBase.from_list(i64, [int(v) for v in values])

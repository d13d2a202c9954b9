# pyright: basic
# (numpy values of any type: strict mode finds nothing but unknowns)
"""Meanings of `arith` and `math`, on scalars and vectors alike."""

from __future__ import annotations

import math as python_math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from xdsl.dialects import arith, math
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, VectorType
from xdsl.ir import Attribute, Operation

from ..nn import dtype_of
from ._numbers import Meaning, Value, fused, maximum, minimum, quotient, saturated, unsigned, width_of


def _plain(function: Callable[..., Value]) -> Meaning:
    """An operation that needs its operands only."""
    return lambda op, *args: function(*args)


def _on_unsigned(function: Callable[..., Value]) -> Meaning:
    """An operation on the operands' bits as unsigned numbers; the result is put back into the signed type."""

    def meaning(op: Operation, *args: Value) -> Value:
        result = function(*(unsigned(arg, op.operands[0].type) for arg in args))
        return (
            result.view(f"i{result.itemsize}") if isinstance(result, np.ndarray) and result.ndim else result
        )

    return meaning


def constant(op: arith.ConstantOp) -> Value:
    """The number, or the vector."""
    value: Any = op.value
    if isinstance(value, DenseIntOrFPElementsAttr):
        return np.array(value.get_values())
    return value.value.data


_SIGNED = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
_UNSIGNED = (operator.lt, operator.le, operator.gt, operator.ge)


def compare_integers(op: arith.CmpiOp, a: Value, b: Value) -> Value:
    """Predicates 0–5 read the operands as signed, 6–9 as unsigned numbers."""
    code = op.predicate.value.data
    if code < len(_SIGNED):
        return _SIGNED[code](a, b)
    return _UNSIGNED[code - len(_SIGNED)](unsigned(a, op.lhs.type), unsigned(b, op.lhs.type))


_ORDERED = (
    *(operator.eq, operator.gt, operator.ge, operator.lt, operator.le, operator.ne),
    lambda a, b: True,
)


def compare_floats(op: arith.CmpfOp, a: Value, b: Value) -> Value:
    """Predicates 1–7 are false on NaN, 8–14 true; 0 is always false and 15 always true."""
    code = op.predicate.value.data
    either_nan = np.isnan(a) | np.isnan(b)
    if code in (0, 15):
        return code == 15
    if code < 8:
        return _ORDERED[code - 1](a, b) and not either_nan
    return either_nan or (code != 14 and _ORDERED[code - 8](a, b))


def bitcast(op: Operation, value: Value) -> Value:
    """The same bits as another type of equal size."""
    source, target = op.operands[0].type, op.results[0].type
    if isinstance(source, VectorType):
        assert isinstance(target, VectorType)
        return np.asarray(value).view(dtype_of(target.element_type))
    return np.array(value, dtype_of(source)).view(dtype_of(target))[()]


def to_integer(op: arith.FPToSIOp, value: Value) -> Value:
    """Saturates, as the compiled code does; the dialect leaves it open."""
    half = 1 << (width_of(op.result.type) - 1)
    return saturated(value, -half, half - 1)


def to_unsigned(op: arith.FPToUIOp, value: Value) -> Value:
    """Saturates, as the compiled code does; the dialect leaves it open."""
    return saturated(value, 0, (1 << width_of(op.result.type)) - 1)


def _unsigned_value(op: Operation, value: Value) -> Value:
    return unsigned(value, op.operands[0].type)


ARITH: dict[type[Operation], Meaning] = {
    arith.ConstantOp: constant,
    arith.AddiOp: _plain(operator.add),
    arith.SubiOp: _plain(operator.sub),
    arith.MuliOp: _plain(operator.mul),
    arith.DivSIOp: _plain(quotient),
    arith.DivUIOp: _on_unsigned(operator.floordiv),
    arith.FloorDivSIOp: _plain(operator.floordiv),
    arith.CeilDivSIOp: _plain(lambda a, b: -(-a // b)),
    arith.CeilDivUIOp: _on_unsigned(lambda a, b: (a + b - 1) // b),
    arith.RemSIOp: _plain(lambda a, b: a - quotient(a, b) * b),
    arith.RemUIOp: _on_unsigned(operator.mod),
    arith.MinSIOp: _plain(np.minimum),
    arith.MaxSIOp: _plain(np.maximum),
    arith.MinUIOp: _on_unsigned(np.minimum),
    arith.MaxUIOp: _on_unsigned(np.maximum),
    arith.AndIOp: _plain(operator.and_),
    arith.OrIOp: _plain(operator.or_),
    arith.XOrIOp: _plain(operator.xor),
    arith.ShLIOp: _plain(operator.lshift),
    arith.ShRSIOp: _plain(operator.rshift),
    arith.ShRUIOp: _on_unsigned(operator.rshift),
    arith.AddfOp: _plain(operator.add),
    arith.SubfOp: _plain(operator.sub),
    arith.MulfOp: _plain(operator.mul),
    arith.DivfOp: _plain(operator.truediv),
    arith.NegfOp: _plain(operator.neg),
    arith.MaximumfOp: _plain(maximum),
    arith.MinimumfOp: _plain(minimum),
    arith.MaxnumfOp: _plain(np.fmax),
    arith.MinnumfOp: _plain(np.fmin),
    arith.CmpiOp: compare_integers,
    arith.CmpfOp: compare_floats,
    arith.SelectOp: _plain(lambda condition, a, b: a if condition else b),
    arith.IndexCastOp: _plain(lambda value: value),
    arith.TruncIOp: _plain(lambda value: value),
    arith.ExtSIOp: lambda op, value: -value if width_of(op.input.type) == 1 else value,
    arith.ExtUIOp: _unsigned_value,
    arith.SIToFPOp: lambda op, value: -value if width_of(op.input.type) == 1 else value,
    arith.UIToFPOp: _unsigned_value,
    arith.FPToSIOp: to_integer,
    arith.FPToUIOp: to_unsigned,
    arith.ExtFOp: _plain(lambda value: value),
    arith.TruncFOp: _plain(lambda value: value),
    arith.BitcastOp: bitcast,
}


def _in_double(function: Callable[[Any], Any]) -> Meaning:
    """An elementary function computed in f64, then rounded: right to half a unit but for rare ties."""
    return lambda op, value: function(np.float64(value))


_erf = np.vectorize(python_math.erf, otypes=[np.float64])


def _round_half_away(value: Value) -> Value:
    return np.copysign(np.floor(np.abs(np.float64(value)) + 0.5), value)


MATH: dict[type[Operation], Meaning] = {
    math.AbsFOp: _plain(np.abs),
    math.CeilOp: _plain(np.ceil),
    math.CopySignOp: _plain(np.copysign),
    math.FloorOp: _plain(np.floor),
    math.FmaOp: _plain(fused),
    math.RoundEvenOp: _plain(np.rint),
    math.RoundOp: _plain(_round_half_away),
    math.SqrtOp: _plain(np.sqrt),
    math.RsqrtOp: lambda op, value: _one(op.results[0].type) / np.sqrt(value),
    math.TruncOp: _plain(np.trunc),
    math.CosOp: _in_double(np.cos),
    math.ErfOp: _in_double(_erf),
    math.ExpOp: _in_double(np.exp),
    math.Exp2Op: _in_double(np.exp2),
    math.ExpM1Op: _in_double(np.expm1),
    math.LogOp: _in_double(np.log),
    math.Log10Op: _in_double(np.log10),
    math.Log1pOp: _in_double(np.log1p),
    math.Log2Op: _in_double(np.log2),
    math.SinOp: _in_double(np.sin),
    math.TanhOp: _in_double(np.tanh),
    math.PowFOp: _plain(lambda a, b: np.float64(a) ** np.float64(b)),
}


def _one(type_: Attribute) -> Value:
    element = type_.element_type if isinstance(type_, VectorType) else type_
    return dtype_of(element).type(1)

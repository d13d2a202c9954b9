# pyright: basic
# (numpy values of any type: strict mode finds nothing but unknowns)
"""Values of the loops level in Python, and the arithmetic that LLVM does on them, bit for bit.

| type                    | Python value                                              |
|-------------------------|-----------------------------------------------------------|
| `index`, `iN`           | `int`, in the range of the signed type; `i1` is 0 or 1    |
| `f16`, `f32`, `f64`     | numpy scalar of that type, so every operation rounds      |
| `vector<N×T>`           | `ndarray` of shape (N); bool for `i1`                     |
| `memref<…>`             | `ndarray` view into its buffer; vector elements are a trailing dimension |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, cast

import numpy as np
from xdsl.dialects.builtin import IndexType, IntegerType, VectorType
from xdsl.interpreter import Interpreter, InterpreterFunctions, PythonValues, impl, register_impls
from xdsl.ir import Attribute, Operation

from ..nn import dtype_of

Value = Any
"""An `int`, a numpy scalar or an `ndarray`, as the table says."""

Meaning = Callable[..., Any]
"""`f(op, *operands)`: the result, or None where there is none."""


def functions(name: str, meanings: Mapping[type[Operation], Meaning]) -> InterpreterFunctions:
    """Interpreter functions from a table; every result is brought to the Python form of its type."""
    body: dict[str, Any] = {"__doc__": f"Meanings of {name}."}
    body |= {op.name.replace(".", "_"): impl(op)(_runner(meaning)) for op, meaning in meanings.items()}
    return register_impls(type(name, (InterpreterFunctions,), body))()


def _runner(meaning: Meaning) -> Any:
    def run(self: object, interpreter: Interpreter, op: Operation, args: PythonValues) -> PythonValues:
        with np.errstate(all="ignore"):
            result = meaning(op, *args)
            return (normal(result, op.results[0].type),) if op.results else ()

    return run


def normal(value: Value, type_: Attribute) -> Value:
    """A number in the Python form of its type: integers wrapped, floats rounded. Memrefs pass."""
    match type_:
        case IndexType() | IntegerType():
            return wrapped(int(value), width_of(type_))
        case VectorType():
            return np.asarray(value).astype(dtype_of(type_.element_type), copy=False)
        case _ if isinstance(value, np.ndarray) and value.ndim:
            return value
        case _:
            return dtype_of(type_).type(value)


def width_of(type_: Attribute) -> int:
    """Bits of an integer type, of `index`, or of a vector's elements."""
    match type_:
        case VectorType():
            return width_of(cast(Attribute, type_.element_type))
        case IntegerType():
            return type_.width.data
        case _:
            return 64


def wrapped(value: int, width: int) -> int:
    """The signed number that the low `width` bits of `value` spell; one bit spells 0 or 1."""
    low = value & ((1 << width) - 1)
    return low - (1 << width) if width > 1 and low >> (width - 1) else low


def unsigned(value: Value, type_: Attribute) -> Value:
    """The same bits, read as an unsigned number."""
    if isinstance(value, np.ndarray):
        return value if value.dtype == np.bool_ else value.view(f"u{value.itemsize}")
    return value & ((1 << width_of(type_)) - 1)


def quotient(a: Value, b: Value) -> Value:
    """Integer division that truncates, as processors do (Python's rounds down)."""
    magnitude = abs(a) // abs(b)
    return np.where((a < 0) != (b < 0), -magnitude, magnitude)


def fused(a: Value, b: Value, c: Value) -> Value:
    """`a·b + c`, rounded once.

    For f16 and f32 the product is exact in f64. The f64 sum is rounded *to odd* with the help of its exact error (Knuth's
    TwoSum), which makes the second rounding, to the narrow type, the right one (Boldo and Melquiond, 2008).
    """
    dtype = np.result_type(a, b, c)
    if dtype == np.float64:
        return _fused_doubles(a, b, c)
    product, addend = np.float64(a) * np.float64(b), np.float64(c)
    total = np.atleast_1d(product + addend)
    back = total - product
    error = (product - (total - back)) + (addend - back)
    even = (total.view(np.int64) & 1) == 0
    inexact = np.isfinite(total) & (error != 0) & even
    odd = np.where(inexact, np.nextafter(total, np.copysign(np.inf, error)), total)
    return odd.astype(dtype).reshape(np.shape(product + addend))


@np.vectorize
def _fused_doubles(a: float, b: float, c: float) -> float:
    if not np.isfinite(a * b + c) or a * b + c == 0:
        return a * b + c
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def maximum(a: Value, b: Value) -> Value:
    """IEEE 754-2019 `maximum`: NaN wins, −0 < +0."""
    return np.where((a == 0) & (b == 0), a + b, np.maximum(a, b))


def minimum(a: Value, b: Value) -> Value:
    """IEEE 754-2019 `minimum`: NaN wins, −0 < +0."""
    return -maximum(-a, -b)


def saturated(value: Value, low: int, high: int) -> Value:
    """A float as an integer, truncated, held in a range; NaN is 0 (LLVM's `fptosi.sat`)."""
    return np.clip(np.nan_to_num(np.trunc(np.float64(value)), posinf=high, neginf=low), low, high)

"""Pass `expand-math`: exp, tanh, erf, log and log1p of f32 as polynomials, on scalars and vectors alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from xdsl.context import Context
from xdsl.dialects import arith, math
from xdsl.dialects.builtin import (
    FloatAttr,
    IntegerAttr,
    ModuleOp,
    VectorType,
    f32,
    i32,
)
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.passes import ModulePass

from ._conversion import dense_attr, erase
from ._llvm_types import lanes_of, scalar_of

# The format of f32
_MANTISSA_BITS = 23
_SIGN = -(1 << 31)
_MAGNITUDE = (1 << 31) - 1
_SMALLEST_NORMAL = 1 << _MANTISSA_BITS
_LARGEST_FINITE = 0x7F7FFFFF
_MINUS_INFINITY = 0xFF800000 - (1 << 32)
_ONE = 0x3F800000
"""The bits of 1.0; `_ONE + (n << 23)` are the bits of 2ⁿ."""
_TWO_TO_23 = 0x4B000000
_ROOT_HALF = 0x3F3504F3
"""The bits of √½."""

_ROUND = 12582912.0
"""1.5·2²³: added to a number below 2²² in magnitude, it rounds that to an integer, which the low bits of the sum then hold."""
_ROUND_BITS = 0x4B400000

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.693145751953125, 1.42860676533018e-06
"""ln 2 in two parts; the first has 16 bits, so that its products with exponents are exact."""

# Minimax fits, lowest power first; relative errors of the functions below 2⁻²⁶
_EXP = (
    0.4999999701976776,
    0.1666654348373413,
    0.04166720062494278,
    0.008366520516574383,
    0.0013882521307095885,
)
"""q with eʳ = 1 + r + r²·q(r), |r| ≤ ln 2 / 2."""
_LOG = (
    *(0.3333333134651184, -0.250008225440979, 0.20001234114170074, -0.16623298823833466),
    *(0.1420155167579651, -0.1316058337688446, 0.12763333320617676, -0.07635659724473953),
)
"""q with ln(1 + f) = f − f²/2 + f³·q(f), √½ ≤ 1 + f < √2."""
_ERF = (
    *(
        1.128379225730896,
        0.6366193890571594,
        0.10277783870697021,
        -0.019153092056512833,
        -0.00016034695727284998,
    ),
    *(0.0016669814940541983, -0.0006328130257315934, 0.00011763490329030901, -9.255581971956417e-06),
)
"""h with erf(x) = 1 − exp(−x·h(x)), 0 ≤ x ≤ 4."""

_EXP_RANGE = (-105.0, 89.5)
"""Beyond, eˣ rounds to 0 or to infinity."""
_TANH_LIMIT = 10.0
_ERF_LIMIT = 4.0
"""Beyond, tanh x and erf x round to 1."""


class _Builder:
    """Builds `arith` ops in front of one op, all on that op's type: f32, or a vector of f32."""

    def __init__(self, op: Operation):
        self.op = op
        self.floats: Attribute = op.results[0].type
        self.integers: Attribute = i32
        if (lanes := lanes_of(self.floats)) is not None:
            self.integers = VectorType(i32, [lanes])

    def _value(self, op: Operation) -> SSAValue:
        block = self.op.parent
        assert block is not None
        op.location = self.op.location
        block.insert_op_before(op, self.op)
        return op.results[0]

    def _constant(self, value: float, type_: Attribute) -> SSAValue:
        if lanes_of(type_) is not None:
            attr = dense_attr(type_, [value])
        else:
            attr = FloatAttr(value, f32) if type_ == f32 else IntegerAttr(int(value), i32)
        return self._value(arith.ConstantOp(cast(Any, attr), type_))

    def _float(self, value: SSAValue | float) -> SSAValue:
        return value if isinstance(value, SSAValue) else self._constant(value, self.floats)

    def _integer(self, value: SSAValue | int) -> SSAValue:
        return value if isinstance(value, SSAValue) else self._constant(value, self.integers)

    def f(self, op: type[Operation], *operands: SSAValue | float) -> SSAValue:
        """An operation on floats; numbers become constants."""
        return self._value(cast(Any, op)(*(self._float(operand) for operand in operands)))

    def i(self, op: type[Operation], *operands: SSAValue | int) -> SSAValue:
        """An operation on 32-bit integers; numbers become constants."""
        return self._value(cast(Any, op)(*(self._integer(operand) for operand in operands)))

    def bits(self, value: SSAValue) -> SSAValue:
        """A float's bits."""
        return self._value(arith.BitcastOp(value, self.integers))

    def number(self, bits: SSAValue) -> SSAValue:
        """The float that has these bits."""
        return self._value(arith.BitcastOp(bits, self.floats))

    def polynomial(self, x: SSAValue, coefficients: Sequence[float]) -> SSAValue:
        """Horner's scheme, lowest power first."""
        *rest, total = coefficients
        value = self._float(total)
        for coefficient in reversed(rest):
            value = self.f(math.FmaOp, value, x, coefficient)
        return value

    def where(self, mask: SSAValue, chosen: SSAValue | int, other: SSAValue | int) -> SSAValue:
        """Bits of `chosen` where the mask is all ones, of `other` where it is all zeros."""
        difference = self.i(arith.XOrIOp, chosen, other)
        return self.i(arith.XOrIOp, self.i(arith.AndIOp, mask, difference), other)

    def negative(self, bits: SSAValue) -> SSAValue:
        """All ones where the integer is negative, else zeros."""
        return self.i(arith.ShRSIOp, bits, 31)


def _power_of_two(b: _Builder, exponent: SSAValue) -> SSAValue:
    """2ⁿ, −127 < n < 128."""
    return b.number(b.i(arith.AddiOp, b.i(arith.ShLIOp, exponent, _MANTISSA_BITS), _ONE))


def _reduce(b: _Builder, x: SSAValue) -> tuple[SSAValue, SSAValue]:
    """x = n·ln 2 + r with |r| ≤ ln 2 / 2: the integer n, and eʳ − 1."""
    sum_ = b.f(math.FmaOp, x, _LOG2_E, _ROUND)
    n = b.f(arith.SubfOp, sum_, _ROUND)
    r = b.f(math.FmaOp, n, -_LN2_LOW, b.f(math.FmaOp, n, -_LN2_HIGH, x))
    tail = b.f(math.FmaOp, b.f(arith.MulfOp, r, r), b.polynomial(r, _EXP), r)
    return b.i(arith.SubiOp, b.bits(sum_), _ROUND_BITS), tail


def _exp(b: _Builder, x: SSAValue) -> SSAValue:
    """eˣ = eʳ·2ⁿ, the power in two factors, so that results beyond the normal range round as they should."""
    low, high = _EXP_RANGE
    n, tail = _reduce(b, b.f(arith.MinimumfOp, b.f(arith.MaximumfOp, x, low), high))
    half = b.i(arith.ShRSIOp, n, 1)
    scaled = b.f(arith.MulfOp, b.f(arith.AddfOp, tail, 1.0), _power_of_two(b, half))
    return b.f(arith.MulfOp, scaled, _power_of_two(b, b.i(arith.SubiOp, n, half)))


def _expm1(b: _Builder, x: SSAValue) -> SSAValue:
    """eˣ − 1 = (eʳ − 1)·2ⁿ + (2ⁿ − 1), for |x| < 80."""
    n, tail = _reduce(b, x)
    power = _power_of_two(b, n)
    return b.f(math.FmaOp, tail, power, b.f(arith.SubfOp, power, 1.0))


def _on_magnitude(b: _Builder, x: SSAValue, limit: float, odd: Callable[[SSAValue], SSAValue]) -> SSAValue:
    """An odd function from its values on [0, limit], constant beyond; NaN passes through."""
    bits = b.bits(x)
    sign = b.i(arith.AndIOp, bits, _SIGN)
    magnitude = b.number(b.i(arith.AndIOp, bits, _MAGNITUDE))
    y = odd(b.f(arith.MinimumfOp, magnitude, limit))
    return b.number(b.i(arith.OrIOp, b.i(arith.AndIOp, b.bits(y), _MAGNITUDE), sign))


def _tanh(b: _Builder, x: SSAValue) -> SSAValue:
    """tanh x = e / (e + 2) with e = exp(2x) − 1."""

    def on_positive(a: SSAValue) -> SSAValue:
        e = _expm1(b, b.f(arith.AddfOp, a, a))
        return b.f(arith.DivfOp, e, b.f(arith.AddfOp, e, 2.0))

    return _on_magnitude(b, x, _TANH_LIMIT, on_positive)


def _erf(b: _Builder, x: SSAValue) -> SSAValue:
    """erf x = 1 − exp(−x·h(x)); the outer sign is restored with x's."""

    def on_positive(a: SSAValue) -> SSAValue:
        exponent = b.f(arith.MulfOp, a, b.polynomial(a, _ERF))
        return _expm1(b, b.f(arith.NegfOp, exponent))

    return _on_magnitude(b, x, _ERF_LIMIT, on_positive)


def _log(b: _Builder, x: SSAValue) -> SSAValue:
    """ln x = e·ln 2 + ln(1 + f) with x = 2ᵉ·(1 + f); subnormal numbers are scaled up first."""
    positive_zero = b.f(arith.AddfOp, x, 0.0)
    bits = b.bits(positive_zero)
    tiny = b.negative(b.i(arith.SubiOp, bits, _SMALLEST_NORMAL))
    scaled = b.f(arith.MulfOp, positive_zero, b.number(b.where(tiny, _TWO_TO_23, _ONE)))
    above = b.i(arith.SubiOp, b.bits(scaled), _ROOT_HALF)
    e = b.i(arith.SubiOp, b.i(arith.ShRSIOp, above, _MANTISSA_BITS), b.i(arith.AndIOp, tiny, _MANTISSA_BITS))
    mantissa = b.i(arith.AddiOp, b.i(arith.AndIOp, above, _SMALLEST_NORMAL - 1), _ROOT_HALF)
    y = _log_of_parts(b, e, b.f(arith.SubfOp, b.number(mantissa), 1.0))
    return b.number(_log_special_cases(b, bits, b.bits(y)))


def _log_of_parts(b: _Builder, e: SSAValue, f: SSAValue) -> SSAValue:
    exponent = b.f(arith.SubfOp, b.number(b.i(arith.AddiOp, e, _ROUND_BITS)), _ROUND)
    square = b.f(arith.MulfOp, f, f)
    low = b.f(arith.MulfOp, exponent, _LN2_LOW)
    cubic = b.f(math.FmaOp, b.f(arith.MulfOp, square, f), b.polynomial(f, _LOG), low)
    tail = b.f(arith.AddfOp, f, b.f(math.FmaOp, square, -0.5, cubic))
    return b.f(math.FmaOp, exponent, _LN2_HIGH, tail)


def _log_special_cases(b: _Builder, x: SSAValue, y: SSAValue) -> SSAValue:
    """In bits: −∞ at 0, x itself at ∞ and NaN, NaN (all ones) below 0."""
    zero = b.negative(b.i(arith.SubiOp, x, 1))
    y = b.where(zero, _MINUS_INFINITY, y)
    not_finite = b.negative(b.i(arith.SubiOp, _LARGEST_FINITE, x))
    y = b.where(not_finite, x, y)
    return b.i(arith.OrIOp, y, b.negative(x))


def _log1p(b: _Builder, x: SSAValue) -> SSAValue:
    """ln(1 + x) = ln u + (x − (u − 1))/u, u = 1 + x rounded. The correction is NaN at −1 and ∞, where it must not count."""
    u = b.f(arith.AddfOp, x, 1.0)
    lost = b.f(arith.SubfOp, x, b.f(arith.SubfOp, u, 1.0))
    correction = b.f(arith.MaxnumfOp, b.f(arith.DivfOp, lost, u), -1.0)
    return b.f(arith.AddfOp, _log(b, u), correction)


_EXPANSIONS: dict[type[Operation], Callable[[_Builder, SSAValue], SSAValue]] = {
    math.ExpOp: _exp,
    math.TanhOp: _tanh,
    math.ErfOp: _erf,
    math.LogOp: _log,
    math.Log1pOp: _log1p,
}


@dataclass(frozen=True)
class ExpandMathPass(ModulePass):
    """
    Replaces `math.exp`, `math.tanh`, `math.erf`, `math.log` and `math.log1p` on f32 and vectors of f32 by arithmetic.

    LLVM has no vector code for these: `llvm.exp` on sixteen lanes becomes sixteen calls of the C library. The expansions
    have no branches and no calls. Measured errors, in units in the last place: exp 1.1, tanh 2.4, erf 3.0, log 0.9, log1p 1.5.
    NaN, infinities and the signs of zero come out right (but for `log1p(-0.0)`, which is +0), results below the normal range are rounded, not flushed.

    exp is computed as 2ⁿ·eʳ with a polynomial for eʳ, tanh from exp(2x) − 1, erf as 1 − exp(−x·h(x)) with a polynomial h, log from
    the exponent and a polynomial in the mantissa.

    Preconditions: none; other types and functions are left alone.

    Before:
    ```mlir
    %y = math.tanh %x : vector<16xf32>
    ```
    After:
    ```mlir
    %bits = arith.bitcast %x : vector<16xf32> to vector<16xi32>
    %sign = arith.andi %bits, %sign_mask : vector<16xi32>
    …
    %e = math.fma %tail, %power, %power_minus_one : vector<16xf32>
    %t = arith.addf %e, %two : vector<16xf32>
    %q = arith.divf %e, %t : vector<16xf32>
    ```
    """

    name = "expand-math"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            expansion = _EXPANSIONS.get(type(inner))
            if expansion is not None and scalar_of(inner.results[0].type) == f32:
                inner.results[0].replace_all_uses_with(expansion(_Builder(inner), inner.operands[0]))
                erase(inner)

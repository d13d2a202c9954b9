"""Where the elements of a planned buffer lie."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ArrayAttr, IntAttr, MemRefLayoutAttr, NoneAttr, UnitAttr
from xdsl.ir import Attribute, ParametrizedAttribute, SSAValue
from xdsl.ir.affine import AffineConstantExpr, AffineDimExpr, AffineMap
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ..nn import is_memref


@irdl_attr_definition
class PlanarAttr(MemRefLayoutAttr, ParametrizedAttribute):
    """Planes with room around them: element (n, c, s₁ … sᵣ) lies `lead + Σ index·stride` elements after the buffer's begin.

    The last stride is 1. A row is followed by a gap (`stride of the row above` − `row length` elements), a plane begins
    `lead` elements before its interior, and ends where the next plane begins; all of that is the plane's *halo*. Rows that share
    their gaps make a stencil a constant offset in the flattened plane: position p = Σ s·stride reads its neighbour (dy, dx) at
    p + dy·pitch + dx. With `zero_halo` the halo holds zeros, so padding needs no case of its own; without it the halo's values
    are undefined.

    ```mlir
    #plan.planar<[222208, 3472, 57, 1], lead = 64, zero_halo>
    ```
    """

    name = "plan.planar"
    strides: ArrayAttr[IntAttr]
    lead: IntAttr
    halo: UnitAttr | NoneAttr

    @classmethod
    def of(cls, strides: Sequence[int], lead: int, zero_halo: bool) -> PlanarAttr:
        return cls(
            ArrayAttr([IntAttr(s) for s in strides]), IntAttr(lead), UnitAttr() if zero_halo else NoneAttr()
        )

    @property
    def zero_halo(self) -> bool:
        return isinstance(self.halo, UnitAttr)

    def get_strides(self) -> Sequence[int]:
        return tuple(s.data for s in self.strides)

    def get_offset(self) -> int:
        return self.lead.data

    def get_affine_map(self) -> AffineMap:
        result = AffineConstantExpr(self.lead.data)
        for i, stride in enumerate(self.get_strides()):
            result += AffineDimExpr(i) * stride
        return AffineMap(len(self.strides), 0, (result,))

    def verify(self) -> None:
        strides = self.get_strides()
        if len(strides) < 3 or strides[-1] != 1 or list(strides) != sorted(strides, reverse=True):
            raise VerifyException(
                f"strides must be at least three, descend and end with 1, got {list(strides)}"
            )
        if self.lead.data < 0:
            raise VerifyException("lead must not be negative")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            strides = parser.parse_comma_separated_list(parser.Delimiter.SQUARE, parser.parse_integer)
            parser.parse_punctuation(",")
            parser.parse_keyword("lead")
            parser.parse_punctuation("=")
            lead = parser.parse_integer()
            zero_halo = parser.parse_optional_punctuation(",") is not None
            if zero_halo:
                parser.parse_keyword("zero_halo")
        return [
            ArrayAttr([IntAttr(s) for s in strides]),
            IntAttr(lead),
            UnitAttr() if zero_halo else NoneAttr(),
        ]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            strides = ", ".join(str(s) for s in self.get_strides())
            printer.print_string(f"[{strides}], lead = {self.lead.data}{', zero_halo' * self.zero_halo}")


def strides_of(value: SSAValue | Attribute) -> tuple[int, ...]:
    """Strides in elements of a memref (value or type)."""
    buffer = value.type if isinstance(value, SSAValue) else value
    assert is_memref(buffer)
    strides = buffer.get_strides()
    assert strides is not None and None not in strides, f"{buffer} has no static strides"
    return tuple(s for s in strides if s is not None)


def lead_of(value: SSAValue | Attribute) -> int:
    """Elements between the begin of a memref's buffer and its first element."""
    buffer = value.type if isinstance(value, SSAValue) else value
    assert is_memref(buffer)
    return 0 if isinstance(buffer.layout, NoneAttr) else (buffer.layout.get_offset() or 0)


def has_zero_halo(value: SSAValue) -> bool:
    """Whether a buffer's layout promises zeros around its planes' interior."""
    return is_memref(value.type) and isinstance(value.type.layout, PlanarAttr) and value.type.layout.zero_halo


def extent_of(value: SSAValue | Attribute) -> int:
    """Elements that the buffer of a memref takes, halo included."""
    buffer = value.type if isinstance(value, SSAValue) else value
    assert is_memref(buffer)
    shape, strides = buffer.get_shape(), strides_of(buffer)
    if isinstance(buffer.layout, PlanarAttr):
        return shape[0] * strides[0]
    return lead_of(buffer) + sum((n - 1) * s for n, s in zip(shape, strides, strict=True)) + 1

"""The type of packed weights."""

from __future__ import annotations

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, ParametrizedAttribute, TypeAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ..nn._types import is_float
from .scheme_attr import SchemeAttr


@irdl_attr_definition
class FKWType(ParametrizedAttribute, TypeAttribute):
    """Weights in FKW form (filter-kernel-weight, `schemes.fkw.FKW`): the shape they unpack to, and their scheme.

    ```mlir
    !pconv.fkw<64x64x3x3xf32, #pconv.pattern_scheme<["010/111/000", "000/111/010"], group = 4>>
    ```

    C1: the weights have rank 3, 4 or 5, no dimension is 0, and elements are floating-point.
    C2: the scheme has patterns for the kernel's shape.
    """

    name = "pconv.fkw"
    dense: TensorType
    scheme: SchemeAttr

    def get_shape(self) -> tuple[int, ...]:
        """`[F, C, *kernel]`."""
        return self.dense.get_shape()

    @property
    def element_type(self) -> Attribute:
        return self.dense.element_type

    def verify(self) -> None:
        if (
            len(self.get_shape()) not in (3, 4, 5)
            or min(self.get_shape()) < 1
            or not is_float(self.element_type)
        ):
            raise VerifyException(f"C1: packed weights cannot unpack to {self.dense}")
        try:
            self.scheme.patterns(self.get_shape()[2:])
        except VerifyException as error:
            raise VerifyException(f"C2: {error}") from error

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            shape, element_type = parser.parse_ranked_shape()
            parser.parse_punctuation(",")
            return [TensorType(element_type, shape), parser.parse_attribute()]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_dimension_list(self.get_shape())
            printer.print_string("x")
            printer.print_attribute(self.element_type)
            printer.print_string(", ")
            printer.print_attribute(self.scheme)

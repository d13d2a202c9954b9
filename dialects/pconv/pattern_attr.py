"""Kernel patterns and sets of them."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ArrayAttr, StringAttr
from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ...schemes.patterns import Pattern, SchemeError, pattern_masks


@irdl_attr_definition
class PatternAttr(ParametrizedAttribute):
    """The entries that a convolution kernel keeps, as `schemes.patterns.Pattern` writes them.

    ```mlir
    #pconv.pattern<"010/111/000">
    ```

    C1: the text is the canonical form of a pattern: rows of 0 and 1, `/` ends a row, `//` a slice.
    """

    name = "pconv.pattern"
    text: StringAttr

    @classmethod
    def of(cls, pattern: Pattern) -> PatternAttr:
        return cls(StringAttr(str(pattern)))

    @property
    def pattern(self) -> Pattern:
        return Pattern.parse(self.text.data)

    def verify(self) -> None:
        try:
            canonical = str(self.pattern)
        except SchemeError as error:
            raise VerifyException(f"C1: {error}") from error
        if canonical != self.text.data:
            raise VerifyException(f"C1: pattern {self.text.data!r} is written {canonical!r}")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            return [StringAttr(parser.parse_str_literal())]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string_literal(self.text.data)


@irdl_attr_definition
class PatternSetAttr(ParametrizedAttribute):
    """The patterns that the kernels of a layer, or of a network, choose from. Order counts: FKW stores numbers.

    ```mlir
    #pconv.pattern_set<["010/111/000", "000/111/010"]>
    ```

    C1: there is at least one pattern, none occurs twice, all cover kernels of one shape.
    """

    name = "pconv.pattern_set"
    members: ArrayAttr[PatternAttr]

    @classmethod
    def of(cls, patterns: Sequence[Pattern]) -> PatternSetAttr:
        return cls(ArrayAttr([PatternAttr.of(pattern) for pattern in patterns]))

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(member.pattern for member in self.members)

    @property
    def kernel(self) -> tuple[int, ...]:
        """The shape of the kernels."""
        return self.patterns[0].shape

    def verify(self) -> None:
        try:
            pattern_masks(self.patterns)
        except SchemeError as error:
            raise VerifyException(f"C1: {error}") from error

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            return [parse_members(parser)]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            print_members(printer, self.members)


def parse_members(parser: AttrParser) -> ArrayAttr[PatternAttr]:
    """`["…", "…"]`, the patterns of a set without their attribute's name."""
    texts = parser.parse_comma_separated_list(parser.Delimiter.SQUARE, parser.parse_str_literal)
    return ArrayAttr([PatternAttr(StringAttr(text)) for text in texts])


def print_members(printer: Printer, members: ArrayAttr[PatternAttr]) -> None:
    """The inverse of `parse_members`."""
    with printer.in_square_brackets():
        printer.print_list(members, lambda member: printer.print_string_literal(member.text.data))

"""Sparsity schemes as attributes: what a layer's zeros must look like. One class a scheme, found by the scheme's name.

A scheme says which structures are allowed; the structure of a layer (`schemes.Structure`) follows from it and the zeros of
the weights. A new scheme is a module in `schemes/` and a subclass of `SchemeAttr` here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from xdsl.dialects.builtin import IntAttr
from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ... import schemes
from ...schemes import Pattern, Structure, block_punched
from ...schemes.fitting import fit
from .pattern_attr import PatternSetAttr, parse_members, print_members


class SchemeAttr(ParametrizedAttribute, ABC):
    """Base of the sparsity schemes of a layer with weights `[F, C, *kernel]`."""

    SCHEME: ClassVar[str]
    """The scheme's name in `schemes.SCHEMES`."""

    ANY_POSITIONS: ClassVar[bool] = False
    """Whether kernels may keep any positions: `patterns` then are those, one by one, and no choice of the layer's."""

    group: IntAttr
    """Every `group` consecutive filters share channels and patterns."""

    @property
    def block(self) -> int:
        """Every `block` consecutive channels share patterns."""
        return 1

    @classmethod
    @abstractmethod
    def of(cls, sparsity: Structure) -> SchemeAttr:
        """The scheme of a structure that `schemes` has found or chosen."""

    @abstractmethod
    def patterns(self, kernel: tuple[int, ...]) -> tuple[Pattern, ...]:
        """The patterns that kernels of this shape choose from; VerifyException if the scheme has none for it."""

    def sparsity(self, w: np.ndarray) -> Structure:
        """The structure of `w`; SchemeError if `w` is not zero where this scheme wants zeros."""
        return fit(w, self.SCHEME, self.patterns(w.shape[2:]), self.group.data)

    def verify(self) -> None:
        if self.group.data < 1:
            raise VerifyException(f"C1: the group size must be at least 1, got {self.group.data}")


@irdl_attr_definition
class PatternSchemeAttr(SchemeAttr):
    """Kernel patterns plus connectivity: a kernel keeps the entries of one of the patterns, or nothing.

    ```mlir
    #pconv.pattern_scheme<["010/111/000", "000/111/010"], group = 4>
    ```

    C1: group ≥ 1.
    C2: all patterns keep the same number of entries, so that packed kernels have one size.
    """

    name = "pconv.pattern_scheme"
    SCHEME = "pattern"
    group: IntAttr
    pattern_set: PatternSetAttr

    @classmethod
    def of(cls, sparsity: Structure) -> PatternSchemeAttr:
        return cls(IntAttr(sparsity.group), PatternSetAttr.of(sparsity.patterns))

    def patterns(self, kernel: tuple[int, ...]) -> tuple[Pattern, ...]:
        patterns = self.pattern_set.patterns
        if patterns[0].shape != kernel:
            raise VerifyException(f"pattern {patterns[0]} does not fit kernels of shape {kernel}")
        return patterns

    def verify(self) -> None:
        super().verify()
        if len({pattern.entries for pattern in self.pattern_set.patterns}) > 1:
            raise VerifyException("C2: all patterns of a scheme must keep the same number of entries")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            pattern_set = PatternSetAttr(parse_members(parser))
            parser.parse_punctuation(",")
            return [_parse_group(parser), pattern_set]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            print_members(printer, self.pattern_set.members)
            printer.print_string(f", group = {self.group.data}")


@irdl_attr_definition
class UnstructuredSchemeAttr(SchemeAttr):
    """Kernels of one entry (1×1), each kept or not, alone or with the same channel of its group of filters.

    ```mlir
    #pconv.unstructured_scheme<group = 4>
    ```

    C1: group ≥ 1.
    """

    name = "pconv.unstructured_scheme"
    SCHEME = "unstructured"
    group: IntAttr

    @classmethod
    def of(cls, sparsity: Structure) -> UnstructuredSchemeAttr:
        return cls(IntAttr(sparsity.group))

    def patterns(self, kernel: tuple[int, ...]) -> tuple[Pattern, ...]:
        if set(kernel) != {1}:
            raise VerifyException(f"unstructured sparsity is for kernels of one entry, not of shape {kernel}")
        return (Pattern.full(kernel),)

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            return [_parse_group(parser)]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string(f"group = {self.group.data}")


@irdl_attr_definition
class BlockPunchedSchemeAttr(SchemeAttr):
    """Each kernel position kept or not in all kernels of a block of `group` filters × `channels` channels, BP(group, channels).

    ```mlir
    #pconv.block_punched_scheme<group = 8, channels = 4>
    ```

    C1: group ≥ 1.
    C2: channels ≥ 1.
    """

    name = "pconv.block_punched_scheme"
    SCHEME = "block-punched"
    ANY_POSITIONS = True
    group: IntAttr
    channels: IntAttr

    @property
    def block(self) -> int:
        return self.channels.data

    @classmethod
    def of(cls, sparsity: Structure) -> BlockPunchedSchemeAttr:
        return cls(IntAttr(sparsity.group), IntAttr(sparsity.block))

    def patterns(self, kernel: tuple[int, ...]) -> tuple[Pattern, ...]:
        return Pattern.singles(kernel)

    def sparsity(self, w: np.ndarray) -> Structure:
        return block_punched.fit(w, self.group.data, self.block)

    def verify(self) -> None:
        super().verify()
        if self.block < 1:
            raise VerifyException(
                f"C2: the number of channels in a block must be at least 1, got {self.block}"
            )

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            group = _parse_group(parser)
            parser.parse_punctuation(",")
            return [group, _parse_number(parser, "channels")]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string(f"group = {self.group.data}, channels = {self.block}")


def _parse_group(parser: AttrParser) -> IntAttr:
    return _parse_number(parser, "group")


def _parse_number(parser: AttrParser, keyword: str) -> IntAttr:
    parser.parse_keyword(keyword)
    parser.parse_punctuation("=")
    return IntAttr(parser.parse_integer(allow_boolean=False))


SCHEME_ATTRS: Mapping[str, type[SchemeAttr]] = MappingProxyType(
    {attr.SCHEME: attr for attr in (PatternSchemeAttr, BlockPunchedSchemeAttr, UnstructuredSchemeAttr)}
)
"""The attribute of every scheme, by the scheme's name."""

assert SCHEME_ATTRS.keys() == schemes.SCHEMES.keys(), "a scheme lacks its attribute"


def scheme_of(sparsity: Structure) -> SchemeAttr:
    """The attribute for a structure."""
    return SCHEME_ATTRS[sparsity.scheme].of(sparsity)

"""The activation of a fused epilogue."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from xdsl.dialects.builtin import ArrayAttr, FloatAttr, StringAttr, f32
from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

ACTIVATIONS: dict[str, tuple[str, ...]] = {
    "relu": (),
    "leaky_relu": ("alpha",),
    "clip": ("min", "max"),
    "hard_sigmoid": ("alpha", "beta"),
    "hard_swish": (),
    "sigmoid": (),
    "silu": (),
    "tanh": (),
}
"""Activations that an epilogue can hold, with their parameters; each has the name of an `nn` operation."""


@irdl_attr_definition
class ActivationAttr(ParametrizedAttribute):
    """An elementwise function applied to what a layer computes.

    ```mlir
    #nn.activation<relu>
    #nn.activation<clip, 0.0, 6.0>
    ```
    """

    name = "nn.activation"
    kind: StringAttr
    arguments: ArrayAttr[FloatAttr]

    @classmethod
    def of(cls, kind: str, parameters: Sequence[float] = ()) -> ActivationAttr:
        return cls(StringAttr(kind), ArrayAttr([FloatAttr(p, f32) for p in parameters]))

    @property
    def values(self) -> tuple[float, ...]:
        """The parameters, in the order of `ACTIVATIONS`."""
        return tuple(p.value.data for p in self.arguments)

    def verify(self) -> None:
        if self.kind.data not in ACTIVATIONS:
            raise VerifyException(f"unknown activation {self.kind.data}; known are {', '.join(ACTIVATIONS)}")
        if len(self.arguments) != len(ACTIVATIONS[self.kind.data]):
            names = ", ".join(ACTIVATIONS[self.kind.data]) or "none"
            raise VerifyException(
                f"{self.kind.data} takes the parameters: {names}; got {len(self.arguments)}"
            )
        if problem := parameter_problem(self.kind.data, self.values):
            raise VerifyException(problem)

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        values: list[float] = []
        with parser.in_angle_brackets():
            kind = parser.parse_identifier()
            while parser.parse_optional_punctuation(","):
                values.append(_parse_number(parser))
        return [StringAttr(kind), ArrayAttr([FloatAttr(v, f32) for v in values])]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string(self.kind.data)
            for parameter in self.arguments:
                printer.print_string(f", {_number_text(parameter.value.data)}")


def parameter_problem(kind: str, values: Sequence[float]) -> str | None:
    """What is wrong with the parameters: they must be numbers, and finite but for the limits of `clip`."""
    for name, value in zip(ACTIVATIONS[kind], values, strict=True):
        if math.isnan(value) or (math.isinf(value) and kind != "clip"):
            return f"{name} of {kind} cannot be {value}"
    return None


def _parse_number(parser: AttrParser) -> float:
    """A literal, `inf` or `-inf`."""
    negative = parser.parse_optional_punctuation("-") is not None
    infinite = parser.parse_optional_keyword("inf") is not None
    value = math.inf if infinite else float(parser.parse_number())
    return -value if negative else value


def _number_text(value: float) -> str:
    """The shortest literal that reads back as the same f32."""
    text = str(np.float32(value))
    return text.replace("e", ".0e") if "." not in text else text

"""What the planning passes ask about the machine."""

from __future__ import annotations

from xdsl.dialects.builtin import ArrayAttr, IntAttr, ModuleOp
from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

_FIELDS = ("lanes", "registers", "l1", "l2")


@irdl_attr_definition
class TargetAttr(ParametrizedAttribute):
    """Vector lanes of f32, vector registers, and bytes of the first and second cache of a core.

    The module carries it as `plan.target`; without it the generic machine is planned for.

    ```mlir
    module attributes {plan.target = #plan.target<lanes = 16, registers = 32, l1 = 32768, l2 = 1048576>} { … }
    ```
    """

    name = "plan.target"
    numbers: ArrayAttr[IntAttr]

    @classmethod
    def of(cls, lanes: int, registers: int, l1: int, l2: int) -> TargetAttr:
        return cls(ArrayAttr([IntAttr(n) for n in (lanes, registers, l1, l2)]))

    @property
    def lanes(self) -> int:
        return self.numbers.data[0].data

    @property
    def registers(self) -> int:
        return self.numbers.data[1].data

    @property
    def l1(self) -> int:
        return self.numbers.data[2].data

    @property
    def l2(self) -> int:
        return self.numbers.data[3].data

    def verify(self) -> None:
        if min(n.data for n in self.numbers) < 1:
            raise VerifyException("lanes, registers and the sizes of the caches must be positive")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        numbers: list[IntAttr] = []
        with parser.in_angle_brackets():
            for i, key in enumerate(_FIELDS):
                if i:
                    parser.parse_punctuation(",")
                parser.parse_keyword(key)
                parser.parse_punctuation("=")
                numbers.append(IntAttr(parser.parse_integer()))
        return [ArrayAttr(numbers)]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            numbers = zip(_FIELDS, self.numbers, strict=True)
            printer.print_string(", ".join(f"{key} = {number.data}" for key, number in numbers))


GENERIC = TargetAttr.of(lanes=4, registers=16, l1=32768, l2=262144)
"""Any machine with 128-bit vectors."""


def target_of(module: ModuleOp) -> TargetAttr:
    """The target that `module` is planned for."""
    target = module.attributes.get("plan.target", GENERIC)
    assert isinstance(target, TargetAttr)
    return target

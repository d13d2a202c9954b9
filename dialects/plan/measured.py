"""What measuring has found out about layers."""

from __future__ import annotations

from collections.abc import Mapping

from xdsl.dialects.builtin import DictionaryAttr, FloatData, ModuleOp
from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from .schedule import ScheduleAttr


@irdl_attr_definition
class MeasuredAttr(ParametrizedAttribute):
    """The best schedule measured for a layer, and how long it took: in slots, the time of one vector multiply-add at peak on one core.

    A module holds them in `plan.measured`, by the text of the layer's workload. The passes `choose-sparse-layers` and `schedule` believe
    them more than predictions.

    ```mlir
    module attributes {plan.measured = {"kind=conv …" = #plan.measured<#plan.schedule<tap, …>, slots = 20512.5>}} { … }
    ```
    """

    name = "plan.measured"
    schedule: ScheduleAttr
    time: FloatData

    @classmethod
    def of(cls, schedule: ScheduleAttr, slots: float) -> MeasuredAttr:
        return cls(schedule, FloatData(slots))

    @property
    def slots(self) -> float:
        return self.time.data

    def verify(self) -> None:
        if not self.slots > 0:
            raise VerifyException(f"a layer takes more than 0 slots, not {self.slots}")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            schedule = parser.parse_attribute()
            parser.parse_punctuation(",")
            parser.parse_keyword("slots")
            parser.parse_punctuation("=")
            slots = parser.parse_number()
        return [schedule, FloatData(float(slots))]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_attribute(self.schedule)
            printer.print_string(f", slots = {self.slots}")


def measured_of(module: ModuleOp) -> Mapping[str, MeasuredAttr]:
    """What `module` says of workloads, by their text."""
    found = module.attributes.get("plan.measured", DictionaryAttr({}))
    assert isinstance(found, DictionaryAttr)
    return {key: value for key, value in found.data.items() if isinstance(value, MeasuredAttr)}

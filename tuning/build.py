"""From schedules to a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from xdsl.dialects.builtin import DictionaryAttr, ModuleOp

from ..dialects import plan
from ..levels import Gathered, descend
from ..runtime.jit import compile_object
from ..runtime.session import Program
from ..targets import Target

Schedules = Mapping[str, plan.ScheduleAttr]
"""By the text of the workload."""


class Builder(Protocol):
    """Makes programs of one network."""

    def build(self, schedules: Schedules) -> Program:
        """The network with these schedules, and the predicted ones for other workloads. It takes the time of its steps."""
        ...


class LocalBuilder:
    """Compiles in this process."""

    def __init__(self, module: ModuleOp, target: Target, threads: int):
        """module: the network in tensor form, its sparsity packed or left as it shall be."""
        self._module, self._target, self._threads = module, target, threads

    def build(self, schedules: Schedules) -> Program:
        module, gathered = self._module.clone(), Gathered(keep_source=False)
        gathered.take("pconv", module)
        # How long they take does not matter: one schedule is all that the passes see.
        measured = {key: plan.MeasuredAttr.of(schedule, 1.0) for key, schedule in schedules.items()}
        module.attributes["plan.measured"] = DictionaryAttr(measured)
        for level, lowered in descend(module, "pconv", timed_threads=self._threads):
            gathered.take(level, lowered)
        return gathered.program(compile_object(module, self._target))

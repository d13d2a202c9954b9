"""The kernels that a layer can be computed by. One file a kernel, found by its name; to add one is to add its file.

The file `<name>.py` answers, for the layers and schedules of `#plan.schedule<<name>, …>`, the three questions of `Kernel`. Which
operation of `plan` a kernel becomes and how that is lowered, the conversions say; nothing here knows of loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol, cast

from ....dialects import plan
from .._workload import Workload


class Kernel(Protocol):
    """What a kernel's module declares."""

    def objection(self, layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
        """Why the kernel cannot compute the layer as scheduled; None where it can, even if slowly."""
        ...

    def schedules(self, layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
        """The schedules worth a measurement, at most some sixty; none where the kernel does not apply."""
        ...

    def cost(self, layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
        """Predicted time on one core, in the time of one multiply-add of vectors at peak (a slot)."""
        ...


class Choice(NamedTuple):
    """A schedule, and the slots that it is predicted to take."""

    schedule: plan.ScheduleAttr
    cost: float


@cache
def kernels() -> Mapping[str, Kernel]:
    """All kernels by name, in alphabetical order."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("*.py") if not file.stem.startswith("_"))
    return MappingProxyType({name: cast(Kernel, import_module(f".{name}", __package__)) for name in names})


def candidates(layer: Workload, target: plan.TargetAttr) -> list[plan.ScheduleAttr]:
    """The schedules of all kernels."""
    return [schedule for kernel in kernels().values() for schedule in kernel.schedules(layer, target)]


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    """Why the layer cannot be computed as scheduled; None where it can."""
    kernel = kernels().get(schedule.kernel.data)
    if kernel is None:
        return f"there is no kernel '{schedule.kernel.data}', only {', '.join(kernels())}"
    if target.lanes % schedule.lanes:
        return f"{schedule.lanes} lanes do not divide the target's {target.lanes}"
    return kernel.objection(layer, schedule, target)


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """Predicted slots of the layer, computed as scheduled on one core."""
    return kernels()[schedule.kernel.data].cost(layer, schedule, target)


@cache
def best(layer: Workload, target: plan.TargetAttr) -> Choice | None:
    """The candidate that is predicted to be fastest, the first of several; None without candidates."""
    choices = (Choice(s, cost(layer, s, target)) for s in candidates(layer, target))
    return min(choices, key=lambda choice: choice.cost, default=None)


def choose(
    layer: Workload, target: plan.TargetAttr, measured: Mapping[str, plan.MeasuredAttr]
) -> Choice | None:
    """What was measured to be fastest; where nothing was, what is predicted to be."""
    known = measured.get(layer.key)
    if known is not None and objection(layer, known.schedule, target) is None:
        return Choice(known.schedule, known.slots)
    return best(layer, target)


def predicted(layer: Workload, target: plan.TargetAttr) -> float:
    """Slots of the best candidate."""
    choice = best(layer, target)
    assert choice is not None, f"no kernel computes {layer}"
    return choice.cost

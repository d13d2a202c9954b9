"""What there is to tune in a network: its workloads, and the schedules that their kernels declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue

from ..diagnostics import node_name
from ..dialects import pconv, plan
from ..levels import main_function
from ..passes.planning import _kernels
from ..passes.planning._workload import Workload
from ..passes.planning.assign_layouts import layouts
from ..passes.sparsity._workloads import workloads


@dataclass
class Task:
    """A workload, and the layers that are one."""

    workload: Workload
    schedules: list[plan.ScheduleAttr]
    """Those worth a measurement, the one predicted to be fastest first."""
    layers: list[str] = field(default_factory=list[str])

    @property
    def key(self) -> str:
        return self.workload.key

    @property
    def default(self) -> plan.ScheduleAttr:
        """What is taken without measurements."""
        return self.schedules[0]


def find_tasks(module: ModuleOp) -> list[Task]:
    """The tasks of a module in tensor form, in order of their first layers. Layers whose names others have too are left out: their
    times could not be told apart."""
    target = plan.target_of(module)
    planes = layouts(module, target.lanes)
    found = ((op, _workload(op, planes)) for op in main_function(module).body.block.ops)
    known = [(node_name(op.location), workload) for op, workload in found if workload is not None]
    tasks: dict[Workload, Task] = {}
    for (name, workload), count in zip(known, _counts(name for name, _ in known), strict=True):
        if name and count == 1:
            tasks.setdefault(workload, Task(workload, _ordered(workload, target))).layers.append(name)
    return [task for task in tasks.values() if task.schedules]


def _workload(layer: Operation, planes: Mapping[SSAValue, plan.PlanarAttr]) -> Workload | None:
    """Of a layer as it is, pruned or dense; None where it has no kernel of its own."""
    found = workloads(layer, planes)
    if found is None:
        return None
    return found.pruned if isinstance(layer, pconv.ConvOp | pconv.LinearOp) else found.dense


def _counts(names: Iterable[str]) -> list[int]:
    """How often each name is among the names."""
    listed = list(names)
    counter = Counter(listed)
    return [counter[name] for name in listed]


def _ordered(layer: Workload, target: plan.TargetAttr) -> list[plan.ScheduleAttr]:
    """All candidates, by predicted cost; equal ones stay as the kernels named them."""
    found = dict.fromkeys(_kernels.candidates(layer, target))
    return sorted(found, key=lambda schedule: _kernels.cost(layer, schedule, target))

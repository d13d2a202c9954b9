"""What the cost model says of a network's layers: how long the kernel chosen takes, and how long the best dense and pruned ones would."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from .dialects import pconv, plan
from .passes.planning import _kernels
from .passes.planning._workload import Workload
from .passes.planning.assign_layouts import layouts
from .passes.sparsity._workloads import Layouts, workloads


@dataclass(frozen=True)
class Prediction:
    """Times on one core, in slots: a slot is the time of one vector multiply-add at peak."""

    lanes: int
    """Of such a vector."""
    dense: float
    """Of the best dense kernel."""
    pruned: float | None
    """Of the best kernel that skips zeros; None where they follow no scheme."""
    chosen: float
    """Of the kernel that computes the layer."""

    def seconds(self, slots: float, peak: float) -> float:
        """`slots` on a core that does `peak` floating-point operations a second at most."""
        return slots * 2 * self.lanes / peak


@dataclass(frozen=True)
class Predictable:
    """A layer with a kernel of its own, before it is scheduled."""

    dense: Workload
    pruned: Workload | None
    is_pruned: bool
    target: plan.TargetAttr

    def scheduled(self, schedule: plan.ScheduleAttr) -> Prediction:
        """The prediction for the layer, computed like this."""
        layer = self.pruned if self.is_pruned and self.pruned is not None else self.dense
        return Prediction(
            lanes=self.target.lanes,
            dense=_kernels.predicted(self.dense, self.target),
            pruned=None if self.pruned is None else _kernels.predicted(self.pruned, self.target),
            chosen=_kernels.cost(layer, schedule, self.target),
        )


class Predictor:
    """Finds what is predictable in a module in tensor form."""

    def __init__(self, module: ModuleOp):
        self._target = plan.target_of(module)
        self._planes: Layouts = layouts(module, self._target.lanes)

    def __call__(self, layer: Operation) -> Predictable | None:
        """None for layers without a kernel of their own."""
        found = workloads(layer, self._planes)
        if found is None:
            return None
        is_pruned = isinstance(layer, pconv.ConvOp | pconv.LinearOp)
        return Predictable(found.dense, found.pruned, is_pruned, self._target)

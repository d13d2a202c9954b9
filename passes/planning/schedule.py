"""Choosing the kernel of every convolution and linear layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, f32
from xdsl.ir import Operation, SSAValue
from xdsl.passes import ModulePass

from ...diagnostics import IRError
from ...dialects import nn, pconv, plan
from ...dialects.nn._base import NNOp
from ...dialects.nn.conv import ConvBase
from . import _kernels
from ._convolutions import is_planned
from ._workload import planned_workload

SCHEDULE = "plan.schedule"
"""The discardable attribute that holds the schedule of a layer."""


def _schedule(
    layer: ConvBase | nn.GemmOp | pconv.LinearOp,
    target: plan.TargetAttr,
    measured: Mapping[str, plan.MeasuredAttr],
) -> plan.ScheduleAttr:
    """The schedule that stands on the layer already, or the one measured or predicted to be fastest."""
    workload, preset = planned_workload(layer), layer.attributes.get(SCHEDULE)
    if preset is None:
        choice = _kernels.choose(workload, target, measured)
        assert choice is not None, f"no kernel computes {workload}"
        return choice.schedule
    if not isinstance(preset, plan.ScheduleAttr):
        raise IRError(f"{SCHEDULE} must be a schedule, not {preset}", layer)
    if (reason := _kernels.objection(workload, preset, target)) is not None:
        raise IRError(f"'{layer.name}' cannot be computed as scheduled: {reason}", layer)
    return preset


def _is_scheduled(layer: Operation) -> bool:
    match layer:
        case ConvBase():
            return is_planned(layer)
        case nn.GemmOp():
            return is_planned_linear(layer)
        case pconv.LinearOp():
            return isinstance(layer.weight.owner, pconv.BlockConstantOp) and nn.element_of(layer.input) == f32
        case _:
            return False


def is_planned_linear(gemm: nn.GemmOp) -> bool:
    """Whether a linear layer has a kernel: dense f32 buffers, its matrix and addend known now."""
    return (
        isinstance(gemm.b.owner, plan.WeightOp)
        and (gemm.c is None or _is_row(gemm.c))
        and nn.element_of(gemm.a) == f32
        and not gemm.trans_a.value.data
    )


def _is_row(addend: SSAValue) -> bool:
    """Whether a linear layer's addend is known now and the same for every row."""
    return isinstance(addend.owner, plan.WeightOp) and (
        len(nn.shape_of(addend)) < 2 or nn.shape_of(addend)[0] == 1
    )


@dataclass(frozen=True)
class SchedulePass(ModulePass):
    """Choose, for every convolution and linear layer, kernel, blocking and loop order: `#plan.schedule`.

    Every kernel (`_kernels/`) names the schedules that suit the layer, and predicts what each would cost on this target, from its
    arithmetic, its loads and the caches they come from. The cheapest is taken; or the one that the module's `plan.measured` names for
    such a layer, if it does. A schedule that stands on the layer already is kept: so one's own come in. It is an error where it
    cannot compute the layer.

    Preconditions: destination form, layouts assigned. The target is the module's `plan.target`.

    Before:
    ```mlir
    nn.conv %x, %w into(%y : …) {…} : …
    ```
    After:
    ```mlir
    nn.conv %x, %w into(%y : …) {…, plan.schedule = #plan.schedule<tap, filters = 8, tile = 3, lanes = 16, order = tile>} : …
    ```
    """

    name = "schedule"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        target, measured = plan.target_of(op), plan.measured_of(op)
        for layer in op.walk():
            if isinstance(layer, NNOp) and layer.out is None:
                raise IRError(f"'{layer.name}' has no destination; bufferize must run first", layer)
            if _is_scheduled(layer):
                assert isinstance(layer, ConvBase | nn.GemmOp | pconv.LinearOp)
                layer.attributes[SCHEDULE] = _schedule(layer, target, measured)
            elif SCHEDULE in layer.attributes:
                raise IRError(f"'{layer.name}' is scheduled, but has no kernel of its own", layer)

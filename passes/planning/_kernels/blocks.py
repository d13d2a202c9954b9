"""`blocks`: a fully connected layer whose columns are pruned in blocks of outputs. Each block streams the weights of its own columns.

- filters: rows of the input together, which share every vector of weights.
- tile: vectors of outputs of a block; tile × lanes is the layer's group.
- order: without meaning, `tile`.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd

from ....dialects import plan
from .._workload import FLOAT, Workload
from ._linear import linear_cost, rows_objection, rows_together


def objection(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> str | None:
    if layer.kind != "linear" or not layer.pruned:
        return "'blocks' is for pruned fully connected layers"
    if schedule.tile * schedule.lanes != layer.group:
        return f"blocks have {layer.group} outputs, not {schedule.tile * schedule.lanes}"
    return rows_objection(layer, schedule)


def schedules(layer: Workload, target: plan.TargetAttr) -> Iterable[plan.ScheduleAttr]:
    """The widest vectors that the group is made of."""
    if layer.kind != "linear" or not layer.pruned:
        return
    lanes = gcd(layer.group, target.lanes)
    for rows in rows_together(layer, layer.group // lanes, target):
        yield plan.ScheduleAttr.of("blocks", rows, layer.group // lanes, lanes)


def cost(layer: Workload, schedule: plan.ScheduleAttr, target: plan.TargetAttr) -> float:
    """Beside its weights, every column brings the number of its input."""
    blocks = -(-layer.filters // layer.group)
    weights = layer.kernels * (layer.group + 1) * FLOAT
    return linear_cost(layer, schedule, target, layer.kernels, blocks, weights)

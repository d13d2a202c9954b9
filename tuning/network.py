"""A network tuned as a whole: first with its sparsity, then dense, so that the choice between them is measured too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dialects import pconv
from ..levels import levels
from ..runtime.measurements import Measurements
from .build import LocalBuilder
from .run import LocalRunner
from .tasks import Task, find_tasks
from .tune import Options, tune

if TYPE_CHECKING:
    from ..levels import Model

FORMS = {
    "pruned": "simplify-graph,exploit-all-sparsity",
    "dense": "simplify-graph",
}
"""The forms that `choose-sparse-layers` chooses between, and the passes that lead to each."""

Progress = Callable[[str, int, int], None]
"""Told the form that is tuned, how many builds are done, and how many there will be at most."""


@dataclass(frozen=True)
class Tuned:
    """What came of one workload."""

    workload: str
    form: str
    layers: Sequence[str]
    default: str
    """The schedule that is taken without measurements."""
    schedule: str
    """The one that is taken from now on."""
    default_slots: float
    slots: float
    measured: int
    """Schedules that were measured, now or earlier."""

    @property
    def gain(self) -> float:
        """How many times faster."""
        return self.default_slots / self.slots


def tune_network(
    model: Model,
    database: Measurements,
    options: Options,
    *,
    pipeline: str | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    progress: Progress = lambda form, done, of: None,
) -> list[Tuned]:
    """Measure the schedules of all layers on this machine, pinned, and write what they take to `database`.

    pipeline: passes before planning in place of the default ones; then that is the only form.

    What the database knows already is not measured again. Raises PrunirError where the model is broken or not supported.
    """
    target, threads = database.context
    runner = LocalRunner(target, threads)
    found: list[Tuned] = []
    for form, passes in FORMS.items() if pipeline is None else [("given", pipeline)]:
        module = next(
            module
            for level, module in levels(model, pipeline=passes, input_shapes=input_shapes, target=target)
            if level == "pconv"
        )
        if form == "pruned" and not any(
            isinstance(op, pconv.ConvOp | pconv.LinearOp) for op in module.walk()
        ):
            continue
        known = {outcome.workload for outcome in found}
        tasks = [task for task in find_tasks(module) if task.key not in known]
        tune(
            tasks,
            LocalBuilder(module, target, threads),
            runner,
            database,
            options,
            lambda done, of, form=form: progress(form, done, of),
        )
        found += _outcomes(form, tasks, database)
    return found


def _outcomes(form: str, tasks: Sequence[Task], database: Measurements) -> list[Tuned]:
    rows = {
        workload: {r.schedule: r.slots for r in found} for workload, found in database.by_workload().items()
    }
    best = database.best()
    return [
        Tuned(
            workload=task.key,
            form=form,
            layers=tuple(task.layers),
            default=str(task.default),
            schedule=best[task.key][0],
            default_slots=rows[task.key][str(task.default)],
            slots=best[task.key][1],
            measured=len(rows[task.key]),
        )
        for task in tasks
        if task.key in best
    ]

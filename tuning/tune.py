"""The search: every layer's schedules are measured in the network itself, one of each layer at a time.

A program is built with the next schedule of every workload at once, and the time of each layer taken: as many workloads as the network
has are measured for the price of one build, with the neighbours, layouts and caches that they will have. Schedules are tried in
the order of their predicted cost. What was best is measured once more beside the default, in the same rounds, before it is believed.

The spaces are small (at most some sixty schedules) and the prediction orders them well, so counting through them reaches the best
sooner than a sampler that first has to learn; a search library would only add a dependency.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..dialects import plan
from ..runtime.measurements import Measurement, Measurements
from .build import Builder, Schedules
from .run import Runner, Times
from .tasks import Task

FINALISTS = 3
"""Schedules of a workload that are measured once more, the default aside."""

Progress = Callable[[int, int], None]
"""Told how many builds are done, and how many there will be at most."""


@dataclass(frozen=True)
class Options:
    """How much to measure."""

    trials: int = 16
    """Schedules of each workload, the ones predicted to be fastest; all where there are fewer."""
    rounds: int = 10
    """Runs of each program; twice as many for finalists."""


def tune(
    tasks: Sequence[Task],
    builder: Builder,
    runner: Runner,
    database: Measurements,
    options: Options,
    progress: Progress = lambda done, of: None,
) -> None:
    """Measure what the database does not know yet, and write it there as soon as it is known."""
    known = database.by_workload()
    queues = {task.key: _unknown(task, known.get(task.key, []), options) for task in tasks}
    longest = max(map(len, queues.values()), default=0)
    total = longest + FINALISTS
    for trial in range(longest):
        progress(trial, total)
        schedules = {key: queue[trial] for key, queue in queues.items() if trial < len(queue)}
        (times,) = runner.run([builder.build(schedules)], options.rounds)
        database.record(_rows(tasks, schedules, times, options.rounds))
    progress(longest, total)
    _confirm(tasks, builder, runner, database, options, lambda done: progress(longest + done, total))


def _unknown(task: Task, rows: Sequence[Measurement], options: Options) -> list[plan.ScheduleAttr]:
    known = {row.schedule for row in rows}
    return [schedule for schedule in task.schedules[: options.trials] if str(schedule) not in known]


def _confirm(
    tasks: Sequence[Task],
    builder: Builder,
    runner: Runner,
    database: Measurements,
    options: Options,
    progress: Callable[[int], None],
) -> None:
    """Measure the finalists of every workload beside its default."""
    rounds, known = 2 * options.rounds, database.by_workload()
    lists = {task.key: _finalists(task, known.get(task.key, []), rounds) for task in tasks}
    if not any(lists.values()):
        return
    programs: list[Schedules] = [{task.key: task.default for task in tasks}]
    for place in range(max(map(len, lists.values()))):
        programs.append({key: found[place] for key, found in lists.items() if place < len(found)})
    built = []
    for number, schedules in enumerate(programs):
        built.append(builder.build(schedules))
        progress(number)
    for schedules, times in zip(programs, runner.run(built, rounds), strict=True):
        database.record(_rows(tasks, schedules, times, rounds))


def _finalists(task: Task, rows: Sequence[Measurement], rounds: int) -> list[plan.ScheduleAttr]:
    """The fastest schedules; none where the fastest of all, and the default, were confirmed already."""
    rows = sorted(rows, key=lambda row: row.slots)
    needed = [row for row in (*rows[:1], *(r for r in rows if r.is_default)) if row.rounds < rounds]
    best = [row.schedule for row in rows if not row.is_default][:FINALISTS] if needed else []
    return [schedule for schedule in task.schedules if str(schedule) in best]


def _rows(tasks: Sequence[Task], schedules: Schedules, times: Times, rounds: int) -> list[Measurement]:
    """What a run says about the workloads that it had schedules for: the median over their layers."""
    rows: list[Measurement] = []
    for task in tasks:
        taken = [times[name] for name in task.layers if name in times]
        if task.key in schedules and taken:
            schedule = schedules[task.key]
            slots = statistics.median(taken)
            rows.append(Measurement(task.key, str(schedule), slots, schedule == task.default, rounds))
    return rows

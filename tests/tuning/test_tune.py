"""The search finds the fastest schedule, measures nothing twice, and believes nothing that it saw once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import prunir
import pytest
from bench_models import convolution
from prunir.dialects import plan
from prunir.passes.planning._workload import Workload
from prunir.runtime.measurements import Context, Measurements
from prunir.targets import host
from prunir.tuning.network import tune_network
from prunir.tuning.tasks import Task
from prunir.tuning.tune import Options, tune

OPTIONS = Options(trials=4, rounds=3)


def schedule(tile: int) -> plan.ScheduleAttr:
    return plan.ScheduleAttr.of("tap", 1, tile, 16)


def task(name: str, filters: int, tiles: int) -> Task:
    return Task(Workload("conv", 1, filters, 1), [schedule(t) for t in range(1, tiles + 1)], [name])


class Machine:
    """Builder and runner for which a layer takes as long as `times` says for its tile; it notes what it measured."""

    def __init__(self, tasks: Sequence[Task], times: dict[str, list[float]]):
        self.tasks, self.times = tasks, times
        self.built: list[dict[str, int]] = []

    def build(self, schedules: Any) -> Any:
        tiles = {t.layers[0]: schedules.get(t.key, t.default).tile for t in self.tasks}
        self.built.append(tiles)
        return tiles

    def run(self, programs: Sequence[Any], rounds: int) -> list[dict[str, float]]:
        return [{name: self.times[name][tile - 1] for name, tile in tiles.items()} for tiles in programs]


@pytest.fixture
def database(tmp_path: Path) -> Measurements:
    return Measurements(tmp_path / "m.sqlite", Context(host(), 1))


def chosen(tasks: Sequence[Task], database: Measurements) -> dict[str, str]:
    best = database.best()
    return {t.layers[0]: best[t.key][0] for t in tasks}


def test_each_layer_gets_its_fastest_schedule(database: Measurements):
    tasks = [task("a", 1, 4), task("b", 2, 2)]
    machine = Machine(tasks, {"a": [4, 3, 1, 2], "b": [1, 2]})
    tune(tasks, machine, machine, database, OPTIONS)
    assert chosen(tasks, database) == {"a": str(schedule(3)), "b": str(schedule(1))}
    assert [tiles["a"] for tiles in machine.built[:4]] == [1, 2, 3, 4]


def test_only_the_best_predicted_are_tried(database: Measurements):
    tasks = [task("a", 1, 9)]
    machine = Machine(tasks, {"a": [9, 8, 7, 6, 5, 4, 3, 2, 1]})
    tune(tasks, machine, machine, database, OPTIONS)
    assert chosen(tasks, database) == {"a": str(schedule(4))}


def test_what_is_known_is_not_measured_again(database: Measurements):
    tasks = [task("a", 1, 4)]
    first = Machine(tasks, {"a": [4, 3, 1, 2]})
    tune(tasks, first, first, database, OPTIONS)
    again = Machine(tasks, {"a": [1, 1, 1, 1]})
    tune(tasks, again, again, database, OPTIONS)
    assert again.built == []


def test_tuning_goes_on_where_it_ended(database: Measurements):
    tasks = [task("a", 1, 4)]

    class Interrupted(Machine):
        def run(self, programs: Sequence[Any], rounds: int) -> list[dict[str, float]]:
            if len(self.built) > 2:
                raise KeyboardInterrupt
            return super().run(programs, rounds)

    machine = Interrupted(tasks, {"a": [4, 3, 1, 2]})
    with pytest.raises(KeyboardInterrupt):
        tune(tasks, machine, machine, database, OPTIONS)
    rest = Machine(tasks, {"a": [4, 3, 1, 2]})
    tune(tasks, rest, rest, database, OPTIONS)
    assert [tiles["a"] for tiles in rest.built[:2]] == [3, 4]
    assert chosen(tasks, database) == {"a": str(schedule(3))}


def test_luck_does_not_last(database: Measurements):
    """A schedule that was fast once, and is not when measured beside the default, is not taken."""
    tasks = [task("a", 1, 3)]

    class Lucky(Machine):
        def run(self, programs: Sequence[Any], rounds: int) -> list[dict[str, float]]:
            times = super().run(programs, rounds)
            return [{"a": 0.1}] if len(programs) == 1 and programs[0]["a"] == 2 else times

    machine = Lucky(tasks, {"a": [1.0, 1.5, 2.0]})
    tune(tasks, machine, machine, database, OPTIONS)
    assert chosen(tasks, database) == {"a": str(schedule(1))}


def test_a_real_network_is_tuned_and_compiles_to_what_was_found(database: Measurements):
    model = convolution(zeros=range(8))
    found = tune_network(model, database, Options(trials=3, rounds=2))
    assert {outcome.form for outcome in found} == {"pruned", "dense"}
    assert all(outcome.measured >= 1 and outcome.slots > 0 for outcome in found)
    x = {"x": np.random.default_rng(0).standard_normal((1, 16, 8, 8), np.float32)}
    plain = prunir.compile(model, measurements=False)
    tuned = prunir.compile(model, measurements=database.path)
    np.testing.assert_allclose(tuned.run(None, x)[0], plain.run(None, x)[0], rtol=1e-5, atol=1e-5)


def test_a_measured_schedule_is_what_compiles(database: Measurements):
    """Whatever the schedule is: here the one that is predicted to be slowest."""
    model = convolution()
    (outcome,) = tune_network(model, database, Options(trials=100, rounds=1))
    slowest = max((r for r in database.all()), key=lambda r: r.slots)
    session = prunir.compile(model, measurements={outcome.workload: (slowest.schedule, 1.0)})
    (conv,) = [op for op in session.module("plan").walk() if isinstance(op, plan.TapConvOp)]
    assert str(conv.schedule) == slowest.schedule

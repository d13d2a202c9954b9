"""How good the cost model is: in whole networks, what it chooses against what is measured to be best, and what it predicts.

    python benchmarks/costs.py mobilenet_v3_large-g1.onnx resnet50-g1.onnx
    python benchmarks/costs.py mobilenet_v3_large-g1.onnx --fit 500     # and better constants for passes/planning/_kernels/_costs.py

Schedules are measured as `prunir tune` does it: each in the network, pruned and dense. What has been measured is kept in a database
(`--database`), so an interrupted run goes on. It holds for the kernels as they are: after a change of them all is measured anew.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prunir.dialects import plan
from prunir.levels import levels
from prunir.passes.planning import _kernels
from prunir.passes.planning._kernels import _costs
from prunir.passes.planning._workload import Workload
from prunir.runtime.measurements import Context, Measurements
from prunir.targets import host
from prunir.tuning.network import FORMS, tune_network
from prunir.tuning.tasks import find_tasks
from prunir.tuning.tune import Options

WORST = 0.3
"""A choice that costs more than this is as bad as any: one outlier shall not decide the fit."""


@dataclass(frozen=True)
class Measured:
    """A workload with the slots of its schedules."""

    layer: str
    workload: Workload
    slots: dict[plan.ScheduleAttr, float]
    target: plan.TargetAttr

    def predicted(self) -> dict[plan.ScheduleAttr, float]:
        return {schedule: _kernels.cost(self.workload, schedule, self.target) for schedule in self.slots}

    @property
    def chosen(self) -> plan.ScheduleAttr:
        costs = self.predicted()
        return min(costs, key=lambda schedule: costs[schedule])

    @property
    def best(self) -> plan.ScheduleAttr:
        return min(self.slots, key=lambda schedule: self.slots[schedule])

    @property
    def regret(self) -> float:
        """How much longer the choice takes than the best, as a share."""
        return self.slots[self.chosen] / self.slots[self.best] - 1

    @property
    def error(self) -> float:
        """Predicted over measured, of the choice."""
        return self.predicted()[self.chosen] / self.slots[self.chosen]


def collect(model: Path, database: Measurements) -> Iterator[Measured]:
    """The workloads of a network, pruned and dense, of which schedules were measured."""
    rows = {
        workload: {r.schedule: r.slots for r in found} for workload, found in database.by_workload().items()
    }
    seen: set[Workload] = set()
    for passes in FORMS.values():
        module = next(module for level, module in levels(model, pipeline=passes) if level == "pconv")
        target = plan.target_of(module)
        for task in find_tasks(module):
            known = {s: rows[task.key][str(s)] for s in task.schedules if str(s) in rows.get(task.key, {})}
            if len(known) > 1 and task.workload not in seen:
                seen.add(task.workload)
                yield Measured(f"{model.stem} {task.layers[0]}", task.workload, known, target)


def loss(found: Sequence[Measured]) -> float:
    """The mean regret, and errors of predictions: near the best schedules small ones matter."""
    total = 0.0
    for each in found:
        costs, best = each.predicted(), each.slots[each.best]
        weights = {schedule: (best / slots) ** 2 for schedule, slots in each.slots.items()}
        errors = [w * math.log(costs[s] / each.slots[s]) ** 2 for s, w in weights.items()]
        total += 2 * min(each.regret, WORST) + sum(errors) / sum(weights.values())
    return total / len(found)


def fit(found: Sequence[Measured], steps: int) -> dict[str, float]:
    """Constants of smaller loss, by a random walk from those there are."""
    names = [name for name, value in vars(_costs).items() if name.isupper() and isinstance(value, float)]
    walk, least = random.Random(0), loss(found)
    for _ in range(steps):
        old = {name: getattr(_costs, name) for name in walk.sample(names, walk.choice((1, 1, 2, 3)))}
        for name, value in old.items():
            setattr(_costs, name, value * math.exp(walk.gauss(0, 0.2)))
        now = loss(found)
        if now < least:
            least = now
        else:
            for name, value in old.items():
                setattr(_costs, name, value)
    return {name: getattr(_costs, name) for name in names}


def report(found: Sequence[Measured], *, each_layer: bool) -> None:
    for m in found if each_layer else ():
        print(
            f"{m.layer:44} {'pruned' if m.workload.pruned else 'dense':6} {str(m.chosen)[15:-1]:60} "
            f"{m.regret:+6.1%} of {len(m.slots):2}  predicted/measured {m.error:.2f}"
        )
    regrets = sorted(m.regret for m in found)
    errors = sorted(m.error for m in found)
    print(
        f"{len(found)} workloads: the choice takes {statistics.mean(regrets):.1%} longer than the best on average, "
        f"{regrets[len(regrets) // 2]:.1%} in the median, {regrets[-1]:.1%} at worst; predicted/measured "
        f"{errors[len(errors) // 10]:.2f} to {errors[len(errors) * 9 // 10]:.2f} for four in five, median "
        f"{statistics.median(errors):.2f}; loss {loss(found):.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("models", metavar="model", nargs="+", type=Path, help="pruned ONNX files")
    parser.add_argument("--trials", type=int, default=16, help="schedules of each workload (default 16)")
    parser.add_argument("--database", type=Path, default=Path("costs.db"))
    parser.add_argument("--fit", type=int, default=0, metavar="STEPS", help="look for better constants")
    options = parser.parse_args()
    database = Measurements(options.database, Context(host(), 1))
    for model in options.models:
        tune_network(model, database, Options(trials=options.trials))
    found = [measured for model in options.models for measured in collect(model, database)]
    report(found, each_layer=True)
    if options.fit:
        for name, value in fit(found, options.fit).items():
            print(f"{name} = {value:.3g}")
        report(found, each_layer=False)


if __name__ == "__main__":
    sys.exit(main())

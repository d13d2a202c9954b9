"""Decide, layer by layer, whether zeros are worth a sparse kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.passes import ModulePass

from ...dialects import plan
from ..planning._kernels import predicted
from ..planning._workload import Workload
from ..planning.assign_layouts import layouts
from ._workloads import PASSED_OVER, workloads
from .detect_sparsity import DENSE, SCHEME


@dataclass(frozen=True)
class ChooseSparseLayersPass(ModulePass):
    """Leave layers dense whose sparse kernel is not predicted to be faster than their dense one.

    `detect-sparsity` has written on a layer which scheme its weights follow. Whether that helps depends on more than the share of zeros: a
    dense kernel loads an input vector once for many filters, a sparse one without groups once for each. So for every such layer the cost
    of the best schedule of any kernel is predicted twice, dense and pruned, as the pass `schedule` does it, in the layouts that
    `assign-layouts` will give. Where pruned is not faster by `margin`, `pconv.scheme` goes, `pconv.dense` says why, and
    `pconv.passed_over` keeps the scheme for reports. The weights stay as they are, so results do not change.

    Where the module's `plan.measured` has times of both forms, they decide instead, and no margin is asked for.

    Layers of which one form has no kernel of its own are left alone. So is everything if the pass is left out:
    `exploit-all-sparsity` is the pipeline without it.

    Preconditions: tensor form. The target is the module's `plan.target`.

    Options:
    - `margin`: how many times faster a sparse kernel must be predicted to be than the dense one. Above 1 it makes up for what predictions
      are wrong by; 0 leaves every layer sparse.

    Before:
    ```mlir
    %y = nn.conv %x, %w {…, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : …
    ```

    After:
    ```mlir
    %y = nn.conv %x, %w {…, pconv.passed_over = #pconv.unstructured_scheme<group = 1>,
           pconv.dense = "pruned it is predicted to take 1.27 times as long as dense (group = 1, 50.0% of the weights)"} : …
    ```
    """

    name = "choose-sparse-layers"

    margin: float = 1.1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        target, measured = plan.target_of(op), plan.measured_of(op)
        sparse = [layer for layer in op.walk() if SCHEME in layer.attributes]
        planes = layouts(op, target.lanes) if sparse else {}
        for layer in sparse:
            found = workloads(layer, planes)
            if found is None or found.pruned is None:
                continue
            reason = self._measured(found.dense, found.pruned, measured)
            if reason is None:
                reason = self._predicted(found.dense, found.pruned, target)
            if reason:
                layer.attributes[PASSED_OVER] = layer.attributes.pop(SCHEME)
                layer.attributes[DENSE] = StringAttr(reason)

    def _predicted(self, dense: Workload, pruned: Workload, target: plan.TargetAttr) -> str:
        """Why the layer stays dense; empty where it does not."""
        ratio = predicted(pruned, target) / predicted(dense, target)
        return "" if ratio * self.margin <= 1 else _reason("is predicted to take", ratio, dense, pruned)

    def _measured(
        self, dense: Workload, pruned: Workload, measured: Mapping[str, plan.MeasuredAttr]
    ) -> str | None:
        """The same by measurement; None where not both have been measured. A margin of 0 leaves every layer sparse here too."""
        times = [measured.get(workload.key) for workload in (dense, pruned)]
        if times[0] is None or times[1] is None:
            return None
        ratio = times[1].slots / times[0].slots
        return "" if ratio <= 1 or self.margin == 0 else _reason("was measured to take", ratio, dense, pruned)


def _reason(verb: str, ratio: float, dense: Workload, pruned: Workload) -> str:
    return (
        f"pruned it {verb} {ratio:.2f} times as long as dense "
        f"(group = {pruned.group}, {pruned.products / dense.products:.1%} of the weights)"
    )

"""Decide, layer by layer, whether zeros are worth a sparse kernel."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.passes import ModulePass

from ...dialects import plan
from ..planning._kernels import best
from ..planning.assign_layouts import layouts
from ._workloads import PASSED_OVER, Workloads, workloads
from .detect_sparsity import DENSE, SCHEME


@dataclass(frozen=True)
class ChooseSparseLayersPass(ModulePass):
    """Leave layers dense whose sparse kernel is not predicted to be faster than their dense one.

    `detect-sparsity` has written on a layer which scheme its weights follow. Whether that helps depends on more than the share of zeros: a
    dense kernel loads an input vector once for many filters, a sparse one without groups once for each. So for every such layer the cost
    of the best schedule of any kernel is predicted twice, dense and pruned, as the pass `schedule` does it, in the layouts that
    `assign-layouts` will give. Where pruned is not faster by `margin`, `pconv.scheme` goes, `pconv.dense` says why, and
    `pconv.passed_over` keeps the scheme for reports. The weights stay as they are, so results do not change.

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

    margin: float = 1.05

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        target = plan.target_of(op)
        sparse = [layer for layer in op.walk() if SCHEME in layer.attributes]
        planes = layouts(op, target.lanes) if sparse else {}
        for layer in sparse:
            found = workloads(layer, planes)
            if found is not None and (reason := self._why_dense(found, target)) is not None:
                layer.attributes[PASSED_OVER] = layer.attributes.pop(SCHEME)
                layer.attributes[DENSE] = StringAttr(reason)

    def _why_dense(self, layer: Workloads, target: plan.TargetAttr) -> str | None:
        dense, pruned = best(layer.dense, target), best(layer.pruned, target)
        assert dense is not None and pruned is not None
        ratio = pruned.cost / dense.cost
        if ratio * self.margin <= 1:
            return None
        kept = layer.pruned.products / layer.dense.products
        return (
            f"pruned it is predicted to take {ratio:.2f} times as long as dense "
            f"(group = {layer.pruned.group}, {kept:.1%} of the weights)"
        )

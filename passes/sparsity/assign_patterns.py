"""Prune every kernel to a pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, ModuleOp
from xdsl.passes import ModulePass

from ...diagnostics import IRError
from ...dialects.nn import ConvOp, shape_of
from ...dialects.pconv import PatternSetAttr
from ...schemes import Pattern, pattern_connectivity
from ._layers import project_weights, takes_patterns
from .select_patterns import PATTERN_SETS


def _pattern_sets(module: ModuleOp) -> dict[tuple[int, ...], tuple[Pattern, ...]]:
    """The sets that `select-patterns` has recorded, by kernel shape."""
    sets = module.attributes.get(PATTERN_SETS)
    if not isinstance(sets, ArrayAttr) or not all(isinstance(s, PatternSetAttr) for s in sets):  # pyright: ignore
        raise IRError(f"the module has no {PATTERN_SETS}; run select-patterns first", module)
    return {s.kernel: s.patterns for s in sets if isinstance(s, PatternSetAttr)}  # pyright: ignore


@dataclass(frozen=True)
class AssignPatternsPass(ModulePass):
    """Prune every kernel to the pattern that keeps most of it.

    A kernel gets the pattern of its shape's set that keeps the largest L2 norm; all its other entries become zero. With
    `group` > 1 that many consecutive filters choose together, so that each input channel meets all of them with one
    pattern; filters of larger scale then count for more, so run this before `fold-batch-norm`. This is the projection of the
    weights onto the scheme; without retraining it costs accuracy.

    Layers with a kernel of more than one entry, one group (ONNX's) and constant weights take part, the first layer too. A
    layer whose kernel shape has no set stays as it is. The new weights keep the attributes of the old,
    `onnx.initializer` among them.

    Preconditions: `select-patterns`, or `pconv.pattern_sets` on the module by hand.

    Options:
    - `group`: consecutive filters that share the pattern of each channel.

    Before:
    ```mlir
    builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["010/111/000"]>]} {
      %w = nn.constant dense<[[[[0.1, 0.9, 0.1], [0.8, 0.7, 0.6], [0.1, 0.1, 0.1]]]]> : tensor<1x1x3x3xf32>
      %y = nn.conv %x, %w {…} : tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32> -> tensor<1x1x4x4xf32>
    }
    ```

    After:
    ```mlir
      %w = nn.constant dense<[[[[0.0, 0.9, 0.0], [0.8, 0.7, 0.6], [0.0, 0.0, 0.0]]]]> : tensor<1x1x3x3xf32>
    ```
    """

    name = "assign-patterns"

    group: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        sets = _pattern_sets(op)

        def eligible(conv: ConvOp) -> bool:
            return takes_patterns(conv) and shape_of(conv.weight)[2:] in sets

        def project(w: np.ndarray) -> np.ndarray:
            return pattern_connectivity.project(w, sets[w.shape[2:]], self.group)

        project_weights(op, eligible, project)

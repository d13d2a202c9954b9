"""Choose the network's kernel patterns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import prod

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, ModuleOp
from xdsl.passes import ModulePass

from ...diagnostics import IRError
from ...dialects.nn import ConstantOp, ConvOp
from ...dialects.pconv import PatternSetAttr
from ...schemes import Pattern, SchemeError
from ...schemes.patterns import select_patterns
from ._layers import layers, takes_patterns, weights_at_hand

PATTERN_SETS = "pconv.pattern_sets"
"""Attribute of the module: one `#pconv.pattern_set` for each kernel shape of the network."""


def _weights(conv: ConvOp, constant: ConstantOp) -> np.ndarray:
    w = weights_at_hand(conv, constant)
    if not np.isfinite(w).all():
        raise IRError("weights with NaN or infinity have no largest entries to choose patterns by", conv)
    return w


def _entries_of(kernel: tuple[int, ...], entries: int) -> int:
    """The share of `entries` in a 3×3 kernel, of another kernel; rounded up, so that a pattern is more than the centre."""
    return min(prod(kernel), -(-entries * prod(kernel) // 9))


@dataclass(frozen=True)
class SelectPatternsPass(ModulePass):
    """Choose the kernel patterns of the network: the most frequent ones, a set for each kernel shape.

    Every kernel votes for its natural pattern: its centre and the largest of its other entries. The `count` patterns with
    most votes over all layers of one kernel shape become the set for it, most votes first (PatDNN, Niu et al., ASPLOS 2020,
    section 4.1). The sets are recorded on the module as `pconv.pattern_sets`, for `assign-patterns`; weights stay as
    they are.

    A layer votes when its kernels have more than one entry, its weights are constant and it has one group (ONNX's). Patterns
    depend on the magnitudes inside each kernel only, so it does not matter whether batch norms, which scale whole filters, are folded
    already.

    Options:
    - `count`: patterns in a set, at most.
    - `entries`: entries that a pattern keeps of a 3×3 kernel, 1 to 9. Kernels of other shapes keep the same share, rounded up.

    Before:
    ```mlir
    builtin.module {
      %w = nn.constant dense<[[[[0.1, 0.9, 0.1], [0.8, 0.7, 0.6], [0.1, 0.1, 0.1]]]]> : tensor<1x1x3x3xf32>
      %y = nn.conv %x, %w {…} : tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32> -> tensor<1x1x4x4xf32>
    }
    ```

    After:
    ```mlir
    builtin.module attributes {pconv.pattern_sets = [#pconv.pattern_set<["010/111/000"]>]} {
      …
    }
    ```
    """

    name = "select-patterns"

    count: int = 8
    entries: int = 4

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if self.count < 1 or not 1 <= self.entries <= 9:
            raise IRError(f"count must be at least 1 and entries 1 to 9, not {self.count} and {self.entries}")
        weights: defaultdict[tuple[int, ...], list[np.ndarray]] = defaultdict(list)
        for conv, constant in layers(op, takes_patterns):
            w = _weights(conv, constant)
            weights[w.shape[2:]].append(w)
        chosen = {kernel: self._select(kernel, group) for kernel, group in sorted(weights.items())}
        sets = [PatternSetAttr.of(patterns) for patterns in chosen.values() if patterns]
        op.attributes[PATTERN_SETS] = ArrayAttr(sets)

    def _select(self, kernel: tuple[int, ...], weights: list[np.ndarray]) -> tuple[Pattern, ...]:
        try:
            return select_patterns(weights, self.count, _entries_of(kernel, self.entries))
        except SchemeError as error:
            raise IRError(str(error)) from error

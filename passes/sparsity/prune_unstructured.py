"""Prune single weights of 1×1 convolutions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ...dialects.nn import ConvOp
from ...schemes import unstructured
from ._layers import has_spatial_kernel, is_first, is_one_group, project_weights


def _is_pruned(conv: ConvOp) -> bool:
    return is_one_group(conv) and not has_spatial_kernel(conv) and not is_first(conv)


@dataclass(frozen=True)
class PruneUnstructuredPass(ModulePass):
    """Prune the weights of 1×1 convolutions that matter least: those of smallest magnitude become zero.

    Of every layer 1 weight in `rate` stays. With `group` > 1 that many consecutive filters keep the same channels, those of
    largest L2 norm over the group: kernels then load each input vector once for all of them.

    Layers whose kernels have one entry, of one group (ONNX's) and with constant weights take part, except those of at most 4
    input channels. As for `prune-connectivity`, run this before `fold-batch-norm`.

    Options:
    - `rate`: weights of a layer for each that stays, at least 1.
    - `balanced`: keep the same number of weights in every filter (or group of filters) instead of the best of the whole layer.
    - `group`: consecutive filters that keep the same channels.

    Before:
    ```mlir
    %w = nn.constant dense<[[[0.1], [2.0], [0.3], [-4.0], [0.5]]]> : tensor<1x5x1xf32>
    %y = nn.conv %x, %w {…} : tensor<1x5x4xf32>, tensor<1x5x1xf32> -> tensor<1x1x4xf32>
    ```

    After, at rate 2.5:
    ```mlir
    %w = nn.constant dense<[[[0.0], [2.0], [0.0], [-4.0], [0.0]]]> : tensor<1x5x1xf32>
    ```
    """

    name = "prune-unstructured"

    rate: float = 3.6
    balanced: bool = False
    group: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        project_weights(op, _is_pruned, self._project)

    def _project(self, w: np.ndarray) -> np.ndarray:
        return unstructured.project(w, self.rate, self.group, self.balanced)

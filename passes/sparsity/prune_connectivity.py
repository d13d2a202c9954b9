"""Prune whole kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ...dialects.nn import ConvOp
from ...schemes.connectivity import select_kernels
from ._layers import is_first, project_weights, takes_patterns


def _is_pruned(conv: ConvOp) -> bool:
    return takes_patterns(conv) and not is_first(conv)


@dataclass(frozen=True)
class PruneConnectivityPass(ModulePass):
    """Prune the connections between channels and filters that matter least: kernels of smallest L2 norm become zero.

    Of every layer 1 kernel in `rate` stays. After `assign-patterns` the norm is that of what the patterns keep, as in PatDNN,
    and with 4 of 9 entries a rate of 3.6 leaves 1 weight in 8.1.

    Layers with a kernel of more than one entry, one group (ONNX's) and constant weights take part, except those of at most
    4 input channels: the first layer. Norms compare kernels of different filters, and a batch norm scales each filter by a factor of
    its own: run this before `fold-batch-norm` to rank the weights as they were trained, as the file holds them (`balanced` with
    `group = 1` ranks inside each filter, and answers the same after it).

    Options:
    - `rate`: kernels of a layer for each that stays, at least 1.
    - `balanced`: keep the same number of kernels in every filter (or group of filters) instead of the best of the whole layer.
    - `group`: consecutive filters that keep the same channels; use that of `assign-patterns`.

    Before:
    ```mlir
    %w = nn.constant dense<[[[1.0, 2.0], [3.0, 4.0], [0.1, 0.2], [0.3, 0.4], [5.0, 6.0]]]> : tensor<1x5x2xf32>
    %y = nn.conv %x, %w {…} : tensor<1x5x4xf32>, tensor<1x5x2xf32> -> tensor<1x1x3xf32>
    ```

    After, at rate 2.5:
    ```mlir
    %w = nn.constant dense<[[[0.0, 0.0], [3.0, 4.0], [0.0, 0.0], [0.0, 0.0], [5.0, 6.0]]]> : tensor<1x5x2xf32>
    ```
    """

    name = "prune-connectivity"

    rate: float = 3.6
    balanced: bool = False
    group: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        project_weights(op, _is_pruned, self._project)

    def _project(self, w: np.ndarray) -> np.ndarray:
        keep = select_kernels(w, self.rate, self.group, self.balanced)
        return np.where(keep.reshape(*keep.shape, *[1] * (w.ndim - 2)), w, w.dtype.type(0))

"""Prune kernel positions in blocks of filters and channels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ...dialects.nn import ConvOp
from ...schemes import block_punched
from ._layers import is_first, project_weights, takes_patterns


def _is_pruned(conv: ConvOp) -> bool:
    return takes_patterns(conv) and not is_first(conv)


@dataclass(frozen=True)
class PruneBlockPunchedPass(ModulePass):
    """Prune kernel positions that matter least, each in whole blocks of filters and channels: BP(bF, bC), or KGS for 3-D kernels.

    Weights of `filters` consecutive filters × `channels` consecutive channels are a block. In each block a position of the
    kernel stays in all its kernels or becomes zero in all of them; of the layer's weights 1 in `rate` stays, in the positions of largest
    L2 norm. So the filters of a block share every input vector they read, while each block chooses its positions freely (RT3D,
    Niu et al., AAAI 2021: "kernel group sparsity", 3.6 times fewer weights on C3D and R(2+1)D).

    Layers with a kernel of more than one entry, of any rank, one group (ONNX's) and constant weights take part, except those of at most
    4 input channels: the first layer. As for `prune-connectivity`, run this before `fold-batch-norm`.

    Options:
    - `rate`: weights of a layer for each that stays, at least 1.
    - `balanced`: keep the same share of positions in every group of filters instead of the best of the whole layer.
    - `filters`: bF, consecutive filters in a block. The filters left over at the end make smaller blocks.
    - `channels`: bC, consecutive channels in a block, likewise.

    Before:
    ```mlir
    %w = nn.constant dense<[[[1.0, 2.0], [3.0, 4.0], [0.1, 0.2], [0.3, 0.4], [5.0, 0.6]]]> : tensor<1x5x2xf32>
    %y = nn.conv %x, %w {…} : tensor<1x5x4xf32>, tensor<1x5x2xf32> -> tensor<1x1x3xf32>
    ```

    After, at rate 2 in blocks of one filter and two channels:
    ```mlir
    %w = nn.constant dense<[[[1.0, 2.0], [3.0, 4.0], [0.0, 0.0], [0.0, 0.0], [5.0, 0.0]]]> : tensor<1x5x2xf32>
    ```
    """

    name = "prune-block-punched"

    rate: float = 3.6
    balanced: bool = False
    filters: int = 8
    channels: int = 4

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        project_weights(op, _is_pruned, self._project)

    def _project(self, w: np.ndarray) -> np.ndarray:
        return block_punched.project(w, self.rate, self.filters, self.channels, self.balanced)

"""Prune columns of fully connected layers in blocks of outputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ...schemes import block_pruned
from ._matrices import FullyConnected, matrix_constant, multiplies_matrices, project_matrices


def _fully_connected(module: ModuleOp) -> list[FullyConnected]:
    """Products with a constant matrix, in the order of the program."""
    layers = (op for op in module.walk() if isinstance(op, FullyConnected))
    return [op for op in layers if multiplies_matrices(op) and matrix_constant(op) is not None]


@dataclass(frozen=True)
class PruneColumnsPass(ModulePass):
    """Prune the inputs of fully connected layers that matter least, each for a whole block of outputs: block-based pruning.

    A matrix has a row for each output and a column for each input. `group` consecutive outputs are a block, and a column of a block
    stays or becomes zero as a whole; of the layer's weights 1 in `rate` stays, in the columns of largest L2 norm. A kernel then reads, for every
    column that stays, one input and `group` weights in sequence: choose the lanes of a vector, or a multiple (the column half of
    block-based column-row pruning, BCR: GRIM, Niu et al., IEEE TPAMI 2021).

    All products with a constant matrix take part, `nn.gemm` and `nn.matmul`, the classifier at the end too, as in the published 10-fold
    pruning of fully connected layers. Run this before `simplify-graph`, which may scale outputs.

    Options:
    - `rate`: weights of a layer for each that stays, at least 1.
    - `balanced`: keep the same number of columns in every block instead of the best of the whole layer.
    - `group`: consecutive outputs in a block. The outputs left over at the end make a smaller one.
    - `keep-last`: leave the last fully connected layer of the network dense.

    Before:
    ```mlir
    %w = nn.constant dense<[[0.1, 2.0, 0.3], [0.2, -4.0, 0.5]]> : tensor<2x3xf32>
    %y = nn.gemm %x, %w {trans_b = true} : tensor<1x3xf32>, tensor<2x3xf32> -> tensor<1x2xf32>
    ```

    After, at rate 3:
    ```mlir
    %w = nn.constant dense<[[0.0, 2.0, 0.0], [0.0, -4.0, 0.0]]> : tensor<2x3xf32>
    ```
    """

    name = "prune-columns"

    rate: float = 10.0
    balanced: bool = False
    group: int = 16
    keep_last: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        kept = _fully_connected(op)[-1:] if self.keep_last else []
        project_matrices(op, lambda layer: layer not in kept, self._project)

    def _project(self, w: np.ndarray) -> np.ndarray:
        return block_pruned.project(w, self.rate, self.group, self.balanced)

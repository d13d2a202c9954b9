"""What the sparsity passes ask about fully connected layers, and how they change their weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from xdsl.dialects.builtin import ModuleOp, f32
from xdsl.ir import OpResult, SSAValue

from ...dialects.nn import ConstantOp, GemmOp, MatmulOp, element_of, shape_of
from ._layers import replace_weights

FullyConnected: TypeAlias = GemmOp | MatmulOp
"""A product of rows with a matrix: `nn.gemm`, or an `nn.matmul` that `multiplies_matrices`."""


def multiplies_matrices(layer: FullyConnected) -> bool:
    """Whether both factors are matrices: `nn.matmul` also multiplies vectors and stacks."""
    return all(len(shape_of(factor)) == 2 for factor in layer.operands[:2])


def matrix_constant(layer: FullyConnected) -> ConstantOp | None:
    """The constant that holds the weights; None where they are computed."""
    weight = layer.b if isinstance(layer, GemmOp) else layer.rhs
    return weight.op if isinstance(weight, OpResult) and isinstance(weight.op, ConstantOp) else None


def by_outputs(layer: FullyConnected, w: np.ndarray) -> np.ndarray:
    """The weights with a row for each output, seen from how the layer stores them, or the other way round."""
    return w if isinstance(layer, GemmOp) and layer.trans_b else w.T


def objection(layer: FullyConnected) -> str | None:
    """Why `pconv.linear` cannot take over the layer, whatever its weights; None where it can."""
    element = element_of(layer.operands[0])
    if element != f32:
        return f"pruned kernels compute on f32, not on {element}"
    if isinstance(layer, MatmulOp):
        return None
    if layer.trans_a or layer.alpha.value.data != 1 or (layer.c is not None and layer.beta.value.data != 1):
        return "the product is scaled or its input transposed; canonicalize-gemm changes that"
    if layer.c is not None and not _is_vector(layer.c, shape_of(layer.answer)[1]):
        return "what is added is no constant vector"
    return None


def _is_vector(addend: SSAValue, outputs: int) -> bool:
    return isinstance(addend.owner, ConstantOp) and shape_of(addend) == (outputs,)


def project_matrices(
    module: ModuleOp,
    eligible: Callable[[FullyConnected], bool],
    project: Callable[[np.ndarray], np.ndarray],
) -> None:
    """Replace the constant weights of eligible fully connected layers, `[outputs, inputs]`, by `project` of them."""

    def layer_of(constant: ConstantOp) -> FullyConnected | None:
        users = (use.operation for use in constant.result.uses)
        layers = (u for u in users if isinstance(u, FullyConnected) and matrix_constant(u) is constant)
        return next((layer for layer in layers if multiplies_matrices(layer) and eligible(layer)), None)

    def projected(layer: FullyConnected, w: np.ndarray) -> np.ndarray:
        return by_outputs(layer, project(by_outputs(layer, w)))

    replace_weights(module, layer_of, projected)

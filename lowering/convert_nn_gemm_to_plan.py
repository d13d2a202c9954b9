"""Fully connected layer → planned linear layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ..dialects import nn, plan
from ..passes.planning.schedule import SCHEDULE


def _convert(gemm: nn.GemmOp, schedule: plan.ScheduleAttr) -> None:
    block = schedule.tile * schedule.lanes
    matrix = _matrix(gemm)
    padded = -(-matrix.shape[1] // block) * block
    matrix = np.pad(matrix, ((0, 0), (0, padded - matrix.shape[1])))
    weights = plan.WeightOp.of(
        np.ascontiguousarray(matrix.reshape(len(matrix), -1, block).transpose(1, 0, 2))
    )
    bias = plan.WeightOp.of(_bias(gemm, padded))
    linear = plan.LinearOp.build(
        operands=(gemm.a, weights.result, bias.result, [], gemm.out),
        properties={"schedule": schedule, "activation": gemm.activation},
    )
    for op in (weights, bias, linear):
        op.location = gemm.location
        Rewriter.insert_op(op, InsertPoint.before(gemm))
    Rewriter.erase_op(gemm)


def _matrix(gemm: nn.GemmOp) -> np.ndarray:
    """alpha · op(b), K×N."""
    assert isinstance(gemm.b.owner, plan.WeightOp)
    matrix = gemm.b.owner.array()
    matrix = matrix.T if gemm.trans_b.value.data else matrix
    alpha = gemm.alpha.value.data
    return matrix if alpha == 1 else (matrix * alpha).astype(np.float32)


def _bias(gemm: nn.GemmOp, size: int) -> np.ndarray:
    """beta · c, the same for every row, then zeros up to `size`."""
    bias = np.zeros(size, np.float32)
    if gemm.c is not None:
        assert isinstance(gemm.c.owner, plan.WeightOp)
        bias[: nn.shape_of(gemm.out)[1]] = gemm.c.owner.array().reshape(-1) * gemm.beta.value.data  # pyright: ignore
    return bias


@dataclass(frozen=True)
class ConvertNnGemmToPlanPass(ModulePass):
    """Turn a scheduled `nn.gemm` into `plan.linear`: its matrix by block of outputs, in the order in which it is read.

    alpha and beta are multiplied into weights and bias.

    Preconditions: destination form, scheduled; the addend is one row.

    Before:
    ```mlir
    nn.gemm %x, %w c(%b : memref<10xf32>) into(%y : memref<1x10xf32>) {trans_b = true, plan.schedule = …} : …
    ```
    After:
    ```mlir
    plan.linear %x weights(%p : memref<1x64x16xf32>) bias(%c : memref<16xf32>) into(%y : memref<1x10xf32>) {schedule = …} : …
    ```
    """

    name = "convert-nn-gemm-to-plan"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for gemm in [o for o in op.walk() if isinstance(o, nn.GemmOp)]:
            if isinstance(schedule := gemm.attributes.get(SCHEDULE), plan.ScheduleAttr):
                _convert(gemm, schedule)

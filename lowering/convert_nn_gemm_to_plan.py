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
from ._conv_tables import known_array


def _convert(gemm: nn.GemmOp, schedule: plan.ScheduleAttr) -> None:
    outputs, block = nn.shape_of(gemm.answer)[1], schedule.tile * schedule.lanes
    first = np.minimum(np.arange(0, outputs, block), max(outputs - block, 0))
    columns = first[:, None] + np.arange(block)  # the last block overlaps the one before it
    weights = plan.WeightOp.of(np.ascontiguousarray(_blocks(_matrix(gemm), columns).transpose(1, 0, 2)))
    bias = plan.WeightOp.of(_blocks(_bias(gemm, outputs), columns))
    linear = plan.LinearOp.build(
        operands=(gemm.a, weights.result, bias.result, [], gemm.out),
        properties={"schedule": schedule, "activation": gemm.activation},
    )
    for op in (weights, bias, linear):
        op.location = gemm.location
        Rewriter.insert_op(op, InsertPoint.before(gemm))
    Rewriter.erase_op(gemm)


def _blocks(values: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """values[…, columns], zero where a column does not exist."""
    missing = columns.max() + 1 - values.shape[-1]
    if missing > 0:
        values = np.pad(values, [*[(0, 0)] * (values.ndim - 1), (0, missing)])
    return values[..., columns]


def _matrix(gemm: nn.GemmOp) -> np.ndarray:
    """alpha · op(b), K×N."""
    matrix = known_array(gemm.b, gemm)
    matrix = matrix.T if gemm.trans_b.value.data else matrix
    alpha = gemm.alpha.value.data
    return matrix if alpha == 1 else (matrix * alpha).astype(np.float32)


def _bias(gemm: nn.GemmOp, outputs: int) -> np.ndarray:
    """beta · c, the same for every row."""
    if gemm.c is None:
        return np.zeros(outputs, np.float32)
    bias = known_array(gemm.c, gemm).reshape(-1) * gemm.beta.value.data
    return np.broadcast_to(bias, outputs).astype(np.float32)


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
    plan.linear %x weights(%p : memref<1x64x16xf32>) bias(%c : memref<1x16xf32>) into(%y : memref<1x10xf32>) {schedule = …} : …
    ```
    """

    name = "convert-nn-gemm-to-plan"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for gemm in [o for o in op.walk() if isinstance(o, nn.GemmOp)]:
            if isinstance(schedule := gemm.attributes.get(SCHEDULE), plan.ScheduleAttr):
                _convert(gemm, schedule)

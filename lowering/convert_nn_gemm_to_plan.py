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
    weights = plan.WeightOp.of(_blocks(_matrix(gemm), block))
    bias = plan.WeightOp.of(_blocks(_bias(gemm, outputs)[None], block)[:, 0])
    linear = plan.LinearOp.build(
        operands=(gemm.a, weights.result, bias.result, [], gemm.out),
        properties={"schedule": schedule, "activation": gemm.activation},
    )
    for op in (weights, bias, linear):
        op.location = gemm.location
        Rewriter.insert_op(op, InsertPoint.before(gemm))
    Rewriter.erase_op(gemm)


def _blocks(matrix: np.ndarray, block: int) -> np.ndarray:
    """K×N by block of columns: N/block×K×block. The last block overlaps the one before it; a single one may end in zeros."""
    rows, columns = matrix.shape
    blocks = np.empty((-(-columns // block), rows, block), np.float32)
    for number, target in enumerate(blocks):  # one by one: what is read and written then stays in the cache
        part = matrix[:, max(min(number * block, columns - block), 0) :][:, :block]
        target[:, : part.shape[1]] = part
        target[:, part.shape[1] :] = 0
    return blocks


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

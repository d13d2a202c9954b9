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
from ..weights import DerivedWeight
from ._conv_tables import known_array


def _convert(gemm: nn.GemmOp, schedule: plan.ScheduleAttr) -> None:
    outputs, block = nn.shape_of(gemm.answer)[1], schedule.tile * schedule.lanes
    weights = _weights(gemm, block)
    bias = plan.WeightOp.of(_blocks(_bias(gemm, outputs)[None], block)[:, 0])
    linear = plan.LinearOp.build(
        operands=(gemm.a, weights.result, bias.result, [], gemm.out),
        properties={"schedule": schedule, "activation": gemm.activation},
    )
    for op in (weights, bias, linear):
        op.location = gemm.location
        Rewriter.insert_op(op, InsertPoint.before(gemm))
    Rewriter.erase_op(gemm)


def _weights(gemm: nn.GemmOp, block: int) -> plan.WeightOp:
    """alpha · op(b), K×N, in blocks of columns. What is large is computed once memory has been planned, where it is to lie."""
    array, transposed, alpha = known_array(gemm.b, gemm), gemm.trans_b.value.data, gemm.alpha.value.data

    def matrix(array: np.ndarray) -> np.ndarray:
        return array.T if transposed else array

    source = gemm.b.owner.value if isinstance(gemm.b.owner, plan.WeightOp) else None
    if not isinstance(source, nn.WeightAttr):
        return plan.WeightOp.of(_blocks(matrix(array), block, alpha))
    weight = DerivedWeight(
        source.data,
        ("blocks of columns", block, transposed, alpha),
        _blocks_shape(matrix(array), block),
        np.dtype(np.float32),
        lambda array, blocks: _write_blocks(matrix(array), blocks, alpha),
    )
    return plan.WeightOp.derived(weight)


def _blocks_shape(matrix: np.ndarray, block: int) -> tuple[int, int, int]:
    rows, columns = matrix.shape
    return -(-columns // block), rows, block


def _blocks(matrix: np.ndarray, block: int, alpha: float = 1.0) -> np.ndarray:
    blocks = np.empty(_blocks_shape(matrix, block), np.float32)
    _write_blocks(matrix, blocks, alpha)
    return blocks


def _write_blocks(matrix: np.ndarray, blocks: np.ndarray, alpha: float) -> None:
    """alpha · matrix, K×N, by block of columns: N/block×K×block. The last block overlaps the one before; a single one may end in zeros."""
    columns, block = matrix.shape[1], blocks.shape[2]
    for number, target in enumerate(blocks):  # one by one: what is read and written then stays in the cache
        part = matrix[:, max(min(number * block, columns - block), 0) :][:, :block]
        target[:, : part.shape[1]] = part if alpha == 1 else part * alpha
        target[:, part.shape[1] :] = 0


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

"""Matrix products."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node


def gemm(node: Node) -> SSAValue:
    op = nn.GemmOp.of(
        node.operand(0),
        node.operand(1),
        node.optional(2),
        alpha=node.attributes.float("alpha", 1.0),
        beta=node.attributes.float("beta", 1.0),
        trans_a=node.attributes.flag("transA"),
        trans_b=node.attributes.flag("transB"),
    )
    return node.emit(op)


def matmul(node: Node) -> SSAValue:
    return node.emit(nn.MatmulOp.of(node.operand(0), node.operand(1)))


LINEAR = {"Gemm": gemm, "MatMul": matmul}

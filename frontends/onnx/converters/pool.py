"""Pools."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node
from ._window import window


def max_pool(node: Node) -> SSAValue:
    kernel = _kernel(node)
    op = nn.MaxPoolOp.of(
        node.operand(0), kernel_shape=kernel, ceil_mode=_ceil_mode(node), **window(node, kernel)
    )
    return node.emit(op)


def average_pool(node: Node) -> SSAValue:
    kernel = _kernel(node)
    op = nn.AvgPoolOp.of(
        node.operand(0),
        kernel_shape=kernel,
        ceil_mode=_ceil_mode(node),
        count_include_pad=node.attributes.flag("count_include_pad"),
        **window(node, kernel),
    )
    return node.emit(op)


def global_average_pool(node: Node) -> SSAValue:
    return node.emit(nn.GlobalAvgPoolOp.of(node.operand(0)))


def global_max_pool(node: Node) -> SSAValue:
    return node.emit(nn.GlobalMaxPoolOp.of(node.operand(0)))


def _kernel(node: Node) -> list[int]:
    if not 3 <= len(node.shape(0)) <= 5:
        raise node.error(f"the input {node.shape(0)} must have rank 3, 4 or 5")
    return node.attributes.ints("kernel_shape") or []


def _ceil_mode(node: Node) -> bool:
    """`SAME_…` gives the size of the result by itself."""
    same = node.attributes.string("auto_pad", "NOTSET").startswith("SAME")
    return node.attributes.flag("ceil_mode") and not same


POOL = {
    "AveragePool": average_pool,
    "GlobalAveragePool": global_average_pool,
    "GlobalMaxPool": global_max_pool,
    "MaxPool": max_pool,
}

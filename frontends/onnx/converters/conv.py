"""Convolutions."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node
from ._window import window


def conv(node: Node) -> SSAValue:
    x, weight = node.operand(0), node.operand(1)
    if not 3 <= len(node.shape(0)) == len(node.shape(1)) <= 5:
        raise node.error(
            f"input {node.shape(0)} and weight {node.shape(1)} must have the same rank, 3, 4 or 5"
        )
    kernel = list(node.shape(1)[2:])
    declared = node.attributes.ints("kernel_shape")
    if declared not in (None, [], kernel):
        raise node.error(f"kernel_shape {declared} is not that of the weight, {kernel}")
    group = node.attributes.int("group", 1)
    return node.emit(nn.ConvOp.of(x, weight, node.optional(2), group=group, **window(node, kernel)))


CONV = {"Conv": conv}

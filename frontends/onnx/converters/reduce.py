"""Reductions along axes."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node

Step = Callable[[Node, SSAValue], SSAValue]


def _axes(node: Node) -> list[int] | None:
    """The axes to reduce, all by default; None for a node that reduces nothing (`noop_with_empty_axes`).

    They are an attribute up to opset 17 (`ReduceSum`: 12), then an operand.
    """
    given = node.attributes.ints("axes") if "axes" in node.attributes else node.known_ints(1, "axes")
    rank = len(node.shape(0))
    if given:
        return node.axes(given, rank)
    return None if node.attributes.flag("noop_with_empty_axes") or rank == 0 else list(range(rank))


def _same(node: Node, x: SSAValue) -> SSAValue:
    return x


def _unary(op: type[nn.UnaryOp]) -> Step:
    return lambda node, x: node.emit(op.of(x))


def _square(node: Node, x: SSAValue) -> SSAValue:
    return node.emit(nn.MulOp.of(x, x))


def _reduction(
    op: type[nn.ReduceOp], before: Step = _same, after: Step = _same
) -> Callable[[Node], SSAValue]:
    """after(reduce(before(x)))."""

    def convert(node: Node) -> SSAValue:
        x, axes = before(node, node.operand(0)), _axes(node)
        if axes is None:
            return node.emit(nn.IdentityOp.of(after(node, x)))
        return after(node, node.emit(op.of(x, axes=axes, keepdims=node.attributes.flag("keepdims", True))))

    return convert


REDUCE = {
    "ReduceL1": _reduction(nn.ReduceSumOp, before=_unary(nn.AbsOp)),
    "ReduceL2": _reduction(nn.ReduceSumOp, before=_square, after=_unary(nn.SqrtOp)),
    "ReduceLogSum": _reduction(nn.ReduceSumOp, after=_unary(nn.LogOp)),
    "ReduceMax": _reduction(nn.ReduceMaxOp),
    "ReduceMean": _reduction(nn.ReduceMeanOp),
    "ReduceMin": _reduction(nn.ReduceMaxOp, before=_unary(nn.NegOp), after=_unary(nn.NegOp)),
    "ReduceSum": _reduction(nn.ReduceSumOp),
    "ReduceSumSquare": _reduction(nn.ReduceSumOp, before=_square),
}

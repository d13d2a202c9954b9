"""Elementwise arithmetic with broadcasting."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
from xdsl.ir import Attribute, SSAValue

from ....dialects import nn
from ..node import Node


def power(node: Node) -> SSAValue:
    """From opset 12 on the exponent may be of another type; the result is of the base's."""
    base, exponent = node.operand(0), node.operand(1)
    element = nn.element_of(base)
    common = np.result_type(node.dtype(0), node.dtype(1), np.float32)
    operands = (_cast(node, value, nn.element_type(common)) for value in (base, exponent))
    return _cast(node, node.emit(nn.PowOp.of(*operands)), element)


def mean(node: Node) -> SSAValue:
    count = node.constant(np.array(len(node.inputs), node.dtype(0)))
    return node.emit(nn.DivOp.of(_chain(nn.AddOp)(node), count))


def _cast(node: Node, value: SSAValue, element: Attribute) -> SSAValue:
    return value if nn.element_of(value) == element else node.emit(nn.CastOp.of(value, element))


def _unary(op: type[nn.UnaryOp]) -> Callable[[Node], SSAValue]:
    return lambda node: node.emit(op.of(node.operand(0)))


def _binary(op: type[nn.BinaryOp]) -> Callable[[Node], SSAValue]:
    return lambda node: node.emit(op.of(node.operand(0), node.operand(1)))


def _chain(op: type[nn.BinaryOp]) -> Callable[[Node], SSAValue]:
    """An operator of one or more operands: x₁ op x₂ op …"""

    def convert(node: Node) -> SSAValue:
        first, *others = node.operands()
        if not others:
            return node.emit(nn.IdentityOp.of(first))
        return reduce(lambda y, x: node.emit(op.of(y, x)), others, first)

    return convert


ELEMENTWISE = {
    "Abs": _unary(nn.AbsOp),
    "Add": _binary(nn.AddOp),
    "Ceil": _unary(nn.CeilOp),
    "Div": _binary(nn.DivOp),
    "Erf": _unary(nn.ErfOp),
    "Exp": _unary(nn.ExpOp),
    "Floor": _unary(nn.FloorOp),
    "Log": _unary(nn.LogOp),
    "Max": _chain(nn.MaximumOp),
    "Mean": mean,
    "Min": _chain(nn.MinimumOp),
    "Mul": _binary(nn.MulOp),
    "Neg": _unary(nn.NegOp),
    "Pow": power,
    "Reciprocal": _unary(nn.ReciprocalOp),
    "Round": _unary(nn.RoundOp),
    "Sqrt": _unary(nn.SqrtOp),
    "Sub": _binary(nn.SubOp),
    "Sum": _chain(nn.AddOp),
}

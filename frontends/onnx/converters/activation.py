"""Activations, those with an `nn` operation and those composed of several."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node, Value


def leaky_relu(node: Node) -> SSAValue:
    return node.emit(nn.LeakyReluOp.of(node.operand(0), alpha=node.attributes.float("alpha", 0.01)))


def prelu(node: Node) -> SSAValue:
    return node.emit(nn.PreluOp.of(node.operand(0), node.operand(1)))


def hard_sigmoid(node: Node) -> SSAValue:
    alpha, beta = node.attributes.float("alpha", 0.2), node.attributes.float("beta", 0.5)
    return node.emit(nn.HardSigmoidOp.of(node.operand(0), alpha=alpha, beta=beta))


def clip(node: Node) -> Value:
    """Limits are attributes up to opset 10, then operands; one that is missing is none, for infinities too."""
    if node.opset < 11:
        low, high = node.attributes.float("min", -math.inf), node.attributes.float("max", math.inf)
        return node.emit(nn.ClipOp.of(node.operand(0), min=low, max=high))
    low, high = _limit(node, 1, -math.inf), _limit(node, 2, math.inf)
    if low is not None and high is not None and node.dtype(0) == np.float32:
        return node.emit(nn.ClipOp.of(node.operand(0), min=low, max=high))
    y = node.operand(0)
    for index, op in (1, nn.MaximumOp), (2, nn.MinimumOp):
        if node.has(index):
            y = node.emit(op.of(y, node.operand(index)))
    return y if node.has(1) or node.has(2) else node.emit(nn.IdentityOp.of(y))


def _limit(node: Node, index: int, default: float) -> float | None:
    """A limit as a number, None if it is not known before the model runs."""
    if not node.has(index):
        return default
    array = node.known_or_none(index)
    if array is not None and array.size != 1:
        raise node.error(f"its limits must be single numbers, not of shape {array.shape}")
    return None if array is None else float(array.reshape(-1)[0])


def swish(node: Node) -> SSAValue:
    """x · sigmoid(alpha·x)."""
    x, alpha = node.operand(0), node.attributes.float("alpha", 1.0)
    if alpha == 1:
        return node.emit(nn.SiluOp.of(x))
    scaled = node.emit(nn.MulOp.of(x, _number(node, alpha)))
    return node.emit(nn.MulOp.of(x, node.emit(nn.SigmoidOp.of(scaled))))


def elu(node: Node) -> SSAValue:
    """max(x, 0) + alpha·(exp(min(x, 0)) - 1)."""
    return _exponential(node, node.attributes.float("alpha", 1.0), 1.0, 1.0)


def selu(node: Node) -> SSAValue:
    """gamma·(max(x, 0) + alpha·(exp(min(x, 0)) - 1)); the defaults of ONNX."""
    alpha = node.attributes.float("alpha", 1.67326319217681884765625)
    return _exponential(node, alpha, node.attributes.float("gamma", 1.05070102214813232421875), 1.0)


def celu(node: Node) -> SSAValue:
    """max(x, 0) + alpha·(exp(min(x, 0)/alpha) - 1)."""
    alpha = node.attributes.float("alpha", 1.0)
    return _exponential(node, alpha, 1.0, 1 / alpha if alpha else math.inf)


def _exponential(node: Node, alpha: float, gamma: float, scale: float) -> SSAValue:
    """gamma·max(x, 0) + gamma·alpha·(exp(scale·min(x, 0)) - 1)."""
    x, zero = node.operand(0), _number(node, 0.0)
    positive = node.emit(nn.MaximumOp.of(x, zero))
    negative = _scaled(node, node.emit(nn.MinimumOp.of(x, zero)), scale)
    grown = node.emit(nn.SubOp.of(node.emit(nn.ExpOp.of(negative)), _number(node, 1.0)))
    return node.emit(nn.AddOp.of(_scaled(node, positive, gamma), _scaled(node, grown, gamma * alpha)))


def softplus(node: Node) -> SSAValue:
    """ln(1 + exp(x)) = max(x, 0) + ln(1 + exp(-|x|)), which does not overflow."""
    x = node.operand(0)
    decay = node.emit(nn.ExpOp.of(node.emit(nn.NegOp.of(node.emit(nn.AbsOp.of(x))))))
    tail = node.emit(nn.LogOp.of(node.emit(nn.AddOp.of(decay, _number(node, 1.0)))))
    return node.emit(nn.AddOp.of(node.emit(nn.MaximumOp.of(x, _number(node, 0.0))), tail))


def softsign(node: Node) -> SSAValue:
    """x / (1 + |x|)."""
    x = node.operand(0)
    divisor = node.emit(nn.AddOp.of(node.emit(nn.AbsOp.of(x)), _number(node, 1.0)))
    return node.emit(nn.DivOp.of(x, divisor))


def mish(node: Node) -> SSAValue:
    """x · tanh(softplus(x))."""
    return node.emit(nn.MulOp.of(node.operand(0), node.emit(nn.TanhOp.of(softplus(node)))))


def gelu(node: Node) -> SSAValue:
    """x/2 · (1 + erf(x/√2)), or with `approximate = "tanh"` x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))."""
    x = node.operand(0)
    if node.attributes.string("approximate", "none") == "tanh":
        square = node.emit(nn.MulOp.of(x, x))
        inner = node.emit(nn.AddOp.of(_scaled(node, square, 0.044715), _number(node, 1.0)))
        curve = node.emit(
            nn.TanhOp.of(_scaled(node, node.emit(nn.MulOp.of(x, inner)), math.sqrt(2 / math.pi)))
        )
    else:
        curve = node.emit(nn.ErfOp.of(_scaled(node, x, math.sqrt(0.5))))
    shifted = node.emit(nn.AddOp.of(curve, _number(node, 1.0)))
    return node.emit(nn.MulOp.of(_scaled(node, x, 0.5), shifted))


def _number(node: Node, value: float) -> SSAValue:
    """A constant of the type of the first operand."""
    return node.constant(np.array(value, node.dtype(0)))


def _scaled(node: Node, x: SSAValue, factor: float) -> SSAValue:
    return x if factor == 1 else node.emit(nn.MulOp.of(x, _number(node, factor)))


def _unary(op: type[nn.ReluOp | nn.SigmoidOp | nn.TanhOp | nn.HardSwishOp]) -> Callable[[Node], SSAValue]:
    return lambda node: node.emit(op.of(node.operand(0)))


ACTIVATION = {
    "Celu": celu,
    "Clip": clip,
    "Elu": elu,
    "Gelu": gelu,
    "HardSigmoid": hard_sigmoid,
    "HardSwish": _unary(nn.HardSwishOp),
    "LeakyRelu": leaky_relu,
    "Mish": mish,
    "PRelu": prelu,
    "Relu": _unary(nn.ReluOp),
    "Selu": selu,
    "Sigmoid": _unary(nn.SigmoidOp),
    "Softplus": softplus,
    "Softsign": softsign,
    "Swish": swish,
    "Tanh": _unary(nn.TanhOp),
}

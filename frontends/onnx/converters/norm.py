"""Normalisation and softmax."""

from __future__ import annotations

import math
from collections.abc import Callable

from xdsl.ir import SSAValue

from ....dialects import nn
from ..node import Node


def batch_normalization(node: Node) -> SSAValue:
    """Inference only. Up to opset 13 further outputs say that the node trains, later `training_mode`; `spatial` ended with 8."""
    if node.attributes.flag("training_mode") or any(node.proto.output[1:]):
        raise node.error("batch normalization in training mode is not supported")
    if not node.attributes.flag("spatial", True):
        raise node.error("statistics per element (spatial = 0) are not supported")
    operands = (node.operand(i) for i in range(5))
    return node.emit(nn.BatchNormOp.of(*operands, epsilon=node.attributes.float("epsilon", 1e-5)))


def lrn(node: Node) -> SSAValue:
    op = nn.LrnOp.of(
        node.operand(0),
        size=node.attributes.int("size", 1),
        alpha=node.attributes.float("alpha", 1e-4),
        beta=node.attributes.float("beta", 0.75),
        bias=node.attributes.float("bias", 1.0),
    )
    return node.emit(op)


def softmax(node: Node) -> SSAValue:
    """Before opset 13 the operand counts as a matrix: the dimensions before `axis` are its rows, all others are summed over."""
    return _along_axis(node, _softmax)


def log_softmax(node: Node) -> SSAValue:
    return _along_axis(node, _log_softmax)


def _softmax(node: Node, x: SSAValue, axis: int) -> SSAValue:
    return node.emit(nn.SoftmaxOp.of(x, axis=axis))


def _log_softmax(node: Node, x: SSAValue, axis: int) -> SSAValue:
    """d - ln Σ exp(d) with d = x - max x: exact where a softmax would round to 0 or 1."""
    largest = node.emit(nn.ReduceMaxOp.of(x, axes=[axis], keepdims=True))
    difference = node.emit(nn.SubOp.of(x, largest))
    total = node.emit(nn.ReduceSumOp.of(node.emit(nn.ExpOp.of(difference)), axes=[axis], keepdims=True))
    return node.emit(nn.SubOp.of(difference, node.emit(nn.LogOp.of(total))))


def _along_axis(node: Node, function: Callable[[Node, SSAValue, int], SSAValue]) -> SSAValue:
    x, shape = node.operand(0), node.shape(0)
    axis = node.axis(node.attributes.int("axis", -1 if node.opset >= 13 else 1), len(shape))
    if node.opset >= 13 or math.prod(shape[axis + 1 :]) == 1:
        return function(node, x, axis)
    matrix = node.emit(nn.FlattenOp.of(x, axis=axis))
    return node.emit(nn.ReshapeOp.of(function(node, matrix, 1), shape))


NORM = {
    "BatchNormalization": batch_normalization,
    "LRN": lrn,
    "LogSoftmax": log_softmax,
    "Softmax": softmax,
}

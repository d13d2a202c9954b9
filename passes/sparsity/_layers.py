"""What the sparsity passes ask about convolutions, and how they change the weights of layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, TypeVar

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, OpResult
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern

from ...diagnostics import IRError
from ...dialects.nn import ConstantOp, ConvOp, shape_of
from ...errors import WeightError
from ...schemes import SchemeError
from .._rewriting import rewrite_greedily

FIRST_LAYER_CHANNELS = 4
"""A layer of no more input channels sees the image itself. Its few kernels are needed all, and cost little."""


def weight_constant(conv: ConvOp) -> ConstantOp | None:
    """The constant that holds the weights; None where they are computed."""
    return (
        conv.weight.op
        if isinstance(conv.weight, OpResult) and isinstance(conv.weight.op, ConstantOp)
        else None
    )


def weights_at_hand(layer: Operation, constant: ConstantOp) -> np.ndarray:
    """The weights of `layer`; IRError at the layer when they are only named."""
    try:
        return constant.array()
    except WeightError as error:
        raise IRError(str(error), layer) from error


def is_one_group(conv: ConvOp) -> bool:
    """Whether every filter reads all channels (ONNX's groups, which have nothing to do with those of a scheme)."""
    return conv.group.value.data == 1


def has_spatial_kernel(conv: ConvOp) -> bool:
    """Whether kernels have more than one entry, so that patterns apply."""
    return prod(shape_of(conv.weight)[2:]) > 1


def is_first(conv: ConvOp) -> bool:
    """Whether the layer reads an image rather than features, judged by its channels."""
    return shape_of(conv.weight)[1] <= FIRST_LAYER_CHANNELS


def takes_patterns(conv: ConvOp) -> bool:
    """Whether kernel patterns are chosen for the layer."""
    return is_one_group(conv) and has_spatial_kernel(conv)


def layers(module: ModuleOp, eligible: Callable[[ConvOp], bool]) -> Iterator[tuple[ConvOp, ConstantOp]]:
    """Eligible convolutions with constant weights and these; weights that several share come once."""
    seen: set[ConstantOp] = set()
    for conv in module.walk():
        if isinstance(conv, ConvOp) and eligible(conv):
            constant = weight_constant(conv)
            if constant is not None and constant not in seen:
                seen.add(constant)
                yield conv, constant


def project_weights(
    module: ModuleOp, eligible: Callable[[ConvOp], bool], project: Callable[[np.ndarray], np.ndarray]
) -> None:
    """Replace the constant weights w of eligible convolutions by `project(w)`, of equal shape."""

    def layer_of(constant: ConstantOp) -> ConvOp | None:
        users = (use.operation for use in constant.result.uses)
        convs = (user for user in users if isinstance(user, ConvOp) and user.weight is constant.result)
        return next((conv for conv in convs if eligible(conv)), None)

    replace_weights(module, layer_of, lambda _, w: project(w))


L = TypeVar("L", bound=Operation)


def replace_weights(
    module: ModuleOp,
    layer_of: Callable[[ConstantOp], L | None],
    project: Callable[[L, np.ndarray], np.ndarray],
) -> None:
    """Replace every constant that has a `layer_of` its own by `project(layer, w)` of its array w, of equal shape."""
    rewrite_greedily(module, [_Project(layer_of, project)], recursive=False)


@dataclass(eq=False, repr=False)
class _Project(RewritePattern):
    """Matches the constant, not the layer: all users of shared weights go on sharing them."""

    layer_of: Callable[[ConstantOp], Any]
    project: Callable[[Any, np.ndarray], np.ndarray]

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConstantOp, rewriter: PatternRewriter):
        layer = self.layer_of(op)
        if layer is None:
            return
        before = weights_at_hand(layer, op)
        try:
            after = self.project(layer, before)
        except SchemeError as error:
            raise IRError(str(error), layer) from error
        if not np.array_equal(before, after):
            new = ConstantOp.of(after)
            new.attributes.update(
                op.attributes
            )  # with onnx.initializer: where `prunir prune` writes them back
            new.result.name_hint = op.result.name_hint
            rewriter.replace(op, new)

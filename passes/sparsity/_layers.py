"""What the sparsity passes ask about convolutions, and how they change their weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import OpResult
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


def weights_at_hand(conv: ConvOp, constant: ConstantOp) -> np.ndarray:
    """The weights of `conv`; IRError at the convolution when they are only named."""
    try:
        return constant.array()
    except WeightError as error:
        raise IRError(str(error), conv) from error


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
    rewrite_greedily(module, [_Project(eligible, project)], recursive=False)


@dataclass(eq=False, repr=False)
class _Project(RewritePattern):
    """Matches the constant, not the convolution: all users of shared weights go on sharing them."""

    eligible: Callable[[ConvOp], bool]
    project: Callable[[np.ndarray], np.ndarray]

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: ConstantOp, rewriter: PatternRewriter):
        layer = self._layer(op)
        if layer is None:
            return
        before = weights_at_hand(layer, op)
        try:
            after = self.project(before)
        except SchemeError as error:
            raise IRError(str(error), layer) from error
        if not np.array_equal(before, after):
            new = ConstantOp.of(after)
            new.attributes.update(
                op.attributes
            )  # with onnx.initializer: where `prunir prune` writes them back
            new.result.name_hint = op.result.name_hint
            rewriter.replace(op, new)

    def _layer(self, op: ConstantOp) -> ConvOp | None:
        users = (use.operation for use in op.result.uses)
        convs = (user for user in users if isinstance(user, ConvOp) and user.weight is op.result)
        return next((conv for conv in convs if self.eligible(conv)), None)

"""Layers, that is `nn.conv` and `nn.gemm`: how a scale or shift of each channel goes into weights and bias.

All arithmetic is done in float64 and rounded once, to the type of the weights.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from xdsl.ir import Attribute, SSAValue
from xdsl.pattern_rewriter import PatternRewriter

from ...dialects.nn import ConstantOp, ConvOp, GemmOp, constant_array, dtype_of, element_of, number, shape_of
from ._match import along_channels, rebuilt

Layer: TypeAlias = ConvOp | GemmOp
LAYERS = (ConvOp, GemmOp)


def input_of(layer: Layer) -> SSAValue:
    return layer.input if isinstance(layer, ConvOp) else layer.a


def weight_of(layer: Layer) -> SSAValue:
    return layer.weight if isinstance(layer, ConvOp) else layer.b


def has_bias(layer: Layer) -> bool:
    return (layer.bias if isinstance(layer, ConvOp) else layer.c) is not None


def bias_of(layer: Layer) -> np.ndarray | None:
    """What the layer adds to each channel of its result, zeros without bias; None if that is no constant vector."""
    shape = shape_of(layer.answer)
    bias = layer.bias if isinstance(layer, ConvOp) else layer.c
    if bias is None:
        return np.zeros(shape[1])
    if isinstance(layer, ConvOp):
        return constant_array(bias)
    vector = along_channels(bias, shape)
    return None if vector is None else vector * layer.beta.value.data


def channel_axis(layer: Layer) -> int:
    """The axis of the weight that runs along the channels of the result."""
    return 0 if isinstance(layer, ConvOp) or layer.trans_b else 1


def shifted(layer: Layer, shift: np.ndarray, rewriter: PatternRewriter) -> Layer | None:
    """The layer that computes `layer + shift`, per channel; None after an activation and for a bias that is no constant."""
    bias = bias_of(layer)
    if bias is None or layer.activation is not None:
        return None
    return with_parameters(layer, None, bias + shift, rewriter)


def scaled(
    layer: Layer, scale: np.ndarray, shift: np.ndarray | None, rewriter: PatternRewriter
) -> Layer | None:
    """The layer that computes `layer · scale + shift`, both per channel.

    None after an activation or a residual, and for weights or a bias that are no constants.
    """
    weight, bias = constant_array(weight_of(layer)), bias_of(layer)
    has_residual = isinstance(layer, ConvOp) and layer.residual is not None
    if weight is None or bias is None or has_residual or layer.activation is not None:
        return None
    along = [1] * weight.ndim
    along[channel_axis(layer)] = -1
    new_weight = np.empty_like(weight)
    with np.errstate(all="ignore"):
        # In float64, part by part: a float64 copy of all weights takes longer to get memory for than to compute.
        np.multiply(weight, scale.reshape(along), out=new_weight, dtype=np.float64, casting="same_kind")
        new_bias = bias * scale + (0 if shift is None else shift)
    return with_parameters(
        layer, new_weight, new_bias if shift is not None or has_bias(layer) else None, rewriter
    )


def with_parameters(
    layer: Layer, weight: np.ndarray | None, bias: np.ndarray | None, rewriter: PatternRewriter
) -> Layer | None:
    """`layer` with other weights and another bias, each only if given, rounded to the type of the weights.

    None when a number leaves the range of the type.
    """
    element = element_of(weight_of(layer))
    names = ("weight", "bias") if isinstance(layer, ConvOp) else ("b", "c")
    arrays = {
        name: rounded(a, element) for name, a in zip(names, (weight, bias), strict=True) if a is not None
    }
    if any(array is None for array in arrays.values()):
        return None
    constants = {name: constant(a, rewriter) for name, a in arrays.items() if a is not None}
    beta = {"beta": number(1.0)} if bias is not None and isinstance(layer, GemmOp) else {}
    return rebuilt(layer, **constants, **beta)


def rounded(array: np.ndarray, element: Attribute) -> np.ndarray | None:
    """`array` in the type `element`; None when a number leaves its range, for then the original computation may not."""
    with np.errstate(all="ignore"):
        array = array.astype(dtype_of(element))
        return array if np.isfinite(array).all() else None


def constant(array: np.ndarray, rewriter: PatternRewriter) -> SSAValue:
    """A new constant before the operation that is being rewritten."""
    return rewriter.insert(ConstantOp.of(array)).result

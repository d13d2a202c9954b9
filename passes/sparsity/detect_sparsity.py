"""Recover sparsity schemes from zeros."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr, f32
from xdsl.ir import Attribute, Operation
from xdsl.passes import ModulePass

from ...dialects.nn import ConstantOp, ConvOp, WeightAttr, element_of
from ...dialects.pconv import BlockPrunedSchemeAttr, scheme_of
from ...schemes import Structure, block_pruned, detect
from ...schemes.block_pruned import BlockColumns
from ._layers import is_one_group, weight_constant, weights_at_hand
from ._matrices import FullyConnected, by_outputs, matrix_constant, multiplies_matrices, objection

SCHEME = "pconv.scheme"
"""Attribute of an `nn.conv` or a fully connected layer: the scheme that its weights follow."""
DENSE = "pconv.dense"
"""Attribute of such a layer: why there is no scheme for it."""


S = TypeVar("S", bound=Structure | BlockColumns)


def _why_dense(density: float, stored: float | None, max_density: float) -> str:
    """Why weights of this share of non-zeros are taken for dense; `stored` is the share that a structure would store, too much."""
    if density in (0, 1):
        return "all weights are zero" if density == 0 else "no weight is zero"
    if density > max_density:
        reason = "too few are zero"
    elif stored is None:
        reason = "the zeros follow no known structure"
    else:
        reason = f"but their structure stores {stored:.1%}"
    return f"{density:.1%} of the weights are not zero: {reason}"


def _remembered(constant: ConstantOp, found: Structure) -> Attribute:
    """The scheme of a structure found in the weights, which need not be searched again for what they are under it."""
    scheme = scheme_of(found)
    if isinstance(constant.value, WeightAttr):
        constant.value.data.recall(scheme, lambda _: found)
    return scheme


@dataclass(frozen=True)
class DetectSparsityPass(ModulePass):
    """Recover the sparsity scheme of every convolution and fully connected layer from the zeros of its weights, whoever made them.

    For convolutions, schemes are tried from special to general: for kernels of more than one entry patterns with connectivity, then positions
    punched in blocks; for 1×1 kernels single weights. The first that fits stands, unless a later one stores an eighth less. What is
    found holds exactly: pattern set, group size, blocks and connectivity follow from the zeros alone (`schemes.detect`), and a weight that is
    zero by chance only makes a kernel sparser than its pattern. The largest groups that fit win. Fully connected layers have one
    scheme, columns pruned in blocks of outputs; the size of the blocks is that which stores the fewest bytes, from 64 outputs down to 1,
    single weights.

    A layer gets either `pconv.scheme`, for `convert-nn-to-pconv`, or `pconv.dense`, the reason why it stays dense; what
    an earlier run has left is replaced. Folding a batch norm scales whole filters, which keeps zeros: the pass may run before or after it. A
    filter scaled by zero loses its kernels.

    Options:
    - `max-density`: a scheme that stores a larger share of the weights is not worth it, and the layer stays dense. Above 0.9
      nothing is found.

    Before:
    ```mlir
    %w = nn.constant dense<[[[0.0], [2.0]], [[1.0], [0.0]]]> : tensor<2x2x1xf32>
    %y = nn.conv %x, %w {…} : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    %z = nn.conv %x, %v {…} : tensor<1x2x4xf32>, tensor<2x2x1xf32> -> tensor<1x2x4xf32>
    ```

    After:
    ```mlir
    %y = nn.conv %x, %w {…, pconv.scheme = #pconv.unstructured_scheme<group = 1>} : …
    %z = nn.conv %x, %v {…, pconv.dense = "the weights are not constant"} : …
    ```
    """

    name = "detect-sparsity"

    max_density: float = 0.9

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for layer in op.walk():
            if isinstance(layer, ConvOp):
                self._annotate(layer, self._convolution(layer))
            elif isinstance(layer, FullyConnected) and multiplies_matrices(layer):
                self._annotate(layer, self._fully_connected(layer))

    def _annotate(self, layer: Operation, found: Attribute | str) -> None:
        name, other = (DENSE, SCHEME) if isinstance(found, str) else (SCHEME, DENSE)
        layer.attributes.pop(other, None)
        layer.attributes[name] = StringAttr(found) if isinstance(found, str) else found

    def _convolution(self, conv: ConvOp) -> Attribute | str:
        """The scheme of the weights, or why there is none to use."""
        constant = weight_constant(conv)
        if constant is None:
            return "the weights are not constant"
        if not is_one_group(conv):
            return f"the convolution has {conv.group.value.data} groups"
        if element_of(conv.input) != f32:
            return f"pruned kernels compute on f32, not on {element_of(conv.input)}"
        found = self._structure(weights_at_hand(conv, constant), detect)
        return found if isinstance(found, str) else _remembered(constant, found)

    def _fully_connected(self, layer: FullyConnected) -> Attribute | str:
        """The scheme of the weights, or why there is none to use."""
        constant = matrix_constant(layer)
        if constant is None:
            return "the weights are not constant"
        if (reason := objection(layer)) is not None:
            return reason
        found = self._structure(by_outputs(layer, weights_at_hand(layer, constant)), block_pruned.detect)
        return found if isinstance(found, str) else BlockPrunedSchemeAttr.of(found.group)

    def _structure(self, w: np.ndarray, find: Callable[[np.ndarray], S | None]) -> S | str:
        """What `find` finds, where that is worth it, or the reason why not."""
        density = np.count_nonzero(w != 0) / w.size  # fast for what is mapped, too, which may not be aligned
        found = find(w) if density <= self.max_density else None  # no scheme stores less than the non-zeros
        if found is not None and found.density <= self.max_density:
            return found
        return _why_dense(density, None if found is None else found.density, self.max_density)

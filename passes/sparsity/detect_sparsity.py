"""Recover sparsity schemes from zeros."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr, f32
from xdsl.passes import ModulePass

from ...dialects.nn import ConvOp, element_of
from ...dialects.pconv import scheme_of
from ...schemes import Structure, detect
from ._layers import is_one_group, weight_constant, weights_at_hand

SCHEME = "pconv.scheme"
"""Attribute of an `nn.conv`: the scheme that its weights follow."""
DENSE = "pconv.dense"
"""Attribute of an `nn.conv`: why there is no scheme for it."""


def _why_dense(density: float, found: Structure | None, max_density: float) -> str:
    """Why weights of this share of non-zeros are taken for dense; `found` is a structure that stores too much of them."""
    if density in (0, 1):
        return "all weights are zero" if density == 0 else "no weight is zero"
    if density > max_density:
        reason = "too few are zero"
    elif found is None:
        reason = "the zeros follow no known structure"
    else:
        reason = f"but their structure stores {found.density:.1%}"
    return f"{density:.1%} of the weights are not zero: {reason}"


@dataclass(frozen=True)
class DetectSparsityPass(ModulePass):
    """Recover the sparsity scheme of every convolution from the zeros of its weights, whoever made them.

    Schemes are tried from special to general: for kernels of more than one entry patterns with connectivity, then positions
    punched in blocks; for 1×1 kernels single weights. The first that fits stands, unless a later one stores an eighth less. What is
    found holds exactly: pattern set, group size, blocks and connectivity follow from the zeros alone (`schemes.detect`), and a weight that is
    zero by chance only makes a kernel sparser than its pattern. The largest groups that fit win.

    A convolution gets either `pconv.scheme`, for `convert-nn-to-pconv`, or `pconv.dense`, the reason why it stays dense; what
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
        for conv in op.walk():
            if isinstance(conv, ConvOp):
                self._annotate(conv)

    def _annotate(self, conv: ConvOp) -> None:
        found = self._find(conv)
        name, other = (DENSE, SCHEME) if isinstance(found, str) else (SCHEME, DENSE)
        conv.attributes.pop(other, None)
        conv.attributes[name] = StringAttr(found) if isinstance(found, str) else scheme_of(found)

    def _find(self, conv: ConvOp) -> Structure | str:
        """The structure of the weights, or why there is none to use."""
        constant = weight_constant(conv)
        if constant is None:
            return "the weights are not constant"
        if not is_one_group(conv):
            return f"the convolution has {conv.group.value.data} groups"
        if element_of(conv.input) != f32:
            return f"pruned kernels compute on f32, not on {element_of(conv.input)}"
        w = weights_at_hand(conv, constant)
        density = np.count_nonzero(w) / w.size
        found = detect(w) if density <= self.max_density else None  # no scheme stores less than the non-zeros
        if found is not None and found.density <= self.max_density:
            return found
        return _why_dense(density, found, self.max_density)

"""Reference of `nn.constant`."""

from __future__ import annotations

import numpy as np

from ...nn import ConstantOp
from ._registry import reference


@reference(ConstantOp)
def constant(op: ConstantOp) -> np.ndarray:
    return op.array()

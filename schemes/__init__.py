"""Sparsity schemes: which zeros a layer may have, in plain numpy and without IR, so that training code shares them.

A scheme is a module with these functions on weights `[F, C, *kernel]`; `SCHEMES` lists them by name, special before
general:

- `choose(w, …) -> Structure`: the structure nearest to given weights, and `project(w, …)`: the weights under it;
- `detect(w) -> Structure | None`: the structure whose zeros the weights already have;
- `pack(w, sparsity) -> FKW` and `unpack(packed) -> w`: the stored form.

`fit` gives the structure of weights under a scheme that is known already.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from . import block_punched, pattern_connectivity, unstructured
from ._arrays import SchemeError, Weights
from ._detection import MAX_FILL
from .fitting import fit
from .fkw import FKW, filter_order, pack, split_blocks, unpack
from .patterns import Pattern
from .sparsity import PRUNED, BlockSparsity, Sparsity, Structure

__all__ = [
    "FKW",
    "PRUNED",
    "SCHEMES",
    "BlockSparsity",
    "Pattern",
    "SchemeError",
    "Sparsity",
    "Structure",
    "detect",
    "filter_order",
    "fit",
    "pack",
    "split_blocks",
    "unpack",
]

SCHEMES = MappingProxyType(
    {module.NAME: module for module in (pattern_connectivity, block_punched, unstructured)}
)


def detect(w: Weights) -> Structure | None:
    """The structure that the zeros of `w` have, or None: the layer is dense to us.

    Schemes are asked special to general. The first answer stands, unless a later scheme stores clearly less: patterns made
    for few kernels cover zeros of many other kinds, but badly.
    """
    best, weights = None, np.count_nonzero(w)
    for scheme in SCHEMES.values():
        found = scheme.detect(w)
        if found is not None and (best is None or found.stored * (1 + MAX_FILL) < best.stored):
            best = found
        if best is not None and best.stored <= weights * (1 + MAX_FILL):
            break
    return best

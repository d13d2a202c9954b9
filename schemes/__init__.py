"""Sparsity schemes: which zeros a layer may have, in plain numpy and without IR, so that training code shares them.

A scheme is a module with these functions on weights `[F, C, *kernel]`; `SCHEMES` lists them by name, special before
general:

- `choose(w, …) -> Sparsity`: the structure nearest to given weights, and `project(w, …)`: the weights under it;
- `detect(w) -> Sparsity | None`: the structure whose zeros the weights already have;
- `pack(w, sparsity) -> FKW` and `unpack(packed) -> w`: the stored form.

`fit` gives the structure of weights under a scheme that is known already.
"""

from __future__ import annotations

from types import MappingProxyType

from . import pattern_connectivity, unstructured
from ._arrays import SchemeError, Weights
from .fitting import fit
from .fkw import FKW, filter_order, pack, unpack
from .patterns import Pattern
from .sparsity import PRUNED, Sparsity

__all__ = [
    "FKW",
    "PRUNED",
    "SCHEMES",
    "Pattern",
    "SchemeError",
    "Sparsity",
    "detect",
    "filter_order",
    "fit",
    "pack",
    "unpack",
]

SCHEMES = MappingProxyType({module.NAME: module for module in (pattern_connectivity, unstructured)})


def detect(w: Weights) -> Sparsity | None:
    """The first scheme's structure that the zeros of `w` have, or None: the layer is dense to us."""
    return next((found for scheme in SCHEMES.values() if (found := scheme.detect(w)) is not None), None)

"""Scheme `unstructured`: single weights of 1×1 kernels, alone or shared by groups of filters.

A 1×1 kernel is one weight, so this is connectivity pruning with the one pattern there is, and packs into FKW, which then
is compressed sparse rows in blocks of g filters. Matrices join in as kernels of one entry, `w[..., None]`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ._arrays import SchemeError, Weights, as_kernels
from ._detection import GROUP_SIZES, find_groups
from .connectivity import select_kernels
from .fkw import pack, unpack
from .patterns import Pattern
from .sparsity import PRUNED, Sparsity

__all__ = ["NAME", "choose", "detect", "pack", "project", "unpack"]

NAME = "unstructured"


def choose(w: Weights, rate: float, group: int = 1, balanced: bool = False) -> Sparsity:
    """The structure that keeps 1 weight in `rate`, those of largest magnitude (norm over the group)."""
    if as_kernels(w).shape[-1] != 1:
        raise SchemeError(f"unstructured pruning takes kernels of one entry, not {w.shape[2:]}")
    keep = select_kernels(w, rate, group, balanced)
    return Sparsity(NAME, (Pattern.full(w.shape[2:]),), group, np.where(keep, np.int16(0), np.int16(PRUNED)))


def project(w: Weights, rate: float, group: int = 1, balanced: bool = False) -> Weights:
    """`w` with the weights outside its nearest structure set to zero."""
    return choose(w, rate, group, balanced).apply(w)


def detect(w: Weights, sizes: Sequence[int] = GROUP_SIZES) -> Sparsity | None:
    """The structure whose zeros `w` has, or None: kernels of more entries, no zeros worth it, zeros only."""
    support = as_kernels(w) != 0
    if support.shape[-1] > 1 or not support.any():
        return None
    return find_groups(NAME, support, [Pattern.full(w.shape[2:])], sizes)

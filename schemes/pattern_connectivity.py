"""Scheme `pattern`: kernel patterns plus connectivity (PatDNN, Niu et al., ASPLOS 2020)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ._arrays import Weights, as_kernels, distinct_rows
from ._detection import GROUP_SIZES, contains, find_groups
from .connectivity import select_kernels
from .fkw import pack, unpack
from .patterns import Pattern, assign_patterns
from .sparsity import PRUNED, Sparsity

__all__ = ["MAX_PATTERNS", "NAME", "choose", "detect", "pack", "project", "unpack"]

NAME = "pattern"

MAX_PATTERNS = 16
"""Largest pattern set that detection accepts. PatDNN uses 6 to 12; unstructured zeros soon exceed it."""


def choose(
    w: Weights, patterns: Sequence[Pattern], group: int = 1, rate: float = 1.0, balanced: bool = False
) -> Sparsity:
    """The structure nearest to `w`: patterns first, then 1 kernel in `rate` by what their patterns keep of them."""
    patterned = Sparsity(NAME, tuple(patterns), group, assign_patterns(w, patterns, group))
    keep = select_kernels(patterned.apply(w), rate, group, balanced)
    return Sparsity(NAME, patterned.patterns, group, np.where(keep, patterned.ids, np.int16(PRUNED)))


def project(
    w: Weights, patterns: Sequence[Pattern], group: int = 1, rate: float = 1.0, balanced: bool = False
) -> Weights:
    """`w` with the weights outside its nearest structure set to zero."""
    return choose(w, patterns, group, rate, balanced).apply(w)


def detect(w: Weights, sizes: Sequence[int] = GROUP_SIZES) -> Sparsity | None:
    """The structure whose zeros `w` has, or None where there is none or it is not worth it (`_detection`).

    Pattern set, group size and connectivity come from the zeros alone; zeros of either sign count. The set comes sorted
    and holds the patterns in use (see `covering_set` for those that no kernel shows whole). A kernel that has zeros
    inside its pattern too belongs to the first pattern that contains the rest. A layer of zeros only has no structure
    to recover: None.
    """
    support = as_kernels(w) != 0
    if support.shape[-1] == 1 or not support.any():
        return None
    rows, _, _ = distinct_rows(support.reshape(-1, support.shape[-1]))
    masks = covering_set(rows[rows.any(axis=1)], w.shape[2:])
    if masks is None:
        return None
    patterns = sorted(Pattern.from_mask(mask.reshape(w.shape[2:])) for mask in masks)
    return find_groups(NAME, support, patterns, sizes)


def covering_set(supports: NDArray[np.bool_], kernel: tuple[int, ...]) -> list[NDArray[np.bool_]] | None:
    """Few masks of equal size that together contain every support, `[U, V]`; None if more than `MAX_PATTERNS`.

    The largest supports, of n entries, are patterns as they stand. A smaller one that none of them contains has lost
    entries of a pattern that never occurs whole: such supports are merged, larger ones first, while their union has at
    most n entries. What still has fewer then is filled up, the centre first, so that every pattern has n.
    """
    sizes = supports.sum(axis=1)
    entries = sizes.max()
    whole = supports[sizes == entries]
    if len(whole) > MAX_PATTERNS:
        return None
    masks = list(whole)
    left = supports[~contains(whole, supports).any(axis=1)]
    # Larger supports first, then those with the earlier entries: the last key counts most.
    left = left[np.lexsort((*~left.T[::-1], -left.sum(axis=1)))]
    while len(left):
        merge(masks, left[0], entries)
        if len(masks) > MAX_PATTERNS:
            return None
        left = left[~contains(np.stack(masks), left).any(axis=1)]
    return [fill(mask, entries, kernel) for mask in masks]


def merge(masks: list[NDArray[np.bool_]], support: NDArray[np.bool_], entries: int) -> None:
    """Add a support to the mask it overlaps most of those with room for it, or as a mask of its own."""
    room = [i for i, mask in enumerate(masks) if np.count_nonzero(mask | support) <= entries]
    if room:
        best = max(room, key=lambda i: np.count_nonzero(masks[i] & support))
        masks[best] = masks[best] | support
    else:
        masks.append(support)


def fill(mask: NDArray[np.bool_], entries: int, kernel: tuple[int, ...]) -> NDArray[np.bool_]:
    """Add entries up to the wanted number: the centre, then from the first position on."""
    centre = int(np.ravel_multi_index([size // 2 for size in kernel], kernel))
    free = [position for position in (centre, *range(mask.size)) if not mask[position]]
    filled = mask.copy()
    filled[list(dict.fromkeys(free))[: entries - np.count_nonzero(mask)]] = True
    return filled

"""What the schemes' `detect` share: finding the group size once the pattern set is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ._arrays import any_entry, distinct_rows, group_any, spread
from .patterns import Pattern, pattern_masks
from .sparsity import PRUNED, Sparsity

GROUP_SIZES = (16, 8, 4, 2, 1)
"""Group sizes that detection tries, largest first."""

MAX_FILL = 1 / 8
"""A group's channels are the union over its filters; how many more kernels that may store than there are.

Above 0 so that a filter (or kernel) of zeros only, which training makes now and then, does not break up its group.
"""

MAX_DENSITY = 0.9
"""A structure that would store a larger share of the weights than this is dense: no sparse kernel gains from it."""

MIN_USE = 0.5
"""The share of the stored weights that must not be zero: sparser zeros are of some other scheme."""


def find_groups(
    scheme: str, support: NDArray[np.bool_], patterns: Sequence[Pattern], sizes: Sequence[int]
) -> Sparsity | None:
    """The structure of the largest group size under which `patterns` cover `support`, `[F, C, V]`.

    A size fits if in every group and channel some pattern contains the union of the kernels' supports, at a fill of
    at most `MAX_FILL`. None if no size fits, or what fits is dense (`MAX_DENSITY`) or mostly zeros (`MIN_USE`).
    """
    filters, entries = len(support), patterns[0].entries
    kernels, weights = np.count_nonzero(any_entry(support)), np.count_nonzero(support)
    most = min(kernels * (1 + MAX_FILL), support.size * MAX_DENSITY / entries, weights / MIN_USE / entries)
    for group in sorted(sizes, reverse=True):
        if group > 1 and group // 2 >= filters:
            continue  # The next smaller size makes a single group as well.
        union = group_any(support, group)
        stored = np.count_nonzero(spread(any_entry(union), group, filters))
        if stored > most:
            continue
        ids = cover(union, pattern_masks(patterns))
        if ids is not None:
            return Sparsity(scheme, tuple(patterns), group, spread(ids, group, filters))
    return None


def cover(support: NDArray[np.bool_], masks: NDArray[np.bool_]) -> NDArray[np.int16] | None:
    """The first pattern containing each support of `[G, C, V]`, `PRUNED` for empty ones; None if one has no such."""
    if masks.all() and len(masks) == 1:
        return np.where(any_entry(support), np.int16(0), np.int16(PRUNED))
    rows, inverse, _ = distinct_rows(support.reshape(-1, support.shape[-1]))
    contained = contains(masks, rows)
    alive = rows.any(axis=1)
    if not contained[alive].any(axis=1).all():
        return None
    ids = np.where(alive, contained.argmax(axis=1), PRUNED).astype(np.int16)
    return ids[inverse].reshape(support.shape[:2])


def contains(masks: NDArray[np.bool_], rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`[U, k]`: does mask k contain row u, that is, no entry of the row lies outside the mask?"""
    outside = rows.astype(np.float32) @ (~masks).T.astype(np.float32)
    return outside == 0

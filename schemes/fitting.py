"""The structure of given weights under a known scheme: no search, no thresholds, either it holds or it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ._arrays import SchemeError, Weights, as_kernels, group_any, spread
from ._detection import contains, cover
from .patterns import Pattern, check_patterns
from .sparsity import Sparsity


def fit(w: Weights, scheme: str, patterns: Sequence[Pattern], group: int) -> Sparsity:
    """The structure of `w`, each kernel under the first pattern that contains what `group` filters have there.

    Raises `SchemeError`, naming the first kernel that no pattern covers.
    """
    masks = check_patterns(w, patterns)
    support = group_any(as_kernels(w) != 0, group)
    ids = cover(support, masks)
    if ids is None:
        covered = contains(masks, support.reshape(-1, support.shape[-1])).any(axis=1)
        unit, channel = divmod(int(np.argmin(covered)), w.shape[1])
        raise SchemeError(
            f"{_filters(unit, group, len(w))}, channel {channel}: no pattern covers the weights"
        )
    return Sparsity(scheme, tuple(patterns), group, spread(ids, group, len(w)))


def _filters(unit: int, group: int, filters: int) -> str:
    first, last = unit * group, min((unit + 1) * group, filters) - 1
    return f"filter {first}" if first == last else f"filters {first} to {last}"

"""Connectivity pruning: which kernels, that is (filter, channel) connections, survive as a whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, energies, group_starts, group_sum, spread


def select_kernels(w: Weights, rate: float, group: int = 1, balanced: bool = False) -> NDArray[np.bool_]:
    """Keep 1 kernel in `rate`, those of largest L2 norm: `[F, C]`, true where the kernel stays.

    The units ranked are the kernels of `group` consecutive filters at one channel; a smaller last group is ranked by its
    norm per filter. Uniform pruning ranks the whole layer at once, so a filter may lose all or none of its kernels;
    `balanced` keeps the same number (at least one) in every group. Ties keep the lower filter, then the lower channel.
    """
    if not rate >= 1:
        raise SchemeError(f"a rate of {rate} keeps more kernels than there are; it must be at least 1")
    filters, channels = w.shape[:2]
    sizes = np.diff(group_starts(filters, group), append=filters)
    norms = group_sum(energies(w).sum(axis=-1), group) / sizes[:, None]
    keep = largest(norms if balanced else norms.reshape(1, -1), rate)
    return spread(keep.reshape(len(sizes), channels), group, filters)


def largest(values: NDArray[np.float64], rate: float) -> NDArray[np.bool_]:
    """Mark 1 in `rate` values of each row, the largest, at least one; ties go to the first."""
    count = max(1, round(values.shape[1] / rate))
    # A partition is several times faster than sorting: the last value marked, and as many of its equals as there is room for.
    last = np.partition(values, -count, axis=1)[:, -count, None]
    marked, equal = values > last, values == last
    room = count - marked.sum(axis=1, keepdims=True)
    return marked | (equal & (np.cumsum(equal, axis=1) <= room))

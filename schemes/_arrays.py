"""Array helpers shared by the schemes: energies, sums over filter groups, distinct rows."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[Any]
"""A convolution's weights `[F, C, *kernel]`: filters, input channels, then one to three kernel dimensions."""


class SchemeError(ValueError):
    """Weights, patterns or packed data that a sparsity scheme cannot work with."""


def as_kernels(w: Weights) -> Weights:
    """View `[F, C, *kernel]` as `[F, C, V]`, V the number of entries of one kernel."""
    if not 3 <= w.ndim <= 5 or 0 in w.shape:
        raise SchemeError(
            f"weights need the shape [filters, channels, 1 to 3 kernel dimensions] without zeros, not {w.shape}; "
            "give a matrix a kernel of one entry by w[..., None]"
        )
    return w.reshape(*w.shape[:2], -1)


def energies(w: Weights) -> NDArray[np.float64]:
    """Squared weights as `[F, C, V]`; in double precision, where no finite float32 over- or underflows."""
    squares = np.square(as_kernels(w), dtype=np.float64)
    if not np.isfinite(squares.sum()):
        raise SchemeError("weights with NaN or infinity cannot be ranked by their L2 norm")
    return squares


def check_group(group: int) -> None:
    """Raise unless `group`, the number of consecutive filters sharing one structure, is positive."""
    if group < 1:
        raise SchemeError(f"the group size must be at least 1, not {group}")


def group_starts(filters: int, group: int) -> NDArray[np.intp]:
    """First filter of every group of `group` consecutive filters; the last group may be smaller."""
    check_group(group)
    return np.arange(0, filters, group)


def group_sum(values: NDArray[Any], group: int) -> NDArray[Any]:
    """Sum `[F, …]` over groups of `group` consecutive filters: `[ceil(F / group), …]`."""
    return values if group == 1 else np.add.reduceat(values, group_starts(len(values), group), axis=0)


def group_any(values: NDArray[np.bool_], group: int) -> NDArray[np.bool_]:
    """Disjunction of `[F, …]` over groups of `group` consecutive filters: `[ceil(F / group), …]`."""
    check_group(group)
    union = values[::group].copy()
    for member in range(1, group):  # many times faster than `np.logical_or.reduceat`
        others = values[member::group]
        union[: len(others)] |= others
    return union


def any_entry(support: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`support.any(axis=-1)`, which is slow where the last axis, that of a kernel's entries, is short."""
    return reduce(np.logical_or, np.moveaxis(support, -1, 0))


def spread(values: NDArray[Any], group: int, filters: int) -> NDArray[Any]:
    """Give every filter its group's row: `[ceil(F / group), …]` to `[F, …]`, undoing the shape of `group_sum`."""
    return np.repeat(values, group, axis=0)[:filters]


def distinct_rows(rows: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
    """The distinct rows of a boolean matrix, for every row the number of its distinct one, and their counts.

    Rows become 64-bit words and are numbered word by word: far faster than `np.unique(axis=0)`. Rows of at most 16
    columns, those of 3×3 kernels, are counted without sorting.
    """
    numbers, *others = (_words(rows[:, begin : begin + 64]) for begin in range(0, rows.shape[1], 64))
    if rows.shape[1] <= 16:
        values, inverse, counts = _distinct_small(numbers)
        return (values[:, None] >> np.arange(rows.shape[1]) & 1).astype(bool), inverse, counts
    for word in others:
        numbers = np.unique(numbers, return_inverse=True)[1]
        values, inverse = np.unique(word, return_inverse=True)
        numbers = numbers * len(values) + inverse
    _, where, inverse, counts = np.unique(numbers, return_index=True, return_inverse=True, return_counts=True)
    return rows[where], inverse, counts


def _words(rows: NDArray[np.bool_]) -> NDArray[Any]:
    """Each row of at most 64 columns as a number, the first column its lowest bit."""
    words = np.zeros(len(rows), np.int32 if rows.shape[1] <= 16 else np.uint64)
    for bit, column in enumerate(rows.T):
        words |= column.astype(words.dtype) << words.dtype.type(bit)
    return words


def _distinct_small(values: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """`np.unique` of values below 2¹⁶ with inverse and counts, by table instead of sorting."""
    counts = np.bincount(values)
    number = np.cumsum(counts > 0) - 1
    present = np.flatnonzero(counts)
    return present, number[values], counts[present]

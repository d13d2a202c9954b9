"""Scheme `block-punched`, BP(bF, bC): one kernel position removed in bF filters × bC channels at once.

Kernels of any rank are cut into blocks of bF consecutive filters and bC consecutive channels; in each block every position of
the kernel stays for all of them or goes for all of them ("YOLObile", Cai et al., AAAI 2021). For 3-D kernels this is kernel group
sparsity, KGS ("RT3D", Niu et al., AAAI 2021, arXiv 2007.09835), with g_M = bF and g_N = bC. Any number of positions may stay, other
ones in every block: bF filters share all their input vectors, and accuracy is near that of single weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, as_kernels, energies, group_any, group_starts, group_sum
from ._detection import MAX_DENSITY, MAX_FILL, MIN_USE
from .fkw import pack, unpack
from .sparsity import BlockSparsity

__all__ = ["NAME", "choose", "detect", "fit", "pack", "project", "unpack"]

NAME = "block-punched"

FILTER_BLOCKS = (16, 8, 4)
"""bF that detection tries, largest first. Below 4 filters the sums are too few to hide the latency of a multiply-add."""

CHANNEL_BLOCKS = (16, 8, 4, 2, 1)
"""bC that detection tries, largest first."""


def choose(w: Weights, rate: float, group: int = 8, block: int = 4, balanced: bool = False) -> BlockSparsity:
    """The structure that keeps 1 weight in `rate`: in blocks of `group` filters × `block` channels the positions of largest L2 norm.

    Smaller blocks at the end are ranked by their norm per weight. `balanced` keeps the same share (at least one
    position) in every group of filters instead of the best of the whole layer. Ties keep what comes first.
    """
    if not rate >= 1:
        raise SchemeError(f"a rate of {rate} keeps more weights than there are; it must be at least 1")
    totals = _over_blocks(energies(w), group, block, group_sum)
    filters, channels = (
        np.diff(group_starts(size, by), append=size)
        for size, by in zip(w.shape, (group, block), strict=False)
    )
    sizes = np.broadcast_to((filters[:, None] * channels)[:, :, None], totals.shape)
    rows = (len(totals) if balanced else 1, -1)
    keep = _largest((totals / sizes).reshape(rows), sizes.reshape(rows), rate)
    return BlockSparsity.of(NAME, w.shape, group, block, keep.reshape(totals.shape))


def _largest(norms: NDArray[np.float64], sizes: NDArray[np.intp], rate: float) -> NDArray[np.bool_]:
    """Mark the largest of each row, at least one, as far as their sizes sum up to 1 in `rate` of the row's."""
    order = np.argsort(-norms, axis=1, kind="stable")
    sizes = np.take_along_axis(sizes, order, axis=1)
    middles = np.cumsum(sizes, axis=1) - sizes / 2
    first = np.arange(norms.shape[1]) == 0
    marked = np.zeros(norms.shape, bool)
    np.put_along_axis(marked, order, first | (middles <= sizes.sum(axis=1, keepdims=True) / rate), axis=1)
    return marked


def project(w: Weights, rate: float, group: int = 8, block: int = 4, balanced: bool = False) -> Weights:
    """`w` with the weights outside its nearest structure set to zero."""
    return choose(w, rate, group, block, balanced).apply(w)


def fit(w: Weights, group: int, block: int) -> BlockSparsity:
    """The structure of `w` in blocks of this size: a position stays where any weight of the block is not zero."""
    return BlockSparsity.of(
        NAME, w.shape, group, block, _over_blocks(as_kernels(w) != 0, group, block, group_any)
    )


def detect(w: Weights) -> BlockSparsity | None:
    """The structure whose zeros `w` has, in the largest blocks that keep its zeros; None where there is none or it is not worth it.

    More filters in a block count for more than more channels: they share input vectors. Blocks fit if they give up at most
    `MAX_FILL` of the zeros, and store that share more than the non-zeros at most. Kernels of one entry are `unstructured`.
    """
    support = as_kernels(w) != 0
    weights = np.count_nonzero(support)
    if support.shape[-1] == 1 or not weights:
        return None
    fill = MAX_FILL * min(weights, w.size - weights)
    most = min(weights + fill, w.size * MAX_DENSITY, weights / MIN_USE)
    smallest = fit(w, min(FILTER_BLOCKS), min(CHANNEL_BLOCKS))
    if smallest.stored > most:
        return None  # Larger blocks store more.
    return next(found for found in _candidates(w) if found.stored <= most)


def _candidates(w: Weights) -> Iterator[BlockSparsity]:
    """Structures in blocks of decreasing size; of sizes that make one block of all filters or all channels, the smallest."""
    for group in _sizes(FILTER_BLOCKS, w.shape[0]):
        for block in _sizes(CHANNEL_BLOCKS, w.shape[1]):
            yield fit(w, group, block)


def _sizes(sizes: Sequence[int], count: int) -> list[int]:
    return [size for size in sizes if size == min(sizes) or size // 2 < count]


def _over_blocks(
    values: NDArray[Any], group: int, block: int, combine: Callable[[NDArray[Any], int], NDArray[Any]]
) -> NDArray[Any]:
    """`combine` of `[F, C, V]` over groups of filters and blocks of channels: `[G, B, V]`."""
    return combine(combine(values, group).swapaxes(0, 1), block).swapaxes(0, 1)

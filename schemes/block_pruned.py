"""Scheme `block-pruned`: the columns of fully connected layers, pruned in blocks of outputs.

The weights `[F, C]` (a row for each output) are cut into blocks of g consecutive outputs, and each block keeps some of the C
inputs for all of its outputs: g weights in a column stay or go together. A kernel then streams, for every kept column, g
weights that lie in sequence and belong to one input, at 4·g bytes of weights for 4 of index.

This is the column half of block-based column-row pruning (BCR; GRIM, Niu et al., IEEE TPAMI 2021), where blocks are
rows × columns and both are pruned in each. Columns of a block go one by one, so the width of its blocks is immaterial
here, and zeros tell the structure exactly. Rows pruned inside blocks are kept as zeros, or found as blocks of fewer outputs, whichever is
smaller; g = 1 is unstructured pruning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, check_group, spread
from ._detection import MAX_DENSITY
from .connectivity import largest

NAME = "block-pruned"

GROUP_SIZES = (64, 32, 16, 8, 4, 2, 1)
"""Outputs of a block that detection tries: each half of the one before, down to 1."""


@dataclass(frozen=True, eq=False)
class BlockColumns:
    """Which weights of a layer `[F, C]` may be non-zero: output f reads the inputs `keep[f // group]`.

    `keep` is `[ceil(F / group), C]`; if `group` does not divide F the last block has fewer outputs.
    """

    outputs: int
    group: int
    keep: NDArray[np.bool_]
    scheme = NAME

    def __post_init__(self) -> None:
        check_group(self.group)
        blocks = -(-self.outputs // self.group)
        if self.keep.ndim != 2 or len(self.keep) != blocks or 0 in self.keep.shape:
            raise SchemeError(f"{self.outputs} outputs make {blocks} blocks, not those of {self.keep.shape}")

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the layer's weights."""
        return (self.outputs, self.keep.shape[1])

    @property
    def mask(self) -> NDArray[np.bool_]:
        """An array of the weights' shape, true where a weight may be non-zero."""
        return spread(self.keep, self.group, self.outputs)

    @property
    def columns(self) -> int:
        """Columns stored, those of all blocks together."""
        return int(np.count_nonzero(self.keep))

    @cached_property
    def density(self) -> float:
        """Share of the weights that are stored; the outputs that a last block lacks are not counted."""
        missing = len(self.keep) * self.group - self.outputs
        stored = self.columns * self.group - missing * np.count_nonzero(self.keep[-1])
        return float(stored / (self.outputs * self.keep.shape[1]))

    def apply(self, w: Weights) -> Weights:
        """Zero (as +0.0) every weight outside the structure; the others keep their bits."""
        if w.shape != self.shape:
            raise SchemeError(f"a structure for weights {self.shape} does not fit {w.shape}")
        pruned = np.zeros_like(w)
        for to, rows, keep in zip(
            _blocks(pruned, self.group), _blocks(w, self.group), self.keep, strict=True
        ):
            np.copyto(to, rows, where=keep)
        return pruned


@dataclass(frozen=True, eq=False)
class PackedBlocks:
    """The weights of one block-pruned layer `[F, C]`, G blocks of g outputs. All arrays are one-dimensional.

    - `offset` `[G+1]`: the columns of block i are `offset[i] : offset[i+1]`, K in all;
    - `index` `[K]`: the input of every column, ascending in a block;
    - `weight` `[K*g]`: by column, then output of the block. Outputs that a smaller last block lacks are 0.

    Construction checks that the arrays fit together, whatever their origin.
    """

    shape: tuple[int, int]
    group: int
    offset: NDArray[np.int32]
    index: NDArray[np.int32]
    weight: NDArray[np.generic]

    def __post_init__(self) -> None:
        check_group(self.group)
        columns = self.columns
        lengths = {"offset": self.blocks + 1, "index": columns, "weight": columns * self.group}
        for name, length in lengths.items():
            if (found := getattr(self, name).shape) != (length,):
                raise SchemeError(f"packed {name} has shape {found}, it needs ({length},)")
        if self.offset[0] != 0 or self.offset[-1] != columns or (np.diff(self.offset) < 0).any():
            raise SchemeError("packed offset must ascend from 0 to the number of columns")
        if ((self.index < 0) | (self.index >= self.shape[1])).any():
            raise SchemeError(f"packed index must name inputs below {self.shape[1]}")
        descends = np.diff(self.index) <= 0
        descends[[at - 1 for at in self.offset[1:-1] if 0 < at < columns]] = False  # another block begins
        if descends.any():
            raise SchemeError("packed index must ascend in every block")

    @property
    def blocks(self) -> int:
        """G."""
        return -(-self.shape[0] // self.group)

    @property
    def columns(self) -> int:
        """K."""
        return len(self.index)


def choose(w: Weights, rate: float, group: int = 16, balanced: bool = False) -> BlockColumns:
    """The structure that keeps 1 column in `rate`, those of largest L2 norm over a block (per output, if the last is smaller).

    Uniform pruning ranks the columns of all blocks at once, so a block may lose all or none; `balanced` keeps the same number
    (at least one) in every block. Ties keep the earlier block, then the earlier column.
    """
    _check_matrix(w)
    check_group(group)
    if not rate >= 1:
        raise SchemeError(f"a rate of {rate} keeps more columns than there are; it must be at least 1")
    norms = np.stack([np.square(rows, dtype=np.float64).mean(axis=0) for rows in _blocks(w, group)])
    if not np.isfinite(norms.sum()):
        raise SchemeError("weights with NaN or infinity cannot be ranked by their L2 norm")
    keep = largest(norms if balanced else norms.reshape(1, -1), rate)
    return BlockColumns(len(w), group, keep.reshape(norms.shape))


def project(w: Weights, rate: float, group: int = 16, balanced: bool = False) -> Weights:
    """`w` with the weights outside its nearest structure set to zero."""
    return choose(w, rate, group, balanced).apply(w)


def fit(w: Weights, group: int) -> BlockColumns:
    """The structure of `w` in blocks of a known size: a block keeps what one of its outputs has."""
    _check_matrix(w)
    check_group(group)
    return BlockColumns(len(w), group, np.stack([rows.any(axis=0) for rows in _blocks(w, group)]))


def detect(w: Weights, sizes: Sequence[int] = GROUP_SIZES) -> BlockColumns | None:
    """The structure of the zeros of a matrix `w`, in the block size whose packed form is smallest, the largest of equals.

    It is bytes that a fully connected layer costs: weights by columns, and an index for each. None for other ranks, for zeros only, and
    where more than `MAX_DENSITY` of the weights would be stored.
    """
    if w.ndim != 2 or not w.any():
        return None
    counts = _columns(w)
    group = min(sorted(sizes, reverse=True), key=lambda g: counts[g] * (g * w.itemsize + 4))
    best = fit(w, group)
    return best if best.density <= MAX_DENSITY else None


def pack(w: Weights, structure: BlockColumns) -> PackedBlocks:
    """Pack weights of the given structure. `unpack` gives them back bit for bit, except that pruned zeros lose their sign.

    Any other value outside the structure raises `SchemeError`.
    """
    _check_shape(w, structure)
    group = structure.group
    counts = np.count_nonzero(structure.keep, axis=1)
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    weight = np.zeros((structure.columns, group), w.dtype)
    for rows, keep, first, last in zip(_blocks(w, group), structure.keep, offset, offset[1:], strict=False):
        weight[first:last, : len(rows)] = rows[:, keep].T
    index = np.nonzero(structure.keep)[1].astype(np.int32)
    return PackedBlocks(structure.shape, group, offset, index, weight.reshape(-1))


def unpack(packed: PackedBlocks) -> Weights:
    """The weights `[F, C]` that were packed."""
    w = np.zeros(packed.shape, packed.weight.dtype)
    columns = packed.weight.reshape(-1, packed.group)
    for rows, first, last in zip(_blocks(w, packed.group), packed.offset, packed.offset[1:], strict=False):
        rows[:, packed.index[first:last]] = columns[first:last, : len(rows)].T
    return w


def _columns(w: Weights) -> dict[int, int]:
    """How many columns all blocks store together, by the outputs of a block."""
    counts: dict[int, int] = dict.fromkeys(reversed(GROUP_SIZES), 0)
    for rows in _blocks(
        w, GROUP_SIZES[0]
    ):  # a few rows at a time, so that what is counted stays in the caches
        keep = rows != 0
        for group in counts:
            if group > 1:
                odd, keep = keep[1::2], keep[::2].copy()
                keep[: len(odd)] |= odd
            counts[group] += int(np.count_nonzero(keep))
    return counts


def _blocks(w: Weights, group: int) -> Iterator[Weights]:
    """Views of the rows of `w`, `group` at a time."""
    return (w[first : first + group] for first in range(0, len(w), group))


def _check_matrix(w: Weights) -> None:
    if w.ndim != 2 or 0 in w.shape:
        raise SchemeError(f"block pruning takes weights [outputs, inputs], not of shape {w.shape}")


def _check_shape(w: Weights, structure: BlockColumns) -> None:
    """Raise unless `w` is zero, of either sign, wherever the structure says so."""
    if w.shape != structure.shape:
        raise SchemeError(f"a structure for weights {structure.shape} does not fit {w.shape}")
    for number, (rows, keep) in enumerate(zip(_blocks(w, structure.group), structure.keep, strict=True)):
        if (rows.any(axis=0) & ~keep).any():
            raise SchemeError(f"block {number} has weights in columns that its structure does not keep")

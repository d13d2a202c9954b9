"""The structure that a scheme finds in, or gives to, the weights of one layer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, check_group, group_starts, spread
from .patterns import Pattern, pattern_masks

PRUNED = -1
"""The pattern number of a kernel that connectivity pruning removed."""


@dataclass(frozen=True, eq=False)
class Structure(ABC):
    """Which weights of a layer `[F, C, *kernel]` may be non-zero, whatever scheme says so.

    Each `group` consecutive filters keep the same weights, and so do each `block` consecutive channels; the last of either may
    be smaller. What they keep are the entries of some of `patterns`.
    """

    scheme: str
    patterns: tuple[Pattern, ...]
    group: int

    def __post_init__(self) -> None:
        pattern_masks(self.patterns)
        check_group(self.group)

    @property
    def block(self) -> int:
        """Consecutive channels that keep the same weights."""
        return 1

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """The shape of the layer's weights."""

    @cached_property
    def mask(self) -> NDArray[np.bool_]:
        """An array of the weights' shape, true where a weight may be non-zero."""
        return self._make_mask()

    @abstractmethod
    def _make_mask(self) -> NDArray[np.bool_]: ...

    @property
    @abstractmethod
    def kernels(self) -> NDArray[np.bool_]:
        """`[G, B, k]`: does this group of filters keep this pattern at this block of channels?"""

    @property
    def stored(self) -> int:
        """How many weights are stored."""
        return int(np.count_nonzero(self.mask))

    @property
    def density(self) -> float:
        """Share of the weights that are stored."""
        return self.stored / prod(self.shape)

    def apply(self, w: Weights) -> Weights:
        """Zero (as +0.0) every weight outside the mask; the others keep their bits."""
        if w.shape != self.shape:
            raise SchemeError(f"a structure for weights {self.shape} does not fit {w.shape}")
        return np.where(self.mask, w, w.dtype.type(0))


@dataclass(frozen=True, eq=False)
class Sparsity(Structure):
    """A structure of one pattern for each kernel.

    Kernel `(f, c)` keeps the entries of `patterns[ids[f, c]]`, or nothing where the id is `PRUNED`. Each `group`
    consecutive filters have equal rows of ids, hence share patterns and channels; the last group may be smaller. 1×1
    layers are the case of a single pattern of one entry.
    """

    ids: NDArray[np.int16]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ids.ndim != 2 or 0 in self.ids.shape:
            raise SchemeError(f"pattern ids need the shape [filters, channels], not {self.ids.shape}")
        if self.ids.min() < PRUNED or self.ids.max() >= len(self.patterns):
            raise SchemeError(f"pattern ids must lie between {PRUNED} and {len(self.patterns) - 1}")
        leaders = np.arange(len(self.ids)) // self.group * self.group
        if (self.ids != self.ids[leaders]).any():
            raise SchemeError(f"filters of a group of {self.group} differ in patterns or channels")

    @property
    def shape(self) -> tuple[int, ...]:
        return (*self.ids.shape, *self.patterns[0].shape)

    @cached_property
    def stored(self) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        if len(sizes := {pattern.entries for pattern in self.patterns}) == 1:
            return int(np.count_nonzero(self.keep)) * sizes.pop()
        uses = np.bincount(self.ids.ravel() - PRUNED, minlength=len(self.patterns) + 1)[-PRUNED:]
        return int(uses @ [pattern.entries for pattern in self.patterns])

    @cached_property
    def keep(self) -> NDArray[np.bool_]:
        """The connectivity: `[F, C]`, true where the kernel stays."""
        return self.ids != PRUNED

    def _make_mask(self) -> NDArray[np.bool_]:
        # The row of false at the end serves the id -1.
        masks = np.pad(pattern_masks(self.patterns), ((0, 1), (0, 0)))
        return masks[self.ids].reshape(self.shape)

    @property
    def kernels(self) -> NDArray[np.bool_]:
        return self.ids[:: self.group, :, None] == np.arange(len(self.patterns))


@dataclass(frozen=True, eq=False)
class BlockSparsity(Structure):
    """A structure of single positions, each kept or not in all kernels of a block: `group` filters × `block` channels.

    The patterns are the positions of the kernel, one by one. `keep` `[G, B, V]` says which of the V positions stay in the
    kernels of group g and channel block b, for weights of `filters` × `channels` kernels.
    """

    channel_block: int
    filters: int
    channels: int
    keep: NDArray[np.bool_]

    @classmethod
    def of(
        cls, scheme: str, shape: tuple[int, ...], group: int, block: int, keep: NDArray[np.bool_]
    ) -> BlockSparsity:
        """The structure of weights of this shape that keeps the positions `keep`."""
        return cls(scheme, Pattern.singles(shape[2:]), group, block, shape[0], shape[1], keep)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.patterns != Pattern.singles(self.patterns[0].shape):
            raise SchemeError("the patterns of a block structure are all single positions, in order")
        groups, blocks = group_starts(self.filters, self.group), group_starts(self.channels, self.block)
        wanted = (len(groups), len(blocks), len(self.patterns))
        if self.keep.shape != wanted:
            raise SchemeError(f"the positions kept need the shape {wanted}, not {self.keep.shape}")

    @property
    def block(self) -> int:
        return self.channel_block

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.filters, self.channels, *self.patterns[0].shape)

    @property
    def stored(self) -> int:
        filters, channels = (
            np.minimum(by, size - group_starts(size, by))
            for size, by in ((self.filters, self.group), (self.channels, self.block))
        )
        return int(filters @ self.keep.sum(axis=2) @ channels)

    def _make_mask(self) -> NDArray[np.bool_]:
        channels = spread(self.keep.swapaxes(0, 1), self.block, self.channels).swapaxes(0, 1)
        return spread(channels, self.group, self.filters).reshape(self.shape)

    @property
    def kernels(self) -> NDArray[np.bool_]:
        return self.keep

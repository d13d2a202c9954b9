"""The structure that a scheme finds in, or gives to, the weights of one layer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, check_group
from .patterns import Pattern, pattern_masks

PRUNED = -1
"""The pattern number of a kernel that connectivity pruning removed."""


@dataclass(frozen=True, eq=False)
class Sparsity:
    """Which weights of a layer `[F, C, *kernel]` may be non-zero.

    Kernel `(f, c)` keeps the entries of `patterns[ids[f, c]]`, or nothing where the id is `PRUNED`. Each `group`
    consecutive filters have equal rows of ids, hence share patterns and channels; the last group may be smaller. 1×1
    layers are the case of a single pattern of one entry.
    """

    scheme: str
    patterns: tuple[Pattern, ...]
    group: int
    ids: NDArray[np.int16]

    def __post_init__(self) -> None:
        pattern_masks(self.patterns)
        check_group(self.group)
        if self.ids.ndim != 2 or 0 in self.ids.shape:
            raise SchemeError(f"pattern ids need the shape [filters, channels], not {self.ids.shape}")
        if self.ids.min() < PRUNED or self.ids.max() >= len(self.patterns):
            raise SchemeError(f"pattern ids must lie between {PRUNED} and {len(self.patterns) - 1}")
        leaders = np.arange(len(self.ids)) // self.group * self.group
        if (self.ids != self.ids[leaders]).any():
            raise SchemeError(f"filters of a group of {self.group} differ in patterns or channels")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the layer's weights."""
        return (*self.ids.shape, *self.patterns[0].shape)

    @cached_property
    def keep(self) -> NDArray[np.bool_]:
        """The connectivity: `[F, C]`, true where the kernel stays."""
        return self.ids != PRUNED

    @cached_property
    def mask(self) -> NDArray[np.bool_]:
        """All of it: an array of the weights' shape, true where a weight may be non-zero."""
        # The row of false at the end serves the id -1.
        masks = np.pad(pattern_masks(self.patterns), ((0, 1), (0, 0)))
        return masks[self.ids].reshape(self.shape)

    @property
    def density(self) -> float:
        """Share of the weights that are stored."""
        return float(self.mask.mean())

    def apply(self, w: Weights) -> Weights:
        """Zero (as +0.0) every weight outside the mask; the others keep their bits."""
        if w.shape != self.shape:
            raise SchemeError(f"a structure for weights {self.shape} does not fit {w.shape}")
        return np.where(self.mask, w, w.dtype.type(0))

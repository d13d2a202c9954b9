"""Kernel patterns: which entries of a convolution kernel survive pruning.

A pattern is a mask over one kernel of any rank. PatDNN (Niu et al., ASPLOS 2020) prunes every 3×3 kernel to one of
6 to 12 four-entry patterns, few enough that the compiler makes straight code for each. The steps are those of the paper:
`natural_masks` finds every kernel's own best pattern, `select_patterns` keeps the most frequent over the network,
`assign_patterns` gives each kernel the one of the set that loses the least.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, as_kernels, distinct_rows, energies, group_sum, spread


@dataclass(frozen=True, order=True)
class Pattern:
    """The kept entries of one kernel: its shape and the flat (row-major) positions, ascending.

    The text form writes a row as digits, ends rows by `/` and slices by `//`: `0110` (1-D), `010/111/000` (2-D),
    `010/111//000/010` (3-D). The last separator is left out unless it is the only one: `010/` is a kernel of shape 1×3,
    `010/111//` one of 1×2×3.
    """

    shape: tuple[int, ...]
    positions: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.shape) <= 3 or min(self.shape) < 1:
            raise SchemeError(f"a pattern covers a kernel of 1 to 3 positive dimensions, not {self.shape}")
        if not self.positions or list(self.positions) != sorted(set(self.positions)):
            raise SchemeError(
                f"a pattern keeps at least one entry, listed in ascending order: {self.positions}"
            )
        if self.positions[0] < 0 or self.positions[-1] >= self.volume:
            raise SchemeError(f"positions {self.positions} leave the kernel of shape {self.shape}")

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Read the text form; raises `SchemeError` on anything else."""
        if not text or set(text) - set("01/"):
            raise SchemeError(f"a pattern is written with 0, 1 and /, as 010/111/000, not {text!r}")
        if "//" in text:
            nested = [[list(row) for row in part.split("/")] for part in text.removesuffix("//").split("//")]
        elif "/" in text:
            nested = [list(row) for row in text.removesuffix("/").split("/")]
        else:
            nested = list(text)
        try:
            return cls.from_mask(np.array(nested) == "1")
        except ValueError as error:
            raise SchemeError(
                f"pattern {text!r}: rows or slices differ in length, or nothing is kept"
            ) from error

    @classmethod
    def from_mask(cls, mask: NDArray[np.bool_]) -> Pattern:
        """The pattern that keeps the true entries of an array of the kernel's shape."""
        return cls(mask.shape, tuple(np.flatnonzero(mask).tolist()))

    @classmethod
    def full(cls, shape: Sequence[int]) -> Pattern:
        """The pattern that keeps everything."""
        return cls(tuple(shape), tuple(range(prod(shape))))

    @classmethod
    def singles(cls, shape: Sequence[int]) -> tuple[Pattern, ...]:
        """The patterns that keep a single entry, of every position in order."""
        return tuple(cls(tuple(shape), (position,)) for position in range(prod(shape)))

    @property
    def volume(self) -> int:
        """Entries of the whole kernel."""
        return prod(self.shape)

    @property
    def entries(self) -> int:
        """Entries kept."""
        return len(self.positions)

    @property
    def coordinates(self) -> tuple[tuple[int, ...], ...]:
        """The kept entries' coordinates in the kernel, in the order of `positions`."""
        return tuple(tuple(int(i) for i in np.unravel_index(p, self.shape)) for p in self.positions)

    def mask(self) -> NDArray[np.bool_]:
        """A boolean array of the kernel's shape, true at the kept entries."""
        mask = np.zeros(self.volume, bool)
        mask[list(self.positions)] = True
        return mask.reshape(self.shape)

    def __str__(self) -> str:
        parts = list("".join("1" if p in self.positions else "0" for p in range(self.volume)))
        separators = ["", "/", "//"][: len(self.shape)]
        for size, separator in zip(reversed(self.shape), separators, strict=True):
            parts = [separator.join(parts[i : i + size]) for i in range(0, len(parts), size)]
        return parts[0] + (separators[-1] if self.shape[0] == 1 else "")


WELL_KNOWN = tuple(
    Pattern.parse(text)
    for text in (
        # Four squares and four T's: the set that most published pattern-pruned 3×3 networks use.
        *("000/011/011", "000/110/110", "011/011/000", "110/110/000"),
        *("010/111/000", "000/111/010", "010/011/010", "010/110/010"),
    )
)


def pattern_masks(patterns: Sequence[Pattern]) -> NDArray[np.bool_]:
    """The masks of a pattern set as `[k, V]`; the set must be non-empty, distinct and of one kernel shape."""
    if not patterns:
        raise SchemeError("a pattern set needs at least one pattern")
    if len(set(patterns)) < len(patterns):
        raise SchemeError(f"a pattern occurs twice in {', '.join(map(str, patterns))}")
    if len({pattern.shape for pattern in patterns}) > 1:
        raise SchemeError(f"the patterns {', '.join(map(str, patterns))} belong to different kernel shapes")
    return np.stack([pattern.mask().ravel() for pattern in patterns])


def check_patterns(w: Weights, patterns: Sequence[Pattern]) -> NDArray[np.bool_]:
    """`pattern_masks`, after making sure that the set fits the kernels of `w`."""
    masks = pattern_masks(patterns)
    if patterns[0].shape != w.shape[2:]:
        raise SchemeError(f"pattern {patterns[0]} does not fit kernels of shape {w.shape[2:]}")
    return masks


def natural_masks(w: Weights, entries: int = 4) -> NDArray[np.bool_]:
    """Every kernel's natural pattern, `[F, C, V]`: its centre and the `entries - 1` largest of its other entries.

    Equal entries rank by position, lowest first. A kernel dimension of even size has its centre at half the size.
    """
    squares = energies(w)
    volume = squares.shape[-1]
    if not 1 <= entries <= volume:
        raise SchemeError(f"a pattern of {entries} entries does not fit kernels of {volume}")
    centre = np.ravel_multi_index([size // 2 for size in w.shape[2:]], w.shape[2:])
    squares[..., centre] = np.inf
    order = np.argsort(-squares, axis=-1, kind="stable")[..., :entries]
    masks = np.zeros(squares.shape, bool)
    np.put_along_axis(masks, order, True, axis=-1)
    return masks


def select_patterns(weights: Iterable[Weights], k: int = 8, entries: int = 4) -> tuple[Pattern, ...]:
    """The `k` natural patterns most frequent over all layers, most frequent first, ties in the patterns' order.

    Layers share one kernel shape. Kernels of zeros only do not vote. Fewer than `k` come back if no more occur.
    """
    kernels: set[tuple[int, ...]] = set()
    voters: list[NDArray[np.bool_]] = []
    for w in weights:
        kernels.add(w.shape[2:])
        voters.append(natural_masks(w, entries)[as_kernels(w).any(axis=-1)])
    if len(kernels) > 1:
        raise SchemeError(f"one pattern set serves one kernel shape, not {sorted(kernels)}")
    if not voters:
        return ()
    masks, _, votes = distinct_rows(np.concatenate(voters))
    # Patterns of equal size sort like their bits, largest first: what comes first in a kernel is the highest bit.
    ranked = np.lexsort((*~np.packbits(masks, axis=1).T[::-1], -votes))
    return tuple(Pattern.from_mask(masks[i].reshape(*kernels)) for i in ranked[:k])


def assign_patterns(w: Weights, patterns: Sequence[Pattern], group: int = 1) -> NDArray[np.int16]:
    """The number of the pattern that keeps the largest L2 norm of every kernel, `[F, C]`, ties to the lowest number.

    With `group` > 1 the kernels of `group` consecutive filters are one unit per channel and share their pattern.
    """
    masks = check_patterns(w, patterns)
    kept = group_sum(energies(w), group) @ masks.T.astype(np.float64)
    return spread(kept.argmax(axis=-1).astype(np.int16), group, len(w))

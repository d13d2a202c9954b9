"""FKR and FKW: filter kernel reorder and the packed form of pruned weights (PatDNN, section 5).

FKR sorts the kernels inside each filter by pattern, then channel, and puts filters of equal kernel count and similar
patterns next to each other, so that generated code meets long runs of the same pattern. FKW stores the result. Both
are generalised here to patterns of n entries, to groups of g filters that share patterns and channels, and to blocks of b
channels that share patterns: read "filter" below as "group of g filters", G = ceil(F / g) of them, and "channel" as "block
of b channels", B = ceil(C / b); g = b = 1 is the published form. Where patterns do not overlap, as single positions do not,
a filter may have several at one channel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._arrays import SchemeError, Weights, check_group
from .patterns import Pattern, pattern_masks
from .sparsity import Structure

Index = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class FKW:
    """The weights of one pruned layer, packed. All arrays are one-dimensional.

    - `shape`: of the unpacked weights, `(F, C, *kernel)`; `patterns`: the set, k patterns of n entries each;
    - `block`: b. If b does not divide C, the last block is smaller;
    - `group`: g. Filters `reorder[i*g : (i+1)*g]` form group i; if g does not divide F the last one is smaller;
    - `offset` `[G+1]`: the kernels of group i are `offset[i] : offset[i+1]`, K in all;
    - `reorder` `[F]`: the original filter at every packed place;
    - `index` `[K]`: block of input channels of every kernel;
    - `stride` `[G*(k+1)]`: kernels of pattern p of group i start `stride[i*(k+1) + p]` kernels after `offset[i]`;
    - `weight` `[K*g*b*n]`: by kernel, filter of the group, channel of the block, pattern entry. Filters that a smaller last
      group lacks are 0, and so are channels that a smaller last block lacks.

    Construction checks that the arrays fit together, whatever their origin.
    """

    shape: tuple[int, ...]
    patterns: tuple[Pattern, ...]
    group: int
    offset: Index
    reorder: Index
    index: Index
    stride: Index
    weight: NDArray[Any]
    block: int = 1

    def __post_init__(self) -> None:
        check_group(self.group)
        check_group(self.block)
        check_entries(self.patterns)
        if self.shape[2:] != self.patterns[0].shape:
            raise SchemeError(f"pattern {self.patterns[0]} does not fit weights of shape {self.shape}")
        self._check_lengths()
        self._check_values()

    @property
    def filters(self) -> int:
        """F."""
        return self.shape[0]

    @property
    def groups(self) -> int:
        """G."""
        return -(-self.filters // self.group)

    @property
    def blocks(self) -> int:
        """B."""
        return -(-self.shape[1] // self.block)

    @property
    def kernels(self) -> int:
        """K, counting the kernels of a group at one block of channels, with one pattern, as one."""
        return len(self.index)

    @property
    def entries(self) -> int:
        """n."""
        return self.patterns[0].entries

    @property
    def starts(self) -> Index:
        """`stride` as a table `[G, k+1]`."""
        return self.stride.reshape(self.groups, len(self.patterns) + 1)

    def group_of_kernel(self) -> NDArray[np.intp]:
        """`[K]`: the (reordered) group of every kernel."""
        return np.repeat(np.arange(self.groups), np.diff(self.offset))

    def pattern_of_kernel(self) -> NDArray[np.intp]:
        """`[K]`: the pattern number of every kernel."""
        counts = np.diff(self.starts, axis=1).ravel()
        return np.repeat(np.tile(np.arange(len(self.patterns)), self.groups), counts)

    def _check_lengths(self) -> None:
        groups, kernels = self.groups, self.kernels
        wanted = {
            "offset": groups + 1,
            "reorder": self.filters,
            "stride": groups * (len(self.patterns) + 1),
            "weight": kernels * self.group * self.block * self.entries,
        }
        for name, length in wanted.items():
            if getattr(self, name).shape != (length,):
                raise SchemeError(f"FKW {name} has shape {getattr(self, name).shape}, it needs ({length},)")

    def _check_values(self) -> None:
        counts = np.diff(self.offset)
        if self.offset[0] != 0 or self.offset[-1] != self.kernels or (counts < 0).any():
            raise SchemeError("FKW offset must ascend from 0 to the number of kernels")
        if (np.sort(self.reorder) != np.arange(self.filters)).any():
            raise SchemeError("FKW reorder must name every filter once")
        starts = self.starts
        if starts[:, 0].any() or (starts[:, -1] != counts).any() or (np.diff(starts, axis=1) < 0).any():
            raise SchemeError("FKW stride must ascend from 0 to the number of kernels in every group")
        blocks = self.blocks
        if ((self.index < 0) | (self.index >= blocks)).any():
            what = "channels" if self.block == 1 else "channel blocks"
            raise SchemeError(f"FKW index must name {what} below {blocks}")
        keys = self.group_of_kernel() * blocks + self.index
        if not overlap(self.patterns):
            keys = keys * len(self.patterns) + self.pattern_of_kernel()
        if (np.bincount(keys) > 1).any():
            raise SchemeError("FKW index names a channel twice in one group")


def pack(w: Weights, sparsity: Structure, order: NDArray[Any] | None = None) -> FKW:
    """Pack weights of the given structure. `unpack` gives them back bit for bit, NaN payloads and -0.0 included.

    `order`: the original filter at every packed place; by default that of FKR, `filter_order`.

    Only the pruned zeros lose their sign, of which masking by multiplication leaves both. Any other value outside the
    structure, and an order that takes groups apart, raises `SchemeError`.
    """
    check_entries(sparsity.patterns)
    if w.shape != sparsity.shape:
        raise SchemeError(f"a structure for weights {sparsity.shape} does not fit {w.shape}")
    group, block = sparsity.group, sparsity.block
    order = group_order(sparsity, filter_order(sparsity) if order is None else order)
    kernels = sparsity.kernels[order].swapaxes(1, 2)
    groups, numbers, channels = np.unravel_index(np.flatnonzero(kernels), kernels.shape)  # in this order
    per_pattern = kernels.sum(axis=2)
    places = (order[:, None] * group + np.arange(group)).ravel()
    padded = with_missing(w, group, block)
    slots = weight_slots(
        padded.shape, sparsity.patterns, block, places.reshape(-1, group)[groups], channels, numbers
    )
    weight = padded.ravel()[slots].ravel()
    if np.count_nonzero(weight) != np.count_nonzero(w):  # each is stored at most once
        check_zeros(w, sparsity)
    return FKW(
        w.shape,
        sparsity.patterns,
        group,
        offset=cumulative(per_pattern.sum(axis=1)),
        reorder=places[places < len(w)].astype(np.int32),
        index=channels.astype(np.int32),
        stride=cumulative(per_pattern).ravel(),
        weight=weight,
        block=block,
    )


def filter_order(sparsity: Structure) -> Index:
    """FKR's order of the filters: the original filter at every packed place, `[F]`. Groups move as a whole."""
    filters, group = sparsity.shape[0], sparsity.group
    keys = sorted_numbers(sparsity.kernels)
    order = reorder(keys, len(sparsity.patterns), movable=filters // group)
    places = (order[:, None] * group + np.arange(group)).ravel()
    return places[places < filters].astype(np.int32)


def group_order(sparsity: Structure, order: NDArray[Any]) -> NDArray[np.intp]:
    """The order of groups, `[G]`, behind one of filters; `SchemeError` unless it keeps each group's filters in sequence."""
    filters, group = sparsity.shape[0], sparsity.group
    if not np.array_equal(np.sort(order), np.arange(filters)):
        raise SchemeError(f"an order of filters must name each of {filters} once")
    groups = order[::group].astype(np.intp) // group
    places = (groups[:, None] * group + np.arange(group)).ravel()
    if not np.array_equal(places[places < filters], order) or (
        filters % group and groups[-1] != filters // group
    ):
        raise SchemeError(
            f"an order of filters must keep groups of {group} together, a smaller one at the end"
        )
    return groups


def sorted_numbers(kernels: NDArray[np.bool_]) -> NDArray[np.int16]:
    """The pattern numbers of every group's kernels, ascending, `[G, most]`; rows are filled up with the number of patterns."""
    per_pattern = kernels.sum(axis=1)
    groups, count = per_pattern.shape
    lengths = per_pattern.sum(axis=1)
    keys = np.full((groups, lengths.max()), count, np.int16)
    keys[np.arange(keys.shape[1]) < lengths[:, None]] = np.repeat(
        np.tile(np.arange(count), groups), per_pattern.ravel()
    )
    return keys


def unpack(packed: FKW) -> Weights:
    """The weights `[F, C, *kernel]` that were packed."""
    filters, group = packed.filters, packed.group
    places = np.arange(packed.groups * group)
    places[:filters] = packed.reorder
    padded = (len(places), packed.blocks * packed.block, *packed.shape[2:])
    slots = weight_slots(
        padded,
        packed.patterns,
        packed.block,
        places.reshape(-1, group)[packed.group_of_kernel()],
        packed.index,
        packed.pattern_of_kernel(),
    )
    w = np.zeros(padded, packed.weight.dtype)
    w.ravel()[slots.ravel()] = packed.weight
    return np.ascontiguousarray(w[:filters, : packed.shape[1]])


def split_blocks(packed: FKW) -> FKW:
    """The same weights with blocks of one channel: every kernel of a block becomes a kernel of its own."""
    b = packed.block
    if b == 1:
        return packed
    kernel, part = np.divmod(np.arange(packed.kernels * b), b)
    channels = packed.index[kernel] * b + part
    there = channels < packed.shape[1]
    kernel, part, channels = kernel[there], part[there], channels[there]
    counts = np.zeros(packed.starts.shape - np.array([0, 1]), np.intp)
    np.add.at(counts, (packed.group_of_kernel()[kernel], packed.pattern_of_kernel()[kernel]), 1)
    weight = packed.weight.reshape(packed.kernels, packed.group, b, packed.entries)
    return replace(
        packed,
        offset=cumulative(counts.sum(axis=1)),
        index=channels,
        stride=cumulative(counts).ravel(),
        weight=weight[kernel, :, part].ravel(),
        block=1,
    )


def overlap(patterns: tuple[Pattern, ...]) -> bool:
    """Whether two patterns of the set share a position."""
    positions = [position for pattern in patterns for position in pattern.positions]
    return len(set(positions)) < len(positions)


def check_entries(patterns: tuple[Pattern, ...]) -> None:
    """Raise unless the patterns are a set of one kernel shape and one number of entries."""
    pattern_masks(patterns)
    if len({pattern.entries for pattern in patterns}) > 1:
        raise SchemeError("FKW stores patterns of equal numbers of entries only")


def check_zeros(w: Weights, sparsity: Structure) -> None:
    """Raise unless `w` is zero, of either sign, wherever the structure says so."""
    outside = (w != 0) & ~sparsity.mask
    if outside.any():
        first = tuple(np.argwhere(outside)[0].tolist())
        raise SchemeError(
            f"{np.count_nonzero(outside)} weights outside the structure are not zero, the first {w[first]} at {first}"
        )


def reorder(keys: NDArray[np.int16], count: int, movable: int) -> NDArray[np.intp]:
    """FKR on the rows of sorted pattern numbers `[G, C]`, padded by `count`; rows from `movable` on stay in place.

    Rows are grouped by kernel count, ascending. Each group starts with its lowest row; the row with the most places of
    equal pattern number to the last one follows, ties to the lowest.
    """
    lengths = (keys < count).sum(axis=1)
    order: list[NDArray[np.intp]] = []
    for length in np.flatnonzero(np.bincount(lengths[:movable])):
        members = np.flatnonzero(lengths[:movable] == length)
        order.append(members[chain(keys[members, :length])])
    return np.concatenate([*order, np.arange(movable, len(keys))])


def chain(rows: NDArray[np.int16]) -> NDArray[np.intp]:
    """From row 0 on, always the most similar row that is left."""
    left = np.arange(len(rows))
    if rows.size == 0 or (rows == rows[0]).all():
        return left
    order, at = [], 0
    while True:
        last, left = left[at], np.delete(left, at)
        order.append(last)
        if not left.size:
            return np.array(order)
        at = int(np.count_nonzero(rows[left] == rows[last], axis=1).argmax())


def weight_slots(
    shape: tuple[int, ...],
    patterns: tuple[Pattern, ...],
    block: int,
    filters: NDArray[np.intp],
    blocks: NDArray[Any],
    numbers: NDArray[Any],
) -> NDArray[np.intp]:
    """Where every packed weight `[K, g, b*n]` lies in the flat weights of `shape`, which `g` and `b` divide: from its kernel's filters
    `[K, g]`, block of channels and pattern number."""
    channel_count, volume = shape[1], patterns[0].volume
    positions = np.array([pattern.positions for pattern in patterns])
    inside = (np.arange(block)[:, None] * volume + positions[:, None, :]).reshape(len(patterns), -1)
    kernels = filters * channel_count + blocks[:, None] * block
    return kernels[:, :, None] * volume + inside[numbers][:, None, :]


def with_missing(w: Weights, group: int, block: int) -> Weights:
    """`w` with filters and channels of zeros appended until `group` and `block` divide their numbers."""
    missing = -len(w) % group, -w.shape[1] % block
    return np.pad(w, [(0, missing[0]), (0, missing[1]), *[(0, 0)] * (w.ndim - 2)]) if any(missing) else w


def cumulative(counts: NDArray[np.intp]) -> Index:
    """Running sums along the last axis, from 0."""
    return np.cumsum(np.pad(counts, [(0, 0)] * (counts.ndim - 1) + [(1, 0)]), axis=-1, dtype=np.int32)

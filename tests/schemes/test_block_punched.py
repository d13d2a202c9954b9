"""Scheme `block-punched`: one kernel position for blocks of filters × channels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prunir.schemes import (
    BlockSparsity,
    Pattern,
    SchemeError,
    detect,
    pattern_connectivity,
    split_blocks,
    unpack,
)
from prunir.schemes import block_punched as scheme
from prunir.schemes.patterns import WELL_KNOWN


def normal(*shape, seed=0):
    """Weights without a zero."""
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_projection_keeps_the_largest_positions_of_each_block():
    """Two blocks of two filters × one channel; a block's positions are ranked by both filters together."""
    w = np.array([[[3, 1], [5, 0]], [[0, 2], [5, 1]]], np.float32)
    assert scheme.project(w, 2, 2, 1).tolist() == [[[3, 0], [5, 0]], [[0, 0], [5, 0]]]
    assert scheme.project(w, 4, 2, 1).tolist() == [[[0, 0], [5, 0]], [[0, 0], [5, 0]]]


def test_short_blocks_are_ranked_by_their_norm_per_weight():
    w = np.ones((3, 3, 1), np.float32)
    w[2, 2] = 1.5  # alone in its block
    assert np.argwhere(scheme.project(w, 4, 2, 2)).tolist() == [[2, 2, 0]]


def test_balanced_keeps_as_much_in_every_group_of_filters():
    w = normal(16, 8, 3, 3)
    w[:8] *= 100
    assert not scheme.choose(w, 2, 8, 4).keep[1].any()
    assert scheme.choose(w, 2, 8, 4, balanced=True).keep.sum(axis=(1, 2)).tolist() == [9, 9]


@settings(max_examples=40, deadline=None)
@given(
    filters=st.integers(17, 50),
    channels=st.integers(17, 40),
    group=st.sampled_from(scheme.FILTER_BLOCKS),
    block=st.sampled_from(scheme.CHANNEL_BLOCKS),
    rate=st.sampled_from([1.5, 3.6, 6.0]),
    balanced=st.booleans(),
    kernel=st.sampled_from([(7,), (3, 3), (1, 3, 3), (3, 3, 3)]),
)
def test_detection_recovers_a_projection_exactly(filters, channels, group, block, rate, balanced, kernel):
    chosen = scheme.choose(w := normal(filters, channels, *kernel), rate, group, block, balanced)
    found = scheme.detect(pruned := chosen.apply(w))
    assert (found.group, found.block) == (group, block)
    assert (found.mask == chosen.mask).all()
    assert detect(pruned).stored <= chosen.stored * 1.125  # few large blocks may be as few patterns


def test_single_zeros_do_not_break_up_blocks():
    chosen = scheme.choose(w := normal(64, 64, 3, 3), 3.6)
    pruned = chosen.apply(w)
    pruned[np.random.default_rng(1).random(w.shape) < 0.05] = 0
    found = detect(pruned)
    assert (found.group, found.block) == (8, 4)
    assert (found.mask == chosen.mask).all()


@pytest.mark.parametrize("group", [1, 4, 8])
def test_patterns_are_still_detected_as_patterns(group):
    """In groups they are block-punched too, but not better."""
    chosen = pattern_connectivity.choose(w := normal(32, 32, 3, 3), WELL_KNOWN, group, 3.6)
    pruned = chosen.apply(w)
    pruned[:group, :, 1, 1] = 0
    found = detect(pruned)
    assert (found.scheme, found.group) == ("pattern", group)


def test_few_blocks_are_no_patterns():
    """Two blocks of unequal size fit a set of two patterns, which would store the larger number for both."""
    keep = np.zeros((2, 1, 9), bool)
    keep[0, 0, :2] = keep[1, 0, :6] = True
    chosen = BlockSparsity.of("block-punched", (16, 4, 3, 3), 8, 4, keep)
    found = detect(chosen.apply(normal(*chosen.shape)))
    assert found.scheme == "block-punched"
    assert found.stored == chosen.stored == 2 * 32 + 6 * 32


@pytest.mark.parametrize(
    "w",
    [
        normal(16, 16, 3, 3),
        np.zeros((16, 16, 3, 3)),
        normal(16, 16, 3, 3) * (np.random.default_rng(2).random((16, 16, 3, 3)) < 0.3),
        scheme.project(normal(16, 16, 1, 1), 3.6),
    ],
    ids=["dense", "empty", "unstructured", "1x1"],
)
def test_what_is_not_block_punched(w):
    assert scheme.detect(w) is None


@settings(max_examples=60, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    kernel=st.sampled_from([(3,), (2, 3), (2, 1, 2)]),
    group=st.integers(1, 5),
    block=st.integers(1, 5),
    density=st.sampled_from([0.0, 0.3, 1.0]),
    seed=st.integers(0, 99),
)
def test_packing_round_trips_bit_for_bit(shape, kernel, group, block, density, seed):
    generator = np.random.default_rng(seed)
    blocks = -(-shape[0] // group), -(-shape[1] // block), int(np.prod(kernel))
    chosen = BlockSparsity.of(
        "block-punched", (*shape, *kernel), group, block, generator.random(blocks) < density
    )
    w = chosen.apply(normal(*chosen.shape, seed=seed))
    packed = scheme.pack(w, chosen)
    assert packed.kernels == chosen.keep.sum()
    assert unpack(packed).tobytes() == w.tobytes()
    split = split_blocks(packed)
    assert split.block == 1 and unpack(split).tobytes() == w.tobytes()
    channels = np.minimum(block, shape[1] - np.arange(0, shape[1], block))
    assert (
        split.kernels == chosen.keep.sum(axis=(0, 2)) @ channels
    )  # none for channels that a short block lacks


def test_packed_order():
    """By group, position, block of channels; weights by filter, then channel, those that are missing zero."""
    keep = np.array([[[1, 0], [1, 1]]], bool)
    chosen = BlockSparsity.of("block-punched", (2, 3, 2), 2, 2, keep)
    packed = scheme.pack(chosen.apply(np.arange(1, 13, dtype=np.float32).reshape(2, 3, 2)), chosen)
    assert packed.offset.tolist() == [0, 3]
    assert packed.index.tolist() == [0, 1, 1]
    assert packed.stride.tolist() == [0, 2, 3]
    assert packed.weight.reshape(3, 2, 2).tolist() == [[[1, 3], [7, 9]], [[5, 0], [11, 0]], [[6, 0], [12, 0]]]


def test_refusals():
    w = normal(8, 8, 3, 3)
    with pytest.raises(SchemeError, match="at least 1"):
        scheme.choose(w, 0.5)
    with pytest.raises(SchemeError, match="NaN or infinity"):
        scheme.choose(w * np.nan, 2)
    with pytest.raises(SchemeError, match="group size"):
        scheme.choose(w, 2, 8, 0)
    with pytest.raises(SchemeError, match=r"need the shape \(1, 2, 9\)"):
        BlockSparsity.of("block-punched", w.shape, 8, 4, np.ones((1, 1, 9), bool))
    with pytest.raises(SchemeError, match="all single positions"):
        BlockSparsity("block-punched", (Pattern.full((2,)),), 8, 4, 8, 4, np.ones((1, 1, 1), bool))

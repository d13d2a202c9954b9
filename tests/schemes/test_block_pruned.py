"""Scheme `block-pruned`: columns of fully connected layers in blocks of outputs."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prunir.schemes import SchemeError
from prunir.schemes import block_pruned as scheme
from prunir.schemes.block_pruned import BlockColumns, PackedBlocks


def normal(*shape, seed=0):
    """Weights without a zero."""
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def structure(keep, outputs, group):
    return BlockColumns(outputs, group, np.array(keep, bool))


def packed(
    offset: Sequence[int] = (0, 2, 3),
    index: Sequence[int] = (0, 2, 1),
    weight: Sequence[float] = range(6),
    shape=(4, 3),
    group=2,
):
    return PackedBlocks(
        shape, group, np.array(offset, np.int32), np.array(index, np.int32), np.array(weight, np.float32)
    )


def test_projection_keeps_the_columns_of_largest_norm():
    w = np.array([[1, 5, 2], [1, 0, 2], [9, 1, 3], [9, 1, 3]], np.float32)
    assert scheme.project(w, 2, group=2).tolist() == [[0, 5, 0], [0, 0, 0], [9, 0, 3], [9, 0, 3]]


def test_balanced_keeps_as_many_columns_in_every_block():
    w = np.array([[1, 5, 2], [9, 8, 7]], np.float32)
    assert scheme.choose(w, 1.5, group=1, balanced=True).keep.tolist() == [[0, 1, 1], [1, 1, 0]]
    assert scheme.choose(w, 1.5, group=1).keep.tolist() == [[0, 1, 0], [1, 1, 1]]


def test_a_smaller_last_block_is_ranked_by_output():
    w = np.array([[2, 3], [2, 3], [1, 4]], np.float32)
    assert scheme.choose(w, 2, group=2).keep.tolist() == [[0, 1], [0, 1]]


def test_density_counts_only_outputs_that_exist():
    found = structure([[1, 0, 0], [1, 1, 0]], outputs=5, group=4)
    assert found.mask.tolist() == [[1, 0, 0]] * 4 + [[1, 1, 0]]
    assert found.density == found.mask.mean()


@settings(max_examples=60, deadline=None)
@given(
    blocks=st.integers(2, 5),
    group=st.sampled_from(scheme.GROUP_SIZES),
    rate=st.sampled_from([2.0, 3.6, 10.0]),
    balanced=st.booleans(),
    ragged=st.booleans(),
    seed=st.integers(0, 99),
)
def test_detection_recovers_a_projection_exactly(blocks, group, rate, balanced, ragged, seed):
    outputs = max(2, blocks * group - (group // 3 if ragged else 0))
    chosen = scheme.choose(w := normal(outputs, 200, seed=seed), rate, group, balanced)
    found = scheme.detect(chosen.apply(w))
    assert found is not None and found.scheme == "block-pruned"
    assert (found.mask == chosen.mask).all()
    assert ragged or found.group == group  # a last block that is padded may be smaller in smaller groups


def test_chance_zeros_do_not_break_up_blocks():
    chosen = scheme.choose(w := normal(64, 256), 10, group=16)
    pruned = chosen.apply(w)
    pruned[np.random.default_rng(1).random(w.shape) < 0.05] = 0
    pruned[16] = 0  # nor does an output that lost everything
    found = scheme.detect(pruned)
    assert found.group == 16
    assert (found.mask == chosen.mask).all()


def test_equal_columns_everywhere_are_the_largest_blocks():
    w = normal(256, 50) * (np.arange(50) % 7 == 0)
    assert scheme.detect(w).group == 64


def test_unstructured_zeros_are_blocks_of_one_output():
    w = normal(64, 256) * (np.random.default_rng(1).random((64, 256)) < 0.1)
    found = scheme.detect(w)
    assert found.group == 1
    assert (found.mask == (w != 0)).all()


def test_rows_pruned_inside_blocks_are_stored_where_that_is_smaller():
    """BCR proper: 3 of 4 rows and 1 of 4 columns of every block of 4 × 64."""
    rows, columns = np.arange(64) % 4 != 1, np.random.default_rng(1).random((16, 64)) < 0.25
    w = normal(64, 64) * (np.repeat(columns, 4, axis=0) & rows[:, None])
    found = scheme.detect(w)
    assert found.group == 4
    assert (found.keep == columns).all()


@pytest.mark.parametrize(
    "w", [normal(8, 8), np.zeros((8, 8)), normal(8, 8, 1) * 0, normal(8), normal(8, 8, 3, 3)]
)
def test_dense_empty_and_other_ranks_have_no_structure(w):
    assert scheme.detect(w) is None


def test_few_zeros_are_dense():
    w = normal(64, 64)
    w[::3, ::5] = 0
    assert scheme.detect(w) is None


@settings(max_examples=40, deadline=None)
@given(
    outputs=st.integers(1, 40), inputs=st.integers(1, 30), group=st.integers(1, 20), seed=st.integers(0, 99)
)
def test_packing_round_trips(outputs, inputs, group, seed):
    generator = np.random.default_rng(seed)
    keep = generator.random((-(-outputs // group), inputs)) < generator.choice([0, 0.2, 1])
    chosen = BlockColumns(outputs, group, keep)
    pruned = chosen.apply(normal(outputs, inputs, seed=seed))
    stored = scheme.pack(pruned, chosen)
    assert len(stored.index) == chosen.columns
    assert scheme.unpack(stored).tobytes() == pruned.tobytes()
    assert (scheme.fit(pruned, group).keep == keep).all()


def test_packing_keeps_bits_but_for_the_sign_of_pruned_zeros():
    w = np.array([[np.nan, -0.0, -0.0], [-0.0, np.inf, -0.0]], np.float32)
    stored = scheme.pack(w, structure([[1, 1, 0]], 2, 2))
    assert stored.weight.tobytes() == np.array([np.nan, -0.0, -0.0, np.inf], np.float32).tobytes()
    assert np.signbit(scheme.unpack(stored)).tolist() == [[False, True, False], [True, False, False]]


def test_what_packing_refuses():
    with pytest.raises(SchemeError, match="block 1 has weights in columns"):
        scheme.pack(np.ones((2, 2)), structure([[1, 1], [1, 0]], 2, 1))
    with pytest.raises(SchemeError, match="does not fit"):
        scheme.pack(np.ones((2, 3)), structure([[1, 1]], 2, 2))
    with pytest.raises(SchemeError, match="does not fit"):
        structure([[1, 1]], 2, 2).apply(np.ones((2, 3)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"offset": (0, 3)}, "offset has shape"),
        ({"weight": range(5)}, "weight has shape"),
        ({"offset": (0, 2, 4)}, "ascend from 0"),
        ({"offset": (1, 2, 3)}, "ascend from 0"),
        ({"offset": (0, 4, 3)}, "ascend from 0"),
        ({"index": (0, 3, 1)}, "inputs below 3"),
        ({"index": (0, -1, 1)}, "inputs below 3"),
        ({"index": (2, 0, 1)}, "ascend in every block"),
        ({"index": (0, 0, 1)}, "ascend in every block"),
        ({"group": 0}, "at least 1"),
    ],
)
def test_packed_arrays_must_fit_together(change, message):
    packed()
    with pytest.raises(SchemeError, match=message):
        packed(**change)


def test_empty_blocks_are_allowed():
    assert packed(offset=(0, 0, 3), index=(0, 1, 2)).blocks == 2
    assert packed(offset=(0, 3, 3), index=(0, 1, 2)).blocks == 2
    assert packed(offset=(0, 0, 0), index=(), weight=()).blocks == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: scheme.choose(normal(4, 4), 0.5), "at least 1"),
        (lambda: scheme.choose(normal(4, 4), np.nan), "at least 1"),
        (lambda: scheme.choose(normal(4, 4), 2, group=0), "at least 1"),
        (lambda: scheme.choose(normal(4, 4, 1), 2), r"\[outputs, inputs\]"),
        (lambda: scheme.choose(normal(4, 4) * np.inf, 2), "NaN or infinity"),
        (lambda: scheme.fit(normal(4), 2), r"\[outputs, inputs\]"),
        (lambda: structure([[1]], 3, 2), "3 outputs make 2 blocks"),
    ],
)
def test_user_errors_are_clear(make, message):
    with pytest.raises(SchemeError, match=message):
        make()

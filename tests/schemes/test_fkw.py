"""FKR and FKW: the published golden case, exact round trips, refusals."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from prunir.schemes import PRUNED, Pattern, SchemeError, Sparsity, filter_order, pack, unpack
from prunir.schemes.patterns import WELL_KNOWN

PAIR = (Pattern.parse("110/110/000"), Pattern.parse("000/011/011"))
# Rows are filters, columns channels; pattern numbers count from 0 here, from 1 in the paper.
GOLDEN = np.array([[-1, 1, -1, 0], [1, -1, 0, -1], [-1, 1, 1, 1], [-1, 1, -1, 1]], np.int16)


def golden():
    """The golden case with weights that name filter, channel and position as the digits of a number."""
    structure = Sparsity("pattern", PAIR, 1, GOLDEN)
    filters, channels, rows, columns = np.indices(structure.shape)
    return structure, structure.apply(
        (1000 * filters + 100 * channels + 10 * rows + columns + 1).astype(np.float32)
    )


def test_golden_case():
    structure, w = golden()
    packed = pack(w, structure)
    assert packed.offset.tolist() == [0, 2, 4, 6, 9]
    assert packed.reorder.tolist() == [0, 1, 3, 2]
    assert packed.index.tolist() == [3, 1, 2, 0, 1, 3, 1, 2, 3]
    assert packed.stride.tolist() == [0, 1, 2, 0, 1, 2, 0, 0, 2, 0, 0, 3]
    assert packed.weight.dtype == np.float32
    assert packed.weight[:8].tolist() == [301, 302, 311, 312, 112, 113, 122, 123]
    assert packed.weight[-4:].tolist() == [2312, 2313, 2322, 2323]
    assert packed.group_of_kernel().tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 3]
    assert packed.pattern_of_kernel().tolist() == [0, 1, 0, 1, 1, 1, 1, 1, 1]
    assert (unpack(packed) == w).all()


def test_groups_pack_as_filters_do():
    """Every filter of the golden case doubled, and half a group more."""
    ids = np.concatenate([np.repeat(GOLDEN, 2, axis=0), GOLDEN[:1]])
    structure = Sparsity("pattern", PAIR, 2, ids)
    w = structure.apply(np.arange(1, 9 * 4 * 9 + 1, dtype=np.float32).reshape(structure.shape))
    packed = pack(w, structure)
    assert packed.offset.tolist() == [0, 2, 4, 6, 9, 11]
    assert packed.reorder.tolist() == [0, 1, 2, 3, 6, 7, 4, 5, 8]
    assert packed.index.tolist() == [3, 1, 2, 0, 1, 3, 1, 2, 3, 3, 1]
    weight = packed.weight.reshape(packed.kernels, 2, 4)
    assert weight[0].tolist() == [w[f, 3][PAIR[0].mask()].tolist() for f in (0, 1)]
    assert not weight[-2:, 1].any()
    assert (unpack(packed) == w).all()


def test_an_order_may_be_given():
    structure, w = golden()
    assert pack(w, structure, np.arange(4)).reorder.tolist() == [0, 1, 2, 3]
    packed = pack(w, structure, np.array([3, 1, 0, 2]))
    assert packed.offset.tolist() == [0, 2, 4, 6, 9]
    assert packed.reorder.tolist() == [3, 1, 0, 2]
    assert packed.index[:2].tolist() == [1, 3]
    assert (unpack(packed) == w).all()


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ([0, 1, 2, 3], "each of 9 once"),
        ([0, 2, 1, 3, 4, 5, 6, 7, 8], "keep groups of 2 together"),
        ([8, 0, 1, 2, 3, 4, 5, 6, 7], "a smaller one at the end"),
    ],
)
def test_an_order_keeps_groups(order, message):
    ids = np.concatenate([np.repeat(GOLDEN, 2, axis=0), GOLDEN[:1]])
    structure = Sparsity("pattern", PAIR, 2, ids)
    with pytest.raises(SchemeError, match=message):
        pack(np.zeros(structure.shape, np.float32), structure, np.array(order))


def test_filter_order_is_that_of_pack():
    structure, w = golden()
    assert filter_order(structure).tolist() == pack(w, structure).reorder.tolist()


@st.composite
def layers(draw):
    """A structure and float32 weights of any bits under it; filters and groups may be empty or full."""
    kernel, entries = draw(
        st.sampled_from([((3, 3), 4), ((1, 3), 2), ((4,), 1), ((2, 2, 2), 3), ((1, 1), 1)])
    )
    volume = int(np.prod(kernel))
    position_sets = st.sets(st.integers(0, volume - 1), min_size=entries, max_size=entries)
    positions = draw(st.lists(position_sets, min_size=1, max_size=4, unique_by=frozenset))
    patterns = tuple(Pattern(kernel, tuple(sorted(p))) for p in positions)
    filters, channels, group = draw(st.integers(1, 9)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    number = st.integers(PRUNED, len(patterns) - 1)
    row = st.one_of(
        st.lists(number, min_size=channels, max_size=channels),
        st.just([PRUNED] * channels),
        st.just([len(patterns) - 1] * channels),
    )
    rows = draw(st.lists(row, min_size=-(-filters // group), max_size=-(-filters // group)))
    ids = np.repeat(np.array(rows, np.int16), group, axis=0)[:filters]
    structure = Sparsity("pattern", patterns, group, ids)
    bits = draw(hnp.arrays(np.uint32, structure.shape, elements=st.integers(0, 2**32 - 1)))
    return structure, np.where(structure.mask, bits, np.uint32(0)).view(np.float32)


@settings(max_examples=200)
@given(layers())
def test_packing_round_trips_bit_for_bit(layer):
    structure, w = layer
    packed = pack(w, structure)
    assert unpack(packed).tobytes() == w.tobytes()
    assert packed.kernels == sum(np.count_nonzero(row != PRUNED) for row in structure.ids[:: structure.group])


@given(layers())
def test_reorder_sorts_groups_by_count_and_kernels_by_pattern_then_channel(layer):
    structure, w = layer
    packed = pack(w, structure)
    whole = packed.filters // packed.group
    counts = np.diff(packed.offset)[:whole].tolist()
    assert counts == sorted(counts)
    keys = list(zip(packed.group_of_kernel(), packed.pattern_of_kernel(), packed.index, strict=True))
    assert keys == sorted(keys)
    ids = structure.ids[packed.reorder]
    assert all(ids[g * packed.group, channel] == pattern for g, pattern, channel in keys)


@given(hnp.arrays(np.int16, (7, 4), elements=st.integers(0, 2)))
def test_similar_filters_become_neighbours(ids):
    """The greedy rule, spelled out: the next filter is the lowest of those most similar to the last."""
    patterns = WELL_KNOWN[:3]
    structure = Sparsity("pattern", patterns, 1, ids)
    order = pack(np.zeros(structure.shape, np.float32), structure).reorder.tolist()
    rows = np.sort(ids, axis=1)
    assert order[0] == 0
    for place, (last, chosen) in enumerate(pairwise(order)):
        left = sorted(order[place + 1 :])
        assert chosen == max(left, key=lambda f: (rows[f] == rows[last]).sum())


def test_pruned_zeros_lose_their_sign_and_kept_ones_do_not():
    structure, w = golden()
    w *= -1
    w[0, 1, 1, 1] = -0.0
    assert np.signbit(w[0, 0]).all()
    back = unpack(pack(w, structure))
    assert (back == w).all()
    assert np.signbit(back[0, 1, 1, 1])
    assert not np.signbit(back[0, 0]).any()


@pytest.mark.parametrize("value", [1e-45, np.nan, np.inf])
def test_weights_outside_the_structure_are_refused(value):
    structure, w = golden()
    w[2, 0, 1, 2] = value
    with pytest.raises(SchemeError, match=r"1 weights outside the structure .* at \(2, 0, 1, 2\)"):
        pack(w, structure)


def test_weights_of_another_shape_are_refused():
    structure, w = golden()
    with pytest.raises(SchemeError, match="does not fit"):
        pack(w[:3], structure)


def test_patterns_of_unequal_size_are_refused():
    structure = Sparsity("pattern", (WELL_KNOWN[0], Pattern.full((3, 3))), 1, GOLDEN)
    with pytest.raises(SchemeError, match="equal numbers of entries"):
        pack(np.zeros(structure.shape, np.float32), structure)


def test_other_types_keep_their_type():
    structure, w = golden()
    packed = pack(w.astype(np.float16), structure)
    assert packed.weight.dtype == np.float16
    assert (unpack(packed) == w.astype(np.float16)).all()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("offset", [0, 2, 4, 9], r"offset has shape \(4,\)"),
        ("offset", [0, 4, 2, 6, 9], "offset must ascend"),
        ("offset", [0, 2, 4, 6, 8], "offset must ascend"),
        ("reorder", [0, 1, 1, 2], "reorder"),
        ("index", [3, 1, 2, 0, 1, 3, 1, 2, 4], "channels below 4"),
        ("index", [3, 3, 2, 0, 1, 3, 1, 2, 3], "twice"),
        ("stride", [0, 1, 2, 0, 1, 2, 0, 0, 2, 0, 0, 2], "stride must ascend"),
        ("stride", [0, 3, 2, 0, 1, 2, 0, 0, 2, 0, 0, 3], "stride must ascend"),
        ("weight", [0.0], "weight has shape"),
    ],
)
def test_inconsistent_packed_data_is_refused(field, value, message):
    structure, w = golden()
    packed = pack(w, structure)
    with pytest.raises(SchemeError, match=message):
        replace(packed, **{field: np.array(value, getattr(packed, field).dtype)})


def test_packed_data_needs_matching_patterns_and_group():
    structure, w = golden()
    packed = pack(w, structure)
    with pytest.raises(SchemeError, match="does not fit"):
        replace(packed, shape=(4, 4, 1, 3))
    with pytest.raises(SchemeError, match="group size"):
        replace(packed, group=0)

"""Kernel patterns: text form, natural patterns, selection, assignment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from prunir.schemes.patterns import (
    WELL_KNOWN,
    Pattern,
    SchemeError,
    assign_patterns,
    natural_masks,
    select_patterns,
)

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
MASKS = SHAPES.flatmap(lambda shape: hnp.arrays(bool, shape)).filter(np.any)


@given(MASKS)
def test_text_form_round_trips(mask):
    pattern = Pattern.from_mask(mask)
    assert Pattern.parse(str(pattern)) == pattern
    assert (pattern.mask() == mask).all()
    assert pattern.entries == mask.sum()
    assert all(mask[at] for at in pattern.coordinates)


@pytest.mark.parametrize(
    ("text", "shape", "positions"),
    [
        ("0110", (4,), (1, 2)),
        ("010/111/000", (3, 3), (1, 3, 4, 5)),
        ("010/", (1, 3), (1,)),
        ("0/1/0", (3, 1), (1,)),
        ("010/111//000/010", (2, 2, 3), (1, 3, 4, 5, 10)),
        ("010/111//", (1, 2, 3), (1, 3, 4, 5)),
        ("1//0//1", (3, 1, 1), (0, 2)),
        ("1/", (1, 1), (0,)),
    ],
)
def test_text_form_of_every_rank(text, shape, positions):
    assert Pattern.parse(text) == Pattern(shape, positions)
    assert str(Pattern(shape, positions)) == text


@pytest.mark.parametrize("text", ["", "000", "012", "01/1", "01//1", "/", "1///1", "01 10", "10/01//11"])
def test_bad_text_is_refused(text):
    with pytest.raises(SchemeError, match="pattern"):
        Pattern.parse(text)


@pytest.mark.parametrize(
    ("shape", "positions"),
    [
        ((), (0,)),
        ((1, 1, 1, 1), (0,)),
        ((0,), (0,)),
        ((3,), ()),
        ((3,), (3,)),
        ((3,), (1, 0)),
        ((3,), (1, 1)),
    ],
)
def test_bad_patterns_are_refused(shape, positions):
    with pytest.raises(SchemeError):
        Pattern(shape, positions)


def test_well_known_set_has_eight_centred_patterns_of_four_entries():
    assert len(set(WELL_KNOWN)) == 8
    assert all(pattern.entries == 4 and pattern.mask()[1, 1] for pattern in WELL_KNOWN)


def test_natural_pattern_is_the_centre_and_the_largest_others():
    kernel = np.array([[0.1, -9, 3], [0.2, 0, -4], [0, 0, 2]], np.float32)
    (mask,) = natural_masks(kernel[None, None])[0]
    assert str(Pattern.from_mask(mask.reshape(3, 3))) == "011/011/000"


def test_natural_patterns_of_other_ranks_sizes_and_entries():
    assert natural_masks(np.array([[[5, 1, 4, 3]]]), entries=2).tolist() == [[[True, False, True, False]]]
    cube = np.zeros((1, 1, 3, 3, 3), np.float32)
    cube[0, 0, 0, 0, 0] = 1
    assert np.flatnonzero(natural_masks(cube, entries=2)).tolist() == [0, 13]
    assert natural_masks(cube, entries=27).all()


def test_natural_patterns_rank_tiny_weights_too():
    tiny = np.array([[[1e-30, 0, 3e-30]]], np.float32)
    assert natural_masks(tiny, entries=2).tolist() == [[[False, True, True]]]


@pytest.mark.parametrize("entries", [0, 10])
def test_impossible_entry_counts_are_refused(entries):
    with pytest.raises(SchemeError, match="entries"):
        natural_masks(np.ones((1, 1, 3, 3)), entries)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_without_a_norm_are_refused(bad):
    with pytest.raises(SchemeError, match="NaN or infinity"):
        assign_patterns(np.full((1, 1, 3, 3), bad, np.float32), WELL_KNOWN)


def kernels_of(*texts):
    """One filter whose channels have these supports."""
    kernels = [[[float(digit) for digit in row] for row in text.split("/")] for text in texts]
    return np.array([kernels], np.float32)


def test_selection_counts_over_all_layers_and_breaks_ties_by_position():
    a, b, c = "110/110/000", "011/011/000", "000/011/011"
    layers = [kernels_of(a, c, c), kernels_of(b, c, "000/000/000")]
    assert [str(p) for p in select_patterns(layers, k=2)] == [c, a]
    assert [str(p) for p in select_patterns(reversed(layers), k=8)] == [c, a, b]


def test_selection_refuses_a_mix_of_kernel_shapes():
    with pytest.raises(SchemeError, match="one kernel shape"):
        select_patterns([np.ones((1, 1, 3, 3)), np.ones((1, 1, 5, 5))])


@given(hnp.arrays(np.float32, (5, 3, 3, 3), elements=st.floats(-4, 4, width=32)), st.integers(1, 6))
def test_assignment_keeps_the_largest_norm_of_every_group(w, group):
    ids = assign_patterns(w, WELL_KNOWN, group)
    for start in range(0, 5, group):
        part = w[start : start + group].astype(np.float64)
        for channel in range(3):
            kept = [np.square(part[:, channel][:, pattern.mask()]).sum() for pattern in WELL_KNOWN]
            chosen = set(ids[start : start + group, channel].tolist())
            assert len(chosen) == 1
            assert kept[chosen.pop()] == pytest.approx(max(kept))


def test_assignment_refuses_sets_that_do_not_fit():
    w = np.ones((2, 2, 3, 3), np.float32)
    with pytest.raises(SchemeError, match="does not fit"):
        assign_patterns(w, [Pattern.parse("010")])
    with pytest.raises(SchemeError, match="twice"):
        assign_patterns(w, [WELL_KNOWN[0], WELL_KNOWN[0]])
    with pytest.raises(SchemeError, match="different kernel shapes"):
        assign_patterns(w, [WELL_KNOWN[0], Pattern.parse("010")])
    with pytest.raises(SchemeError, match="at least one pattern"):
        assign_patterns(w, [])
    with pytest.raises(SchemeError, match="group size"):
        assign_patterns(w, WELL_KNOWN, group=0)

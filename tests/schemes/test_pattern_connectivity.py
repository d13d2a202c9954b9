"""Scheme `pattern`: projection, and detection from zeros alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prunir.schemes import PRUNED, Pattern, SchemeError, Sparsity, detect
from prunir.schemes import pattern_connectivity as scheme
from prunir.schemes.patterns import WELL_KNOWN, select_patterns


def normal(*shape, seed=0):
    """Weights without a zero."""
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def filters_of(*filters):
    """3×3 weights whose supports are these digits, one string of kernels a filter."""
    kernels = [[[list(row) for row in kernel.split("/")] for kernel in text.split()] for text in filters]
    return (np.array(kernels) == "1").astype(np.float32)


def test_projection_keeps_values_and_cuts_to_the_rate():
    w = normal(64, 36, 3, 3)
    projected = scheme.project(w, WELL_KNOWN, group=4, rate=3.6)
    kept = projected != 0
    assert projected.dtype == np.float32
    assert (projected[kept] == w[kept]).all()
    assert kept.sum() == 64 * 36 / 3.6 * 4
    assert not np.signbit(projected[~kept]).any()


def test_connectivity_ranks_what_the_patterns_keep():
    # The second kernel has the larger norm, but all of it outside the only pattern.
    w = np.array([[[3, 1, 0], [0, 1, 9]]], np.float32)
    assert scheme.project(w, [Pattern.parse("110")], rate=2).tolist() == [[[3, 1, 0], [0, 0, 0]]]


@settings(max_examples=30)
@given(
    filters=st.integers(17, 40),
    group=st.sampled_from([1, 2, 4, 8, 16]),
    rate=st.sampled_from([1.0, 2.5, 3.6]),
    balanced=st.booleans(),
    kernel=st.sampled_from([(3,), (5,), (3, 3), (1, 5), (5, 5), (2, 3, 3), (1, 3, 3)]),
    seed=st.integers(0, 99),
)
def test_detection_recovers_a_projection_exactly(filters, group, rate, balanced, kernel, seed):
    w = normal(filters, 24, *kernel, seed=seed)
    patterns = select_patterns([w], k=8, entries=4 if np.prod(kernel) > 5 else 2)
    chosen = scheme.choose(w, patterns, group, rate, balanced)
    found = detect(chosen.apply(w))
    assert isinstance(found, Sparsity)
    assert (found.mask == chosen.mask).all()
    assert (found.keep == chosen.keep).all()
    assert found.group == group
    assert found.patterns == tuple(sorted(patterns[i] for i in set(chosen.ids.flat) - {PRUNED}))


def test_detection_survives_zeros_inside_patterns():
    chosen = scheme.choose(w := normal(64, 64, 3, 3), WELL_KNOWN, group=4, rate=3.6)
    pruned = chosen.apply(w)
    pruned[np.random.default_rng(1).random(w.shape) < 0.2] = 0
    found = scheme.detect(pruned)
    assert found.group == 4
    assert set(found.patterns) == set(WELL_KNOWN)
    assert (found.keep >= (pruned != 0).any(axis=(2, 3))).all()
    assert (found.apply(pruned) == pruned).all()
    assert found.density <= chosen.density


def test_detection_takes_negative_zeros_for_zeros():
    chosen = scheme.choose(w := -abs(normal(16, 16, 3, 3)), WELL_KNOWN, rate=2)
    assert (detect(w * chosen.mask).mask == chosen.mask).all()


def test_detection_takes_nan_for_a_weight():
    chosen = scheme.choose(w := normal(16, 16, 3, 3), WELL_KNOWN, rate=2)
    broken = np.where(chosen.mask, np.float32(np.nan), w * 0)
    assert (detect(broken).mask == chosen.mask).all()


def test_a_dead_filter_does_not_break_up_its_group():
    chosen = scheme.choose(w := normal(64, 64, 3, 3), WELL_KNOWN, group=16, rate=3.6)
    pruned = chosen.apply(w)
    pruned[5] = 0
    found = detect(pruned)
    assert found.group == 16
    assert (found.mask == chosen.mask).all()


def test_removed_filters_are_not_stored():
    """Half of the filters gone: a structure of single filters, not of groups filled with zeros."""
    w = normal(32, 8, 3, 3)
    w[::2] = 0
    found = detect(w)
    assert found.group == 1
    assert found.patterns == (Pattern.full((3, 3)),)
    assert (found.mask == (w != 0)).all()


def test_kernels_may_be_full_when_others_are_gone():
    full, empty = "111/111/111", "000/000/000"
    found = detect(filters_of(f"{full} {empty} {empty} {full}", f"{empty} {full} {full} {empty}"))
    assert isinstance(found, Sparsity)
    assert found.patterns == (Pattern.full((3, 3)),)
    assert found.keep.tolist() == [[True, False, False, True], [False, True, True, False]]


@pytest.mark.parametrize(
    "w",
    [
        normal(16, 16, 3, 3),
        np.zeros((16, 16, 3, 3), np.float32),
        normal(16, 16, 1, 1),
        np.where(np.arange(16 * 16 * 9).reshape(16, 16, 3, 3) == 4, 0, normal(16, 16, 3, 3)),
        normal(64, 64, 3, 3) * (np.arange(64) != 7)[:, None, None],
    ],
    ids=["no zeros", "zeros only", "1x1", "one zero", "one dead channel"],
)
def test_dense_layers_have_no_structure(w):
    assert scheme.detect(w) is None


@pytest.mark.parametrize("density", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("kernel", [(3, 3), (5, 5), (3, 3, 3)])
def test_unstructured_zeros_are_not_this_scheme(kernel, density):
    w = normal(64, 64, *kernel)
    w[np.random.default_rng(1).random(w.shape) >= density] = 0
    assert scheme.detect(w) is None


def test_more_patterns_than_a_set_may_have_are_refused():
    patterns = [Pattern((5, 5), (other, 24)) for other in range(24)]
    w = normal(32, 32, 5, 5)
    assert scheme.detect(scheme.project(w, patterns)) is None
    assert len(scheme.detect(scheme.project(w, patterns[:16])).patterns) == scheme.MAX_PATTERNS


def test_parts_of_a_pattern_that_never_occurs_whole_are_merged():
    found = scheme.detect(filters_of("110/110/000 000/000/011 000/001/001 000/010/011"))
    assert [str(p) for p in found.patterns] == ["110/110/000", "000/011/011"]
    assert found.ids.tolist() == [[0, 1, 1, 1]]


def test_patterns_are_filled_up_to_equal_size_from_the_centre():
    found = scheme.detect(filters_of("110/110/000 000/000/011"))
    assert [str(p) for p in found.patterns] == ["110/110/000", "100/010/011"]


def test_the_set_is_of_the_pruned_not_of_the_candidate_group():
    """Two filters with different patterns could share one larger pattern; they must not."""
    a, b, none = "110/110/000", "000/011/011", "000/000/000"
    found = detect(filters_of(f"{a} {b} {none}", f"{b} {a} {none}"))
    assert found.group == 1
    assert [str(p) for p in found.patterns] == [a, b]


def test_a_last_group_may_be_smaller():
    chosen = scheme.choose(w := normal(19, 24, 3, 3), WELL_KNOWN, group=8, rate=3.6)
    found = detect(chosen.apply(w))
    assert found.group == 8
    assert (found.mask == chosen.mask).all()


@pytest.mark.parametrize("shape", [(4, 4), (4,), (0, 4, 3, 3), (1, 1, 1, 1, 1, 1)])
def test_arrays_that_are_no_convolution_are_refused(shape):
    with pytest.raises(SchemeError, match="weights need the shape"):
        detect(np.ones(shape, np.float32))


@pytest.mark.parametrize(
    ("ids", "group", "message"),
    [
        ([[0], [1]], 1, "between -1 and 0"),
        ([[0], [-2]], 1, "between -1 and 0"),
        ([[0], [-1]], 2, "group of 2 differ"),
        ([0, 0], 1, r"\[filters, channels\]"),
        ([[0]], 0, "group size"),
    ],
)
def test_structures_are_verified(ids, group, message):
    with pytest.raises(SchemeError, match=message):
        Sparsity("pattern", (WELL_KNOWN[0],), group, np.array(ids, np.int16))


def test_structures_fit_their_layer_only():
    found = scheme.choose(normal(4, 4, 3, 3), WELL_KNOWN)
    assert found.shape == (4, 4, 3, 3)
    assert found.density == pytest.approx(4 / 9)
    with pytest.raises(SchemeError, match="does not fit"):
        found.apply(normal(4, 5, 3, 3))

"""Scheme `unstructured`: single weights of 1×1 kernels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prunir.schemes import SCHEMES, SchemeError, detect
from prunir.schemes import unstructured as scheme


def normal(*shape, seed=0):
    """Weights without a zero."""
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_projection_keeps_the_largest_weights():
    w = np.array([[4, -1], [2, -3]], np.float32)[..., None, None]
    assert scheme.project(w, 2)[..., 0, 0].tolist() == [[4, 0], [0, -3]]
    assert scheme.project(w, 2, group=2)[..., 0, 0].tolist() == [[4, 0], [2, 0]]


@settings(max_examples=30)
@given(
    filters=st.integers(17, 50),
    group=st.sampled_from([1, 2, 4, 8, 16]),
    rate=st.sampled_from([2.0, 3.6, 8.0]),
    balanced=st.booleans(),
    kernel=st.sampled_from([(1,), (1, 1), (1, 1, 1)]),
)
def test_detection_recovers_a_projection_exactly(filters, group, rate, balanced, kernel):
    chosen = scheme.choose(w := normal(filters, 48, *kernel), rate, group, balanced)
    found = detect(chosen.apply(w))
    assert found.scheme == "unstructured"
    assert found.group == group
    assert (found.mask == chosen.mask).all()


def test_single_zeros_do_not_break_up_groups():
    chosen = scheme.choose(w := normal(64, 64, 1, 1), 3.6, group=8)
    pruned = chosen.apply(w)
    pruned[np.random.default_rng(1).random(w.shape) < 0.05] = 0
    found = detect(pruned)
    assert found.group == 8
    assert (found.mask == chosen.mask).all()


@pytest.mark.parametrize("w", [normal(8, 8, 1, 1), np.zeros((8, 8, 1, 1)), normal(8, 8, 3, 3)])
def test_dense_empty_and_larger_kernels_have_no_structure(w):
    assert scheme.detect(w) is None


def test_larger_kernels_are_refused():
    with pytest.raises(SchemeError, match="one entry"):
        scheme.project(normal(8, 8, 3, 3), 2)


def test_packing_round_trips():
    chosen = scheme.choose(w := normal(18, 20, 1, 1), 3.6, group=4)
    packed = scheme.pack(pruned := chosen.apply(w), chosen)
    assert packed.kernels == chosen.keep[::4].sum()
    assert scheme.unpack(packed).tobytes() == pruned.tobytes()


def test_registry_has_every_scheme_by_name():
    assert {name: module.NAME for name, module in SCHEMES.items()} == {
        "pattern": "pattern",
        "block-punched": "block-punched",
        "unstructured": "unstructured",
    }
    needed = {"choose", "project", "detect", "pack", "unpack"}
    assert all(needed <= set(dir(module)) for module in SCHEMES.values())

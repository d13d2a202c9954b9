"""Connectivity pruning: which kernels stay."""

import numpy as np
import pytest
from prunir.schemes import SchemeError
from prunir.schemes.connectivity import select_kernels


def weights_with_norms(norms):
    """Weights `[F, C, 3]` whose kernels have these L2 norms."""
    return np.array(norms, np.float32)[..., None] * np.array([0.6, 0.0, -0.8], np.float32)


def test_uniform_pruning_ranks_the_whole_layer():
    w = weights_with_norms([[1, 2, 3], [4, 5, 6]])
    assert select_kernels(w, 2).tolist() == [[False] * 3, [True] * 3]


def test_balanced_pruning_ranks_every_filter_alone():
    w = weights_with_norms([[1, 2, 3], [6, 5, 4]])
    assert select_kernels(w, 3, balanced=True).tolist() == [[False, False, True], [True, False, False]]


def test_groups_are_kept_or_dropped_together():
    w = weights_with_norms([[9, 1], [1, 8], [4, 2], [4, 2]])
    assert select_kernels(w, 2, group=2).tolist() == [[True, True], [True, True], [False] * 2, [False] * 2]


def test_a_smaller_last_group_is_ranked_by_its_norm_per_filter():
    w = weights_with_norms([[3, 2], [3, 2], [0, 4]])
    assert select_kernels(w, 2, group=2).tolist() == [[True, False], [True, False], [False, True]]


def test_ties_keep_the_first():
    assert select_kernels(weights_with_norms([[1, 1], [1, 1]]), 2).tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize("balanced", [False, True])
@pytest.mark.parametrize("rate", [1, 1.5, 3.6, 1000])
def test_rate_fixes_the_count(rate, balanced):
    w = np.random.default_rng(0).standard_normal((36, 20, 3, 3)).astype(np.float32)
    keep = select_kernels(w, rate, group=4, balanced=balanced)
    per_group = keep[::4].sum(axis=1)
    if balanced:
        assert (per_group == max(1, round(20 / rate))).all()
    else:
        assert per_group.sum() == max(1, round(9 * 20 / rate))


@pytest.mark.parametrize("rate", [0.5, 0, -1, float("nan")])
def test_rates_below_one_are_refused(rate):
    with pytest.raises(SchemeError, match="rate"):
        select_kernels(np.ones((2, 2, 3, 3), np.float32), rate)

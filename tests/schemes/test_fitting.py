"""`fit`: the structure under a known scheme, or the kernel that breaks it."""

import numpy as np
import pytest
from prunir.schemes import PRUNED, Pattern, SchemeError, fit
from prunir.schemes.pattern_connectivity import choose
from prunir.schemes.patterns import WELL_KNOWN


@pytest.mark.parametrize("group", [1, 4])
def test_fit_recovers_what_was_chosen(group):
    w = np.random.default_rng(0).standard_normal((10, 6, 3, 3), np.float32)
    chosen = choose(w, WELL_KNOWN, group, rate=3.6)
    found = fit(chosen.apply(w), "pattern", WELL_KNOWN, group)
    assert (found.ids == chosen.ids).all() and found.group == group and found.patterns == WELL_KNOWN


def test_zeros_only_fit_every_scheme():
    assert (fit(np.zeros((2, 3, 3, 3)), "pattern", WELL_KNOWN, 1).ids == PRUNED).all()


@pytest.mark.parametrize(
    ("group", "where"),
    [(1, "filter 4, channel 1"), (3, "filters 3 to 4, channel 1"), (4, "filter 4, channel 1")],
)
def test_an_uncovered_kernel_is_named(group, where):
    w = np.zeros((5, 2, 1, 3))
    w[4, 1, 0] = 1
    with pytest.raises(SchemeError, match=f"^{where}: no pattern covers"):
        fit(w, "pattern", [Pattern.parse("110/"), Pattern.parse("011/")], group)


def test_patterns_of_another_shape():
    with pytest.raises(SchemeError, match="does not fit kernels"):
        fit(np.ones((1, 1, 2, 2)), "pattern", WELL_KNOWN, 1)

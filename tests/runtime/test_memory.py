"""Arrays begin where vectors like it."""

from __future__ import annotations

import numpy as np
import pytest
from prunir.runtime.memory import ALIGNMENT, aligned_copy, aligned_zeros


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 5), (1000,)])
@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.float64])
def test_zeros(shape: tuple[int, ...], dtype: type):
    array = aligned_zeros(shape, dtype)
    assert array.shape == shape and array.dtype == dtype
    assert not array.any()
    assert array.size == 0 or array.ctypes.data % ALIGNMENT == 0


def test_copies_only_where_needed():
    good = aligned_zeros((64,), np.float32)
    assert aligned_copy(good) is good
    for bad in (good[1:], good[::2]):
        copy = aligned_copy(bad)
        assert copy.ctypes.data % ALIGNMENT == 0 and not np.shares_memory(copy, good)
        np.testing.assert_array_equal(copy, bad)

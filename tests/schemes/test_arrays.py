"""Array helpers of the schemes against plain numpy."""

import numpy as np
import pytest
from prunir.schemes._arrays import distinct_rows


@pytest.mark.parametrize("columns", [1, 8, 9, 16, 17, 49, 130])
def test_distinct_rows_are_those_of_unique(columns):
    rows = np.random.default_rng(0).random((300, columns)) < min(0.5, 3 / columns)
    distinct, inverse, counts = distinct_rows(rows)
    expected, expected_counts = np.unique(rows, axis=0, return_counts=True)
    assert (distinct[inverse] == rows).all()
    by_row = {row.tobytes(): count for row, count in zip(distinct, counts, strict=True)}
    assert by_row == {row.tobytes(): count for row, count in zip(expected, expected_counts, strict=True)}

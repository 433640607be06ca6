"""The adjacency layout of the arrays, against lists of lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import CSR, expand_spans

N_ROWS, N_COLUMNS = 5, 7
PAIRS = st.lists(st.tuples(st.integers(0, N_ROWS - 1), st.integers(0, N_COLUMNS - 1)), max_size=20)


def csr_of(pairs: list[tuple[int, int]]) -> CSR:
    rows, columns = (np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1))
    return CSR.from_pairs(rows, columns, N_ROWS)


@given(PAIRS)
def test_rows_hold_their_columns_once_and_ascending(pairs: list[tuple[int, int]]) -> None:
    csr = csr_of(pairs)

    expected = [sorted({column for row, column in pairs if row == i}) for i in range(N_ROWS)]
    assert len(csr) == N_ROWS
    assert [csr[i].tolist() for i in range(N_ROWS)] == expected
    assert csr.degrees.tolist() == [len(row) for row in expected]
    assert [csr.indices[csr.span(i)].tolist() for i in range(N_ROWS)] == expected
    assert csr.indices.dtype == np.int32


@given(PAIRS)
def test_transposing_twice_gives_the_same_back(pairs: list[tuple[int, int]]) -> None:
    csr = csr_of(pairs)

    back = csr.transpose(N_COLUMNS).transpose(N_ROWS)

    assert back.indptr.tolist() == csr.indptr.tolist()
    assert back.indices.tolist() == csr.indices.tolist()


@given(PAIRS, st.lists(st.integers(-1, N_COLUMNS)))
def test_membership(pairs: list[tuple[int, int]], asked: list[int]) -> None:
    csr = csr_of(pairs)

    for row in range(N_ROWS):
        found = csr.contains(row, np.array(asked, np.int64))
        assert found.tolist() == [(row, column) in pairs for column in asked]


@given(PAIRS, st.lists(st.integers(0, N_ROWS - 1)))
def test_spans_are_gathered_in_the_order_asked(
    pairs: list[tuple[int, int]], rows: list[int]
) -> None:
    csr = csr_of(pairs)

    origin, positions = expand_spans(csr.indptr, np.array(rows, np.int64))

    expected = [(i, column) for i, row in enumerate(rows) for column in csr[row].tolist()]
    assert list(zip(origin.tolist(), csr.indices[positions].tolist(), strict=True)) == expected


def test_a_row_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        csr_of([(0, 0)]).span(N_ROWS)

"""One rule for every percentage that is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reports.wording import percent
from handlers.rules.shares import percent_of, percent_of_share


@pytest.mark.parametrize(
    ("part", "whole", "shown", "in_tenths"),
    [
        (1, 3, 33, "33,3%"),
        (2, 3, 67, "66,7%"),
        (1, 2, 50, "50%"),
        (3, 8, 38, "37,5%"),
        (249, 250, 99, "99,6%"),
        (9_999, 10_000, 99, "99,9%"),
        (1, 1_000, 1, "0,1%"),
        (1, 100_000, 1, "0,1%"),
        (0, 7, 0, "0%"),
        (7, 7, 100, "100%"),
        (12, 10, 120, "120%"),
        (0, 0, None, "–"),
    ],
)
def test_half_up_and_the_ends_are_kept_for_all_and_none(
    part: int, whole: int, shown: int | None, in_tenths: str
) -> None:
    assert percent_of(part, whole) == shown
    assert percent(part, whole) == in_tenths


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.sampled_from((1, 10)))
def test_a_hundred_is_all_and_nothing_is_none(whole: int, part: int, steps: int) -> None:
    part = min(part, whole)
    found = percent_of(part, whole, steps)
    assert found is not None
    assert (found == 100 * steps) == (part == whole)
    assert (found == 0) == (part == 0)
    assert abs(found / (100 * steps) - part / whole) <= 1 / (100 * steps)


@given(st.integers(1, 5_000), st.integers(0, 5_000))
def test_a_share_already_divided_reads_the_same(whole: int, part: int) -> None:
    part = min(part, whole)
    counted = percent_of(part, whole, 10)
    assert counted is not None
    # What is already divided may lie a hair beside the half.
    assert abs(percent_of_share(part / whole, 10) - counted) <= 1
    assert (percent_of_share(part / whole) == 100) == (part == whole)
    assert (percent_of_share(part / whole) == 0) == (part == 0)

"""Numbers that deserve a second look, and the seeded draw."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.odd import odd_values
from handlers.rules.sampling import drawn

USUAL = {"present": 31, "absent_excused": 4, "absent_unexcused": 0}
LESS = {"present": 30, "absent_excused": 5, "absent_unexcused": 0}


@pytest.mark.parametrize(
    ("numbers", "earlier", "kinds"),
    [
        (USUAL, [], []),
        (USUAL, [LESS, USUAL], []),
        ({"present": 3, "absent_excused": 32}, [LESS, USUAL], ["jump", "jump"]),
        ({"present": 3}, [USUAL], []),
        (USUAL, [USUAL, USUAL], []),
        (USUAL, [USUAL, USUAL, USUAL], ["copied"]),
        (USUAL, [USUAL, LESS, USUAL, USUAL], []),
        ({"paid": 35, "total": 35}, [{"paid": 35, "total": 35}] * 4, []),
        ({"paid": 35, "total": 35}, [{"paid": 35, "total": 35}] * 5, ["always_full"]),
        ({"paid": 34, "total": 35}, [{"paid": 35, "total": 35}] * 5, []),
        ({"planned": 80, "done": 3}, [{"planned": 8, "done": 3}, {"planned": 8, "done": 2}], []),
        ({"proposals": 0}, [{"proposals": 0}] * 9, []),
    ],
)
def test_what_looks_odd(numbers: dict[str, int], earlier: list[dict[str, int]], kinds: list[str]) -> None:
    assert [each.kind for each in odd_values(numbers, earlier)] == kinds


counts = st.dictionaries(st.sampled_from(("present", "absent_excused", "paid", "total")), st.integers(0, 10_000))


@given(counts, st.lists(counts, max_size=8))
def test_no_numbers_break_the_look(numbers: dict[str, int], earlier: list[dict[str, int]]) -> None:
    for each in odd_values(numbers, earlier):
        assert each.kind in ("jump", "copied", "always_full")


@given(st.text(max_size=20), st.sets(st.integers(1, 10**12), max_size=300))
def test_the_same_seed_draws_the_same_five_percent(seed: str, ids: set[int]) -> None:
    found = drawn(seed, list(ids))
    assert found == drawn(seed, sorted(ids, reverse=True))
    assert set(found) <= ids
    assert len(found) == ceil(len(ids) * 0.05)


def test_every_item_can_be_drawn() -> None:
    seen = {each for month in range(400) for each in drawn(f"LV-AT {month}", range(20))}
    assert seen == set(range(20))

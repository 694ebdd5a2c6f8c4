"""Properties of the days of a congress: leap years, ends of months, Tết, the window of a term, limits, and whose ruling
counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.catalogue import Regulation, congress_steps, regulations
from handlers.rules.calendar import is_holiday, tet, tet_days, tet_pause
from handlers.rules.congress_day import FARTHEST, WITHOUT_COMMITTEE, cell_limit, limit_of, objections, too_long
from handlers.rules.regulations import ISSUER_LEVELS, applicable, for_level
from handlers.rules.roadmap import move, plan, trouble_with_doing
from handlers.rules.terms import add_months

days = st.dates(date(2018, 1, 1), date(2040, 12, 31))
ahead = st.integers(0, FARTHEST.days)
levels = st.sampled_from(("cell", "grassroots", "commune", "province"))


@given(days, ahead, levels, st.booleans())
def test_a_day_nobody_objects_to_lies_in_the_window_and_is_no_holiday(
    today: date, further: int, level: str, with_term: bool
) -> None:
    day = today + timedelta(days=further)
    end = add_months(today, 12)
    window = (add_months(end, -6), add_months(end, 6)) if with_term else None
    found = objections(day, today, level, window, regulations())
    keys = {each.key for each in found}
    assert ("holiday" in keys) == (tet_pause(day) or is_holiday(day))
    if window is not None:
        assert ("before_window" in keys) == (day < window[0])
        assert ("after_window" in keys) == (day > window[1])
    for each in found:
        if each.key in ("before_window", "after_window", "after_limit"):
            assert each.ruling is not None
            assert each.ruling.document


@given(days, st.integers(1, 3_000))
def test_a_day_that_has_passed_is_the_only_thing_said(today: date, back: int) -> None:
    found = objections(today - timedelta(days=back), today, "cell", None, regulations())
    assert [each.key for each in found] == ["past"]
    held = objections(today - timedelta(days=back), today, "cell", None, regulations(), held=True)
    assert "past" not in {each.key for each in held}


@given(st.integers(2018, 2040))
def test_no_congress_in_tet_and_the_day_after_it_is_free_again(year: int) -> None:
    first, last = tet_days(year)
    assert first < tet(year) < last
    for day in (first, tet(year), last):
        assert "holiday" in {each.key for each in objections(day, first, "cell", None, regulations())}
    assert not tet_pause(last + timedelta(days=1))


@given(st.dates(date(2018, 1, 1), date(2036, 12, 31)), st.sampled_from((30, 60)))
def test_terms_keep_the_day_of_the_month_or_end_on_its_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


def test_the_term_of_a_leap_day() -> None:
    assert add_months(date(2024, 2, 29), 60) == date(2029, 2, 28)
    assert add_months(date(2023, 8, 31), 30) == date(2026, 2, 28)
    assert add_months(date(2025, 8, 30), 30) == date(2028, 2, 29)


@given(levels, days, days, st.sampled_from((4, 3, 2)))
def test_moving_there_and_back_leaves_the_road_map_as_it_was(level: str, day: date, other: date, mode: int) -> None:
    planned = plan(congress_steps(level), day, mode)
    assert move(move(planned, other), day) == planned
    leads = {step.code: (step.due_on - day).days for step in planned}
    assert {step.code: (step.due_on - other).days for step in move(planned, other)} == leads


@given(levels, days, st.none() | st.integers(-300, 100))
def test_a_step_can_be_reported_until_a_month_after_the_congress(level: str, day: date, late: int | None) -> None:
    not_before = None if late is None else day + timedelta(days=late)
    for step in plan(congress_steps(level), day, not_before=not_before):
        assert step.closes_on >= day + timedelta(days=30)


@pytest.mark.parametrize(
    ("level", "day", "limit"),
    [
        ("grassroots", "2020-05-20", "2020-06-30"),
        ("commune", "2020-08-01", "2020-08-31"),
        ("grassroots", "2025-06-01", "2025-06-30"),
        ("commune", "2025-08-01", "2025-08-31"),
        ("province", "2025-10-01", "2025-10-31"),
        ("grassroots", "2030-05-01", "2030-06-30"),
    ],
)
def test_both_terms_and_the_next_have_their_limits(level: str, day: str, limit: str) -> None:
    found = limit_of(regulations(), level, date.fromisoformat(day), None)
    assert found is not None
    assert found[0].isoformat() == limit
    late = found[0] + timedelta(days=1)
    assert "after_limit" in {each.key for each in objections(late, late, level, None, regulations())}


def test_a_limit_of_another_round_says_nothing() -> None:
    window = (date(2027, 3, 1), date(2028, 3, 1))
    assert limit_of(regulations(), "grassroots", date(2027, 9, 1), window) is None
    assert objections(date(2027, 9, 6), date(2027, 1, 4), "grassroots", window, regulations()) == ()


@given(st.integers(1, 30), levels, days)
def test_only_what_is_longer_than_ruled_is_too_long(half_days: int, level: str, day: date) -> None:
    ruling = applicable(regulations(), f"length.{level}_half_days", day)
    found = too_long(half_days, level, day, regulations())
    assert (found is not None) == (ruling is not None and half_days > int(str(ruling.value)))


@given(
    st.lists(st.tuples(st.sampled_from(ISSUER_LEVELS[1:]), st.integers(1, 100), days), max_size=6),
    st.sampled_from(("women.floor_percent", "young.floor_percent", "science.floor_percent")),
)
def test_where_the_centre_has_spoken_nobody_below_counts(local: list[tuple[str, int, date]], key: str) -> None:
    on = date(2026, 11, 23)
    centre = applicable(regulations(), key, on)
    assert centre is not None
    assert applicable((*regulations(), *_local(centre, key, local)), key, on) is centre


@given(st.lists(st.tuples(st.sampled_from(ISSUER_LEVELS[1:]), st.integers(1, 100), days), min_size=1, max_size=6))
def test_where_the_centre_is_silent_the_highest_below_counts(local: list[tuple[str, int, date]]) -> None:
    on = date(2041, 1, 1)
    key = "minority.floor_percent"
    assume(applicable(regulations(), key, on) is None)
    example = regulations()[0]
    found = applicable((*regulations(), *_local(example, key, local)), key, on)
    assert found is not None
    assert ISSUER_LEVELS.index(found.issuer_level) == min(ISSUER_LEVELS.index(level) for level, _, _ in local)


def _local(example: Regulation, key: str, local: list[tuple[str, int, date]]) -> list[Regulation]:
    return [
        replace(example, key=key, issuer_level=level, value=value, document_on=on, valid_from=on, valid_to=None)
        for level, value, on in local
    ]


@given(
    st.lists(st.tuples(st.sampled_from(ISSUER_LEVELS), st.integers(1, 100), days, st.booleans()), max_size=6),
    st.sampled_from(("commune", "province")),
)
def test_a_value_for_one_level_counts_before_one_for_all_but_never_before_a_higher_issuer(
    ruled: list[tuple[str, int, date, bool]], level: str
) -> None:
    on = date(2041, 1, 1)
    example = regulations()[0]
    rules = [
        _local(example, f"re_elected.floor_percent.{level}" if narrow else "re_elected.floor_percent", [each])[0]
        for issuer, value, made, narrow in ruled
        for each in [(issuer, value, made)]
    ]
    found = for_level(rules, "re_elected.floor_percent", level, on)
    assert (found is None) == (not rules)
    if found is not None:
        ranks = [(ISSUER_LEVELS.index(each.issuer_level), not each.key.endswith(level)) for each in rules]
        assert (ISSUER_LEVELS.index(found.issuer_level), not found.key.endswith(level)) == min(ranks)
    other = "province" if level == "commune" else "commune"
    elsewhere = for_level(rules, "re_elected.floor_percent", other, on)
    assert elsewhere is None or not elsewhere.key.endswith(level)


@given(st.none() | st.integers(0, 60))
def test_a_cell_too_small_for_a_committee_elects_a_secretary_and_a_deputy(members: int | None) -> None:
    found = cell_limit(regulations(), members, date(2027, 3, 15))
    assert found is not None
    small = members is not None and members < 9
    assert found[:2] == ((WITHOUT_COMMITTEE, "secretary") if small else (7, "committee"))
    assert found[2].document == "Quy định 294-QĐ/TW"
    assert cell_limit((), members, date(2027, 3, 15)) is None


@given(days, days, st.data())
def test_a_session_before_the_day_does_not_wait_for_it(day: date, on: date, data: st.DataObject) -> None:
    steps = plan(congress_steps("commune"), day)
    step = data.draw(st.sampled_from(steps))
    early = trouble_with_doing(step, day, on)
    assert early == (("before_its_day",) if on < day and step.opens_lead >= 0 else ())
    assert {each.code for each in steps if each.due_lead == 0 and each.opens_lead < 0} == {"CON-31"}
    order = [each.code for each in steps]
    assert order.index("CON-31") < order.index("CON-12") < order.index("CON-13")

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.catalogue import congress_steps, regulations
from handlers.rules.regulations import ISSUER_LEVELS, applicable, in_force, source
from handlers.rules.roadmap import (
    applies,
    countdown,
    held_up_by,
    move,
    moved,
    plan,
    share_done,
    trouble_with_day,
    trouble_with_doing,
    trouble_with_length,
)
from handlers.rules.structure import (
    Numbers,
    against_targets,
    asks_structure,
    missing,
    most_candidates,
    needed,
    problems,
    shown_upward,
)

days = st.dates(date(1995, 1, 1), date(2055, 12, 31))
levels = st.sampled_from(("cell", "grassroots", "commune"))


@given(levels, days, st.sampled_from((4, 3, 2)), st.none() | st.integers(-200, 50))
def test_every_step_opens_is_due_and_closes_in_this_order(level: str, day: date, mode: int, late: int | None) -> None:
    not_before = None if late is None else day + timedelta(days=late)
    for step in plan(congress_steps(level), day, mode, not_before):
        assert step.opens_on <= step.due_on <= step.closes_on
        assert step.due_on <= day or step.due_lead > 0
        if not_before is not None and step.due_lead <= 0:
            assert step.due_on >= min(not_before, day)


@given(levels, days, days, st.sets(st.integers(0, 17)))
def test_open_steps_move_and_done_ones_stay(level: str, day: date, new_day: date, done: set[int]) -> None:
    before = tuple(replace(step, done=n in done) for n, step in enumerate(plan(congress_steps(level), day)))
    after = move(before, new_day)
    fresh = plan(congress_steps(level), new_day)
    for was, now, new in zip(before, after, fresh, strict=True):
        assert now == (was if was.done else replace(new, done=False))
    assert move(after, new_day) == after
    assert set(moved(before, after)) == {step.code for step in before if not step.done and day != new_day}


def test_the_days_of_a_cell() -> None:
    due = {step.code: step.due_on.isoformat() for step in plan(congress_steps("cell"), date(2028, 3, 1))}
    assert due["CON-01"] == "2027-11-02"
    assert due["CON-11"] == "2028-02-23"
    assert due["CON-12"] == "2028-03-01"
    assert due["CON-18"] == "2028-03-31"


def test_elections_that_are_not_held_lower_no_rate() -> None:
    out = {mode: {step.code for step in congress_steps("cell") if not applies(step, mode)} for mode in (4, 3, 2)}
    assert out == {4: set(), 3: {"CON-06", "CON-07"}, 2: {"CON-06", "CON-07", "CON-13"}}
    steps = [replace(step, done=step.applies) for step in plan(congress_steps("cell"), date(2027, 3, 1), 2)]
    assert share_done(steps) == (15, 15)
    with pytest.raises(KeyError):
        applies(congress_steps("cell")[0], 5)


def test_the_countdown_counts_days_and_open_steps() -> None:
    steps = plan(congress_steps("cell"), date(2027, 3, 1), 2)
    assert countdown(steps, date(2027, 3, 1), date(2027, 1, 13)) == (47, 15)


def test_the_gate_names_who_holds_it_up() -> None:
    assert held_up_by({}) == ()
    assert held_up_by({5: True, 6: False, 7: False}) == (6, 7)


def test_what_speaks_against_a_day() -> None:
    window = (date(2026, 12, 15), date(2027, 12, 15))
    assert trouble_with_day(date(2027, 6, 1), window, date(2027, 6, 30)) == ()
    assert trouble_with_day(date(2026, 12, 14), window) == ("before_window",)
    assert trouble_with_day(date(2027, 12, 16), window, date(2027, 6, 30)) == ("after_window", "after_limit")
    assert trouble_with_length(3, 2) == ("too_long",)
    assert trouble_with_length(3, None) == ()
    steps = {step.code: step for step in plan(congress_steps("cell"), date(2027, 3, 1))}
    assert trouble_with_doing(steps["CON-12"], date(2027, 3, 1), date(2027, 2, 28)) == ("before_its_day",)
    assert trouble_with_doing(steps["CON-12"], date(2027, 3, 1), date(2027, 3, 1)) == ()
    assert trouble_with_doing(steps["CON-03"], date(2027, 3, 1), date(2026, 12, 1)) == ()


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 100))
def test_what_is_missing_is_just_enough(part: int, whole: int, floor: int) -> None:
    lacking = missing(part, whole, floor)
    assert (part + lacking) * 100 >= whole * floor
    assert lacking == 0 or (part + lacking - 1) * 100 < whole * floor
    assert needed(whole, floor) <= whole


def test_two_more_women_are_needed() -> None:
    found = against_targets(Numbers(size=27, total=27, women=3, young=3), {"women": 15, "young": 10, "minority": 5})
    assert [(one.name, one.missing, one.met) for one in found] == [("women", 2, False), ("young", 0, True)]


def test_numbers_that_cannot_be_are_named() -> None:
    assert problems(Numbers(27, 27, women=5, re_elected=20, first_time=7, candidates=31), 30) == ()
    assert problems(Numbers(27, 28)) == (("more_than_size", "total"),)
    assert problems(Numbers(27, 27, women=28)) == (("more_than_total", "women"),)
    assert problems(Numbers(27, 27, women=-1)) == (("negative", "women"),)
    assert problems(Numbers(27, 27, re_elected=20, first_time=6)) == (("not_adding_up", "re_elected"),)
    assert problems(Numbers(10, 10, candidates=14), 30) == (("too_many_candidates", "candidates"),)
    assert problems(Numbers(10, 10, candidates=9), 30) == (("more_than_total", "candidates"),)
    assert most_candidates(10, 30) == 13
    assert most_candidates(3, 30) == 4


def test_groups_under_ten_are_not_shown_upward() -> None:
    assert set(shown_upward(Numbers(9, 9, women=3)).values()) == {None}
    assert shown_upward(Numbers(15, 15, women=3))["women"] == 3
    assert shown_upward(Numbers(15, 15))["women"] is None
    assert asks_structure("commune_committee")
    assert not asks_structure("cell")


@dataclass(frozen=True)
class Rule:
    issuer_level: str
    document_on: date | None
    valid_from: date
    valid_to: date | None
    verified: bool
    key: str = "k"
    issuer: str = ""
    document: str = ""


rulings = st.lists(
    st.builds(Rule, st.sampled_from(ISSUER_LEVELS), st.none() | days, days, st.none() | days, st.booleans())
)


@given(rulings, days)
def test_the_highest_issuer_wins(found: list[Rule], on: date) -> None:
    valid = [rule for rule in found if rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)]
    winner = applicable(found, "k", on)
    assert (winner is None) == (not valid)
    if winner is not None:
        ranks = [ISSUER_LEVELS.index(rule.issuer_level) for rule in valid]
        assert ISSUER_LEVELS.index(winner.issuer_level) == min(ranks)
        assert applicable(list(reversed(found)), "k", on) in valid
    assert applicable(found, "other", on) is None


@pytest.mark.parametrize(
    ("key", "on", "value", "document"),
    [
        ("deadline.grassroots", "2020-02-04", date(2020, 6, 30), "Chỉ thị 35-CT/TW"),
        ("deadline.grassroots", "2025-05-01", date(2025, 6, 30), "Chỉ thị 45-CT/TW"),
        ("deadline.commune", "2025-05-01", date(2025, 8, 31), "Chỉ thị 45-CT/TW"),
        ("tenure.cell_months", "2025-06-30", 30, "Điều lệ Đảng, Điều 24"),
        ("tenure.cell_months", "2026-11-23", 60, "Quy định 294-QĐ/TW"),
    ],
)
def test_what_counted_on_a_day_and_why(key: str, on: str, value: object, document: str) -> None:
    found = applicable(regulations(), key, date.fromisoformat(on))
    assert found is not None
    assert found.value == value
    assert source(found).document == document
    assert source(found).verified


def test_a_province_cannot_overrule_the_centre() -> None:
    ours = next(rule for rule in regulations() if rule.key == "length.commune_half_days")
    local = replace(ours, issuer_level="province", value=6, document_on=date(2026, 1, 1))
    assert applicable([local, ours], ours.key, date(2026, 6, 1)) is ours
    assert in_force([local, ours], ours.key, date(2026, 6, 1)) == (ours, local)


def test_what_nobody_has_read_yet_is_not_called_certain() -> None:
    found = applicable(regulations(), "deadline.grassroots", date(2029, 9, 1))
    assert found is not None
    assert not source(found).verified

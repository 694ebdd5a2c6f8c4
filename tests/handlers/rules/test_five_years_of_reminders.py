"""Five simulated years: the budget, the quiet time and the order are never broken; what is due is reminded of, what
is closed is not. The planner's own rules are lived through day by day, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules.budget import WEEK, choose, first_slot, has_room
from handlers.rules.calendar import DAY_CLOSES, DAY_MS, DAY_OPENS, Hours, day_of, instant, is_quiet, tet_days
from handlers.rules.ladder import (
    BEFORE_DUE,
    DEFAULT_LADDER,
    DUE_DAY,
    OF_OTHERS,
    Ladder,
    first_remind_at,
    next_remind_at,
    rungs,
    rungs_between,
)
from handlers.rules.wishes import PARTS, learnt_minute, wanted_hours

FIRST = date(2026, 11, 2)
YEARS = 5


@dataclass
class Owed:
    opens_on: str
    due_on: str
    closes_on: str
    state: str = "open"
    planned_at: int | None = None
    done_on: date | None = None
    next_at: int | None = None
    mentioned: list[date] = field(default_factory=list)
    ladder: Ladder = DEFAULT_LADDER
    moves: tuple[date, int] | None = None
    """The day on which its due day is put off, and by how many days."""

    def put_off(self, now: int) -> None:
        assert self.moves is not None
        due, closes = date.fromisoformat(self.due_on), date.fromisoformat(self.closes_on)
        self.due_on = (due + timedelta(days=self.moves[1])).isoformat()
        self.closes_on = max(closes, due + timedelta(days=self.moves[1] + 10)).isoformat()
        upcoming = next_remind_at(self, now, self.ladder)
        self.next_at = upcoming[0] if upcoming else None


@dataclass
class Person:
    """What the planner keeps of one person: days with a message, the message that waits."""

    hours: Hours
    minute: int
    cap: int
    used: list[date] = field(default_factory=list)
    waiting: int | None = None
    sent: list[int] = field(default_factory=list)


def live(person: Person, owed: list[Owed], days: int) -> None:
    """The same steps as handlers.reminders.tick and handlers.digest, each at one look a day and one at sending."""
    for each in owed:
        each.next_at = first_remind_at(each, instant(FIRST), each.ladder)
    for offset in range(days):
        today = FIRST + timedelta(days=offset)
        now = instant(today, 6 * 60 + 30)
        for each in owed:
            if each.done_on is not None and each.done_on <= today:
                each.state, each.next_at = "reported", None
            if each.state == "open" and each.moves is not None and each.moves[0] == today:
                each.put_off(now)
        due = [each for each in owed if each.next_at is not None and each.next_at <= now + DAY_MS // 2]
        ours = False
        for each in due:
            assert each.next_at is not None
            found = rungs_between(each, each.next_at, now + DAY_MS // 2, each.ladder)
            ours = ours or not found or not found <= OF_OTHERS
            upcoming = next_remind_at(each, now + DAY_MS // 2, each.ladder)
            each.next_at = upcoming[0] if upcoming else None
        if ours:
            start = max(now, instant(today, person.minute))
            at = first_slot(person.used, start, person.minute, person.hours, person.cap)
            if person.waiting is None or person.waiting > at:
                person.used.append(day_of(at))
                person.waiting = at
        if person.waiting is not None and day_of(person.waiting) == today:
            send(person, owed, person.waiting, today)
            person.waiting = None


def send(person: Person, owed: list[Owed], at: int, today: date) -> None:
    items = [
        each
        for each in owed
        if each.state == "open"
        and each.opens_on <= today.isoformat() <= each.closes_on
        and each.due_on <= (today + timedelta(days=31)).isoformat()
    ]
    if not items:
        person.used.remove(today)
        return
    shown, left = choose(items, 3, today)
    for each in (*shown, *left):
        each.mentioned.append(today)
    person.sent.append(at)


days_of_five_years = st.integers(0, YEARS * 365)
ladders = st.builds(
    lambda late, clerk, weekly, before: Ladder(late, late + clerk, late + clerk + weekly, before=before),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(1, 9),
    st.sampled_from(sorted(BEFORE_DUE)),
)
tasks = st.builds(
    lambda opens, length, after, done, ladder, moves: Owed(
        (FIRST + timedelta(days=opens)).isoformat(),
        (FIRST + timedelta(days=opens + length)).isoformat(),
        (FIRST + timedelta(days=opens + length + after)).isoformat(),
        done_on=None if done is None else FIRST + timedelta(days=opens + done),
        ladder=ladder,
        # On the evening before it would be announced nobody asks for more time.
        moves=None if moves is None else (FIRST + timedelta(days=opens + 1 + moves[0]), moves[1]),
    ),
    days_of_five_years,
    st.integers(1, 200),
    st.integers(10, 60),
    st.none() | st.integers(0, 230),
    st.just(DEFAULT_LADDER) | ladders,
    st.none() | st.tuples(st.integers(0, 60), st.integers(1, 60)),
)
leave = st.lists(
    st.builds(
        lambda first, length: (FIRST + timedelta(days=first), FIRST + timedelta(days=first + length)),
        days_of_five_years,
        st.integers(0, 20),
    ),
    max_size=3,
)
people = st.builds(
    lambda part, pauses, minute, cap: Person(Hours(*part, tuple(pauses)), minute, cap),
    st.sampled_from([(DAY_OPENS, DAY_CLOSES), *(part for part in PARTS.values())]),
    leave,
    st.integers(DAY_OPENS, DAY_CLOSES - 1),
    st.sampled_from([3, 5]),
)


@settings(max_examples=25, deadline=None)
@given(people, st.lists(tasks, min_size=1, max_size=12))
def test_five_years(person: Person, owed: list[Owed]) -> None:
    live(person, owed, YEARS * 365 + 300)
    days = [day_of(at) for at in person.sent]
    assert len(days) == len(set(days)), "two on one day"
    assert person.sent == sorted(person.sent)
    for at in person.sent:
        assert not is_quiet(at, person.hours)
        assert sum(day_of(at) - WEEK < day <= day_of(at) for day in days) <= person.cap
    for each in owed:
        opens, closes = date.fromisoformat(each.opens_on), date.fromisoformat(each.closes_on)
        assert all(opens <= day <= closes for day in each.mentioned), "reminded outside its window"
        if each.done_on is not None:
            assert all(day < each.done_on for day in each.mentioned), "reminded of what is done"
        elif (
            not any(first <= closes and last >= opens for first, last in person.hours.pauses)
            and (closes - opens).days > 20
        ):
            assert each.mentioned, "due and never reminded of"


@pytest.mark.parametrize("before", sorted(BEFORE_DUE))
@pytest.mark.parametrize("due", [date(2028, 2, 29), *(tet_days(year)[0] + timedelta(2) for year in range(2027, 2033))])
def test_what_falls_due_on_leap_day_or_in_tet_is_told_on_the_last_allowed_day(due: date, before: str) -> None:
    owed = Owed((due - timedelta(days=60)).isoformat(), due.isoformat(), (due + timedelta(days=40)).isoformat())
    told = [at for at, rung in rungs(owed, Ladder(before=before)) if rung == DUE_DAY]
    assert len(told) == 1
    assert not is_quiet(instant(day_of(told[0]), 450))
    # Nothing between it and the due day is a day on which one may write.
    day = day_of(told[0])
    assert all(is_quiet(instant(day + timedelta(each), 450)) for each in range(1, (due - day).days + 1))


@given(st.sets(st.integers(0, 60), max_size=40), st.integers(0, 60), st.sampled_from([3, 5]))
def test_room_means_that_no_seven_days_get_more(used: set[int], day: int, cap: int) -> None:
    taken: list[date] = []
    for each in sorted(used):
        if has_room(taken, FIRST + timedelta(days=each), cap):
            taken.append(FIRST + timedelta(days=each))
    if has_room(taken, FIRST + timedelta(days=day), cap):
        taken.append(FIRST + timedelta(days=day))
    for first in taken:
        assert sum(first <= other < first + WEEK for other in taken) <= cap


@pytest.mark.parametrize("year", range(2027, 2033))
def test_nothing_in_tet_of_any_year_and_on_leap_day_as_on_any_other(year: int) -> None:
    first, last = tet_days(year)
    at = first_slot([], instant(first, 7 * 60 + 30), 450)
    assert day_of(at) > last
    if year % 4 == 0:
        leap = date(year, 2, 29)
        assert first_slot([], instant(leap, 450), 450) >= instant(leap, 450)


@given(st.dictionaries(st.integers(0, 23), st.integers(0, 300), max_size=24))
def test_the_learnt_hour_lies_in_the_allowed_hours(answers: dict[int, int]) -> None:
    minute = learnt_minute(answers)
    assert minute is None or DAY_OPENS <= minute < DAY_CLOSES


def test_the_hour_at_which_somebody_answers_is_learnt_only_from_enough_answers() -> None:
    assert learnt_minute({19: 7}) is None
    assert learnt_minute({19: 8}) == 19 * 60
    assert learnt_minute({7: 3, 12: 3, 18: 3, 19: 2}) is None
    assert learnt_minute({22: 50}) is None


@given(st.none() | st.integers(0, 1439), st.none() | st.integers(0, 1439), st.booleans())
def test_whatever_hours_are_said_stay_within_the_allowed_ones(begins: int | None, ends: int | None, only: bool) -> None:
    found = wanted_hours(None, begins, ends, only=only)
    if found is not None:
        assert DAY_OPENS <= found[0] < found[1] <= DAY_CLOSES

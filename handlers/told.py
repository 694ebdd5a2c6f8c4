"""What is written of a notice at the second of sending: lists for the clerk and the superior, the countdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Final

from handlers.access import is_own
from handlers.announcing import announcement
from handlers.campaigns import CAMPAIGN
from handlers.handovers import WELCOME, welcome
from handlers.letters import LETTER, MONDAY, letter, monday_digest
from handlers.rules.budget import WEEK
from handlers.rules.calendar import ONE_DAY, day_of, instant
from handlers.rules.ladder import DEFAULT_LADDER
from handlers.rules.status import STANDINGS, standing
from handlers.rules.terms import days_left
from handlers.schedules import SCHEDULED, scheduled
from handlers.screen import Choice, Screen
from handlers.text import day, number, say
from handlers.written import in_language
from storage.model import Seat, Task
from storage.notices import Waiting
from storage.unit_of_work import UnitOfWork

LATE_LIST: Final = "late"
WEEKLY: Final = "weekly"
TERM: Final = "term"
CALLS: Final = "calls"

LOOK_BACK: Final = timedelta(days=90)
MOST: Final = 500
SHOWN: Final = 3
CONGRESS, REGULAR = "congress", "regular"


async def render(uow: UnitOfWork, notice: Waiting, language: str, now: int) -> Screen | None:
    """The notice as it is true at this second; None when there is nothing to say any more."""
    if notice.kind == "text":
        return in_language(notice.payload, language)
    writer = WRITERS.get(notice.kind)
    seat = await uow.units.seat(notice.seat_id)
    return None if writer is None or seat is None else await writer(uow, seat, notice, language, now)


async def _late(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """What is late enough for the clerk, by state, each with its next step; no unit is shamed, three are named."""
    today = day_of(now)
    below = await uow.tasks.late_for_clerk(
        seat.unit_path, today - LOOK_BACK, today, instant(today + ONE_DAY), DEFAULT_LADDER.clerk_days
    )
    # Nobody is asked to telephone themselves: what one owes oneself stands above, among one's own work.
    tasks = [task for task in below if not is_own(seat, task, seat.unit_path if task.unit_id == seat.unit_id else "")]
    if not tasks:
        return None
    states = await standings(uow, seat.unit_path, tasks, now)
    counts = Counter(states[task.id] for task in tasks)
    least = min(_days_over(task, today) for task in tasks)
    lines = [say(language, "late.head", unit=seat.unit_name, n=number(len(tasks)), days=least)]
    lines += [
        say(language, f"late.{state}", n=number(counts[state]))
        for state in STANDINGS
        if counts[state] and state != "fine"
    ]
    lines += [_line(language, task, states[task.id], today) for task in tasks[:SHOWN]]
    choices = (Choice(say(language, "button.standing"), "standing"), Choice(say(language, "button.calls"), "calls"))
    return Screen("\n".join(lines), choices, words=say(language, "late.words"))


def _days_over(task: Task, today: date) -> int:
    """Days past the due day, also of what is blocked, whose clock stands still for its own unit alone."""
    return (today - date.fromisoformat(task.due_on)).days


def _line(language: str, task: Task, state: str, today: date) -> str:
    return say(
        language,
        "late.line",
        unit=task.unit_name,
        title=task.title,
        state=say(language, f"state.{state}"),
        days=_days_over(task, today),
    )


async def standings(uow: UnitOfWork, path: str, tasks: list[Task], now: int) -> dict[int, str]:
    """task → which of the five states it is in."""
    reach = await uow.tasks.reach_below(path, now)
    return {task.id: standing(task, *reach.get(task.unit_id, (False, None)), now) for task in tasks}


async def _weekly(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """What came seven days late in the week before, or as late as its own ladder says; each task is in one such list
    only."""
    monday, today = date.fromisoformat(str(notice.payload["monday"])), day_of(now)
    if today < monday:
        # Another message of the days before does not tell half of the week.
        return None
    # A rung of a day is on the list of the Monday behind it; the end of a due day is the next one's beginning.
    week = instant(monday - WEEK + ONE_DAY) - 1, instant(monday)
    tasks = await uow.tasks.late_for_week(seat.unit_path, monday - LOOK_BACK, today, week, DEFAULT_LADDER.weekly_days)
    if not tasks:
        return None
    states = await standings(uow, seat.unit_path, tasks, now)
    lines = [say(language, "weekly.head", unit=seat.unit_name, n=number(len(tasks)))]
    lines += [_line(language, task, states[task.id], today) for task in tasks[: 2 * SHOWN]]
    if len(tasks) > 2 * SHOWN:
        lines.append(say(language, "digest.more", n=len(tasks) - 2 * SHOWN))
    choices = (Choice(say(language, "button.standing"), "standing"),)
    return Screen("\n".join(lines), choices, words=say(language, "late.words"))


async def _term(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """How long the term still runs and what is left, in counts; nothing left, nothing said."""
    term = await uow.units.term(seat.unit_id)
    if term is None:
        return None
    today = day_of(now)
    end = date.fromisoformat(term.planned_end_on)
    left = await uow.tasks.left_of_unit(seat.unit_id, today, max(end, today))
    if not sum(left.values()):
        return None
    parts = [
        say(language, f"term_clock.{kind}", n=number(left[kind]))
        for kind in (CONGRESS, REGULAR, "campaign")
        if left.get(kind)
    ]
    days = days_left(term, today)
    key = "term_clock.left" if days >= 0 else "term_clock.past"
    text = say(
        language,
        key,
        days=number(abs(days)),
        end=day(language, end, year=True),
        sure="" if term.confirmed else say(language, "term_clock.expected"),
        n=number(sum(left.values())),
        what=", ".join(parts),
    )
    choices = (
        Choice(say(language, "button.my_work"), "tasks"),
        Choice(say(language, "button.congress"), "congress"),
    )
    return Screen(text, choices, words=say(language, "review.words"))


async def _calls(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """Whom to telephone: a card, not a black mark."""
    cards = await uow.cards.open_below(seat.unit_path, MOST)
    if not cards:
        return None
    names = ", ".join(card.unit_name for card in cards[:SHOWN])
    text = say(language, "calls.told", n=number(len(cards)), units=names)
    return Screen(text, (Choice(say(language, "button.calls"), "calls"),), words=say(language, "calls.words"))


WRITERS: Final[dict[str, Callable[[UnitOfWork, Seat, Waiting, str, int], Awaitable[Screen | None]]]] = {
    LATE_LIST: _late,
    WEEKLY: _weekly,
    MONDAY: monday_digest,
    LETTER: letter,
    SCHEDULED: scheduled,
    TERM: _term,
    CALLS: _calls,
    WELCOME: welcome,
    CAMPAIGN: announcement,
}

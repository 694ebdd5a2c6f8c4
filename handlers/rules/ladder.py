"""The ladder of reminders of one task (features 0.2, the default ladder): which rung comes next, and when.

The rungs depend only on the task's days, state and plan, never on when the question is asked: asking again gives
the same answer, and a rung that was missed is passed over, so that downtime ends in one message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, Protocol

from handlers.rules.calendar import EARLY, day_of, instant, last_allowed_day
from storage.model import OPEN_STATES

ASSIGNED: Final = "assigned"
PLANNED: Final = "planned"
HALVING: Final = "halving"
DUE_DAY: Final = "due_day"
LATE: Final = "late"
CLERK: Final = "clerk"
WEEKLY_LIST: Final = "weekly_list"
RUNGS: Final = (ASSIGNED, PLANNED, HALVING, DUE_DAY, LATE, CLERK, WEEKLY_LIST)
"""`clerk` and `weekly_list` are for others: the commune's clerk, and the superior's weekly list."""

OF_OTHERS: Final = frozenset({CLERK, WEEKLY_LIST})
HALVES, LAST_WEEK, NOTHING = "halving", "week", "none"
BEFORE_DUE: Final = {HALVES: 10_000, LAST_WEEK: 7, NOTHING: 0}
"""What comes before the due day: all halvings, those of the last so many days, or none."""
DUE_WEEK_DAYS: Final = 7


class Remindable(Protocol):
    """What of a task decides its reminders; many tasks share all five."""

    @property
    def opens_on(self) -> str: ...
    @property
    def due_on(self) -> str: ...
    @property
    def closes_on(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def planned_at(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Ladder:
    """A programme's ladder. Days count from the due day; `minute` is the local minute of the day at which
    a reminder is planned; it goes at its reader's hour. `before` is a key of
    BEFORE_DUE."""

    late_days: int = 1
    clerk_days: int = 3
    weekly_days: int = 7
    minute: int = EARLY
    before: str = HALVES

    def __post_init__(self) -> None:
        if self.before not in BEFORE_DUE:
            raise ValueError(f"no such ladder: {self.before}")
        if not 0 < self.late_days < self.clerk_days < self.weekly_days:
            raise ValueError("the ladder goes: late, clerk, weekly list")


DEFAULT_LADDER: Final = Ladder()


def next_remind_at(task: Remindable, now: int, ladder: Ladder = DEFAULT_LADDER) -> tuple[int, str] | None:
    """The first rung after `now` as (instant, rung), or None when nothing more is to come.

    Always later than `now`, never before the task opens and never after its last day; nothing for a task that is
    reported, blocked, withdrawn or not applicable. A task that opens later gets its first rung after opening.
    """
    if task.state not in OPEN_STATES:
        return None
    return min((rung for rung in rungs(task, ladder) if rung[0] > now), default=None)


def first_remind_at(task: Remindable, now: int, ladder: Ladder = DEFAULT_LADDER) -> int | None:
    """The instant of the line on assignment: the morning on which the task opens, or `now` when that is past."""
    if task.state not in OPEN_STATES:
        return None
    return max(now, instant(date.fromisoformat(task.opens_on), ladder.minute))


def rungs_between(task: Remindable, since: int, now: int, ladder: Ladder = DEFAULT_LADDER) -> frozenset[str]:
    """The rungs of `since <= instant <= now`: what a reminder that was due at `since` is about, with whatever was
    missed until now. Empty for the line on assignment of a task that opened earlier."""
    return frozenset(rung for at, rung in rungs(task, ladder) if since <= at <= now)


def rungs(task: Remindable, ladder: Ladder = DEFAULT_LADDER) -> list[tuple[int, str]]:
    """All rungs of a task, whatever its state, in order of time and at most one a day."""
    opens, due, closes = (date.fromisoformat(day) for day in (task.opens_on, task.due_on, task.closes_on))
    found: dict[date, tuple[int, str]] = {}
    _put(found, opens, ASSIGNED, ladder)
    for days_left in halvings((due - opens).days):
        if days_left > BEFORE_DUE[ladder.before]:
            continue
        _put(found, last_allowed_day(due - timedelta(days=days_left), opens), HALVING, ladder)
    if task.planned_at is not None:
        found = _kept_with_plan(found, task.planned_at, due)
        found[day_of(task.planned_at)] = (task.planned_at, PLANNED)
    _put(found, last_allowed_day(due, opens), DUE_DAY, ladder)
    for days, rung in ((ladder.late_days, LATE), (ladder.clerk_days, CLERK), (ladder.weekly_days, WEEKLY_LIST)):
        _put(found, due + timedelta(days=days), rung, ladder)
    return sorted(rung for day, rung in found.items() if opens <= day <= closes)


def halvings(days: int) -> tuple[int, ...]:
    """How many days before the end reminders come: half of the time, half again, never less than a day."""
    return tuple(takewhile(lambda left: left >= 1, (days >> step for step in range(1, days.bit_length() + 1))))


def _put(found: dict[date, tuple[int, str]], day: date, rung: str, ladder: Ladder) -> None:
    if found.get(day, (0, ""))[1] != PLANNED:
        found[day] = (instant(day, ladder.minute), rung)


def _kept_with_plan(found: dict[date, tuple[int, str]], planned_at: int, due: date) -> dict[date, tuple[int, str]]:
    # Whoever named a day is left alone until then; afterwards only the due week speaks again.
    from_day = max(day_of(planned_at), due - timedelta(days=DUE_WEEK_DAYS))
    return {day: rung for day, rung in found.items() if day > day_of(planned_at) and day >= from_day}

"""One budget of messages per person, over all senders and programmes: one a day, three a week (features 0.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Protocol, TypeVar

from handlers.rules.calendar import ORDINARY_HOURS, Hours, day_of, instant, next_allowed

WEEKLY_CAP: Final = 3
DIGEST_CAP: Final = 3
WEEK: Final = timedelta(days=7)


class Dated(Protocol):
    """Anything with a deadline; `due_on` is an ISO date."""

    @property
    def due_on(self) -> str: ...


Item = TypeVar("Item", bound=Dated)


def may_send(sent_at: Sequence[int], now: int, weekly_cap: int = WEEKLY_CAP) -> bool:
    """Whether one more unasked message may go to a person who got messages at these instants: none yet on this
    local day, and fewer than `weekly_cap` on the seven days that end today. Replies do not count."""
    today = day_of(now)
    days = [day for day in map(day_of, sent_at) if today - WEEK < day <= today]
    return today not in days and len(days) < weekly_cap


def choose(
    items: Iterable[Item], cap: int = DIGEST_CAP, today: date | None = None
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What goes into a digest and what is left for "xem thêm": the nearest deadlines first, in a stable order.

    With `today`, what is due around it comes first, so that what is long overdue never keeps back what is due today.
    """
    ranked = sorted(items, key=lambda item: item.due_on)
    if today is not None:
        ranked.sort(key=lambda item: _pressing((date.fromisoformat(item.due_on) - today).days))
    return tuple(ranked[:cap]), tuple(ranked[cap:])


def _pressing(days: int) -> int:
    """The distance to the due day within a week; all else is behind that, in its order."""
    return abs(days) if abs(days) <= WEEK.days else WEEK.days + 1


def has_room(used: Collection[date], day: date, weekly_cap: int = WEEKLY_CAP) -> bool:
    """Whether one more message fits on the day: none is there yet, and no seven days that hold the day get more than
    `weekly_cap`. `used` may lie in the future: messages are planned ahead over leave and holidays."""
    if day in used:
        return False
    near = [each for each in used if abs(each - day) < WEEK]
    if len(near) < weekly_cap:
        return True
    return all(sum(first <= each < first + WEEK for each in near) < weekly_cap for first in _weeks_around(day))


def _weeks_around(day: date) -> Iterable[date]:
    return (day - timedelta(days=back) for back in range(WEEK.days))


def first_slot(
    used: Collection[date],
    now: int,
    minute: int,
    hours: Hours = ORDINARY_HOURS,
    weekly_cap: int = WEEKLY_CAP,
) -> int:
    """The first instant from `now` on at which an unasked message may go to a person: outside quiet time, within the
    budget; on a later day than today at `minute` of that day, or when their hours open."""
    at_minute = minute if hours.opens <= minute < hours.closes else hours.opens
    at = next_allowed(now, hours)
    while not has_room(used, day_of(at), weekly_cap):
        at = next_allowed(instant(day_of(at) + timedelta(days=1), at_minute), hours)
    return max(at, instant(day_of(at), at_minute)) if day_of(at) > day_of(now) else at

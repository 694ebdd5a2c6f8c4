"""One budget of messages per person, over all senders and programmes: one a day, three a week (features 0.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from handlers.rules.calendar import day_of

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


def choose(items: Iterable[Item], cap: int = DIGEST_CAP) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What goes into a digest and what is left for "xem thêm": the nearest deadlines first, in a stable order."""
    ranked = sorted(items, key=lambda item: item.due_on)
    return tuple(ranked[:cap]), tuple(ranked[cap:])

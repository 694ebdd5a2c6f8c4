"""Rules of a campaign: how long it lasts, when a latecomer is due, how long sending takes, who must agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil
from typing import Final

SHORTEST: Final = timedelta(days=120)
PACE: Final = {"telegram": 29.0, "zalo": 5.0}
"""Messages a second (platform A and C); a channel that is not named has no limit worth a wait."""
NO_LIMIT: Final = 1000.0
AT_ONCE: Final = 500
"""Up to so many units a launch is done while its officer waits; above, it goes on behind the talk."""


def ends_on(today: date, month: int) -> date:
    """The last day: the end of `month` this year, or next year when less than four months would be left."""
    end = _month_end(today.year, month)
    return end if end - today >= SHORTEST else _month_end(today.year + 1, month)


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def late_due_on(due_on: date, joined_on: date, grace_days: int, last: date) -> date:
    """When a unit that came later is due: its days of grace, never before the others, never after the end."""
    return min(max(due_on, joined_on + timedelta(days=grace_days)), last)


def minutes_to_send(chats: Mapping[str, int]) -> int:
    """How long one message to each takes, the slowest channel, in whole minutes; `chats` counts people by channel."""
    seconds = max((count / PACE.get(channel, NO_LIMIT) for channel, count in chats.items()), default=0.0)
    return ceil(seconds / 60)


def needs_second(communes: int) -> bool:
    """Whether another officer must agree: what reaches more than one commune is not one person's press."""
    return communes > 1

"""Reports that come by themselves: on their day one line in the daily message, the file one press away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from handlers.reports.wording import period_words
from handlers.rules.calendar import DAY_MS, MORNING, day_of, instant
from handlers.rules.periods import period_of, previous_period
from handlers.screen import Choice, Screen
from handlers.text import say
from storage.model import Seat
from storage.notices import Notice, Waiting
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

SCHEDULED: Final = "scheduled"
EVERY: Final = ("month", "week")
NOW_ONLY: Final = "now"
WITHOUT_PERIOD: Final = ("road_map", "own_term", "campaign")
CHUNK: Final = 500


def next_day(every: str, today: date) -> date:
    """The first of the next month, or the next Monday; never today."""
    if every == "week":
        return today + timedelta(days=7 - today.weekday())
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def period_for(report: str, every: str, today: date) -> str:
    """The month that has just ended, or for a weekly report the running one."""
    if report in WITHOUT_PERIOD:
        return NOW_ONLY
    month = period_of("monthly", today)
    return month if every == "week" else previous_period(month)


async def plan_scheduled(uow: UnitOfWork, now: int) -> int:
    """Once a day: tells whoever wanted it; days that were missed end in one line. Returns how many."""
    today = day_of(now)
    due = await uow.schedules.due(today.isoformat(), CHUNK)
    at = max(now, instant(today, MORNING))
    notices = [
        Notice(
            each.seat_id,
            SCHEDULED,
            {"schedule": each.id, "period": period_for(each.report, each.every, today)},
            today.isoformat(),
            at + 3 * DAY_MS,
            key=f"{SCHEDULED}:{each.id}:{each.next_on}",
            look_at=at,
        )
        for each in due
    ]
    await uow.notices.add(notices, now)
    await uow.schedules.move([(each.id, next_day(each.every, today).isoformat()) for each in due])
    return len(due)


async def scheduled(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """The line with its button; nothing when the wish was taken back meanwhile."""
    wanted = {each.id: each for each in await uow.schedules.of_seat(seat.id, CHUNK)}
    found = wanted.get(int(notice.payload["schedule"]))
    if found is None:
        return None
    period = str(notice.payload["period"])
    choice = Choice(say(language, "schedule.get"), action(found, period))
    return Screen(
        say(language, "schedule.told", what=named(language, found), when=when(language, period)),
        (choice,),
        words=say(language, "schedule.words"),
    )


def action(found: Schedule, period: str) -> str:
    """What makes the file."""
    return f"export:{found.unit_id}:{found.report}:{period}:{found.form}"


def named(language: str, found: Schedule) -> str:
    """`Bảng các đơn vị, Đảng ủy xã An Thuỷ`"""
    return f"{say(language, f'export.{found.report}')}, {found.unit_name}"


def when(language: str, period: str) -> str:
    """The period in words."""
    return say(language, "export.until_now") if period == NOW_ONLY else period_words(period)

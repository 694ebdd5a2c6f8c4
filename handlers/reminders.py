"""Reminders: `tick` plans who is due a message; handlers.digest writes it at the second of sending.

A message is one outbox row for each person and day (an index of the database says so), so that a crash, a second
planner or days of downtime end in one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from handlers.ladders import ladders_of, tick_ladders
from handlers.notices import LASTS, tell, tick_notices
from handlers.planning import plan
from handlers.rules.calendar import DAY_MS, MONDAY, MORNING, day_of, instant, next_allowed
from handlers.rules.ladder import (
    CLERK,
    DEFAULT_LADDER,
    OF_OTHERS,
    WEEKLY_LIST,
    Ladder,
    next_remind_at,
    rungs_between,
)
from handlers.term_clock import tick_terms
from handlers.told import LATE_LIST, WEEKLY
from storage.notices import Notice
from storage.reminding import Groups, ReminderGroup, Walk
from storage.unit_of_work import UnitOfWork
from storage.units import ancestors

CHUNK: Final = 2_500
LAPSED_CHUNK: Final = 1_000
CLERK_ROLE: Final = "office_clerk"
SUPERIOR_ROLE: Final = "committee_secretary"


async def tick(uow: UnitOfWork, now: int) -> bool:
    """Plans one chunk of what is due; whether more may be due.

    One chunk is one transaction, so that replies never wait long (1.5 million rows at once hold the write lock for
    1.8 s). What lapsed while nothing ran is planned anew, then all tasks that are due are walked over to plan messages,
    then what else is to be told, and last the tasks are moved to their next reminder.
    """
    lapsed = await uow.planning.lapsed(now, LAPSED_CHUNK)
    if lapsed:
        await plan(uow, lapsed, now, at_their_hour=True)
        return True
    if await tick_ladders(uow, now):
        return True
    walk = await uow.reminding.walk() or Walk(now)
    if not walk.moving:
        return await _plan_next(uow, walk, now)
    # All messages are planned: what else there is to tell comes before the tasks are moved on.
    return await tick_terms(uow, now) or await tick_notices(uow, now) or await _move_next(uow, walk)


async def _plan_next(uow: UnitOfWork, walk: Walk, now: int) -> bool:
    groups, behind = await uow.reminding.next_of(walk, CHUNK)
    if not groups:
        if walk.at < 0:
            return await tick_terms(uow, now) or await tick_notices(uow, now)
        await uow.reminding.keep(walk.again())
        return True
    ladders = await _ladders(uow, groups)
    rungs = {each: rungs_between(each, each.due_at, walk.now, _ladder(each, ladders)) for each in groups}
    await _escalate(uow, groups, rungs, now)
    # What is a step for others alone is no reminder to the holder.
    own = {each: due for each, due in groups.items() if not rungs[each] or not rungs[each] <= OF_OTHERS}
    if own:
        today = day_of(now)
        holders = await uow.reminding.holders(own, now, instant(today), today, day_of(next_allowed(now)))
        await plan(uow, holders, now, at_their_hour=True)
    await uow.reminding.keep(behind)
    return True


async def _move_next(uow: UnitOfWork, walk: Walk) -> bool:
    """By the time of the walk, not by the clock: what comes due while tasks are moved is due in the next walk."""
    groups, behind = await uow.reminding.next_of(walk, CHUNK)
    ladders = await _ladders(uow, groups)
    await uow.reminding.move([(each, due, _next(each, walk.now, ladders)) for each, due in groups.items()])
    await uow.reminding.keep(behind if groups else None)
    return True


async def _ladders(uow: UnitOfWork, groups: Groups) -> dict[int, Ladder]:
    return await ladders_of(uow, {group.ladder_id for group in groups} - {0})


def _ladder(group: ReminderGroup, ladders: Mapping[int, Ladder]) -> Ladder:
    return ladders.get(group.ladder_id, DEFAULT_LADDER)


def _next(group: ReminderGroup, now: int, ladders: Mapping[int, Ladder]) -> int | None:
    upcoming = next_remind_at(group, now, _ladder(group, ladders))
    return upcoming[0] if upcoming else None


async def _escalate(uow: UnitOfWork, groups: Groups, rungs: Mapping[ReminderGroup, frozenset[str]], now: int) -> None:
    """Tells others of what is three and seven days late."""
    for rung, told in ((CLERK, _tell_clerks), (WEEKLY_LIST, _list_for_superiors)):
        late = {group: due for group, due in groups.items() if rung in rungs[group]}
        if late:
            await told(uow, await uow.reminding.paths(late), now)


async def _tell_clerks(uow: UnitOfWork, paths: Iterable[str], now: int) -> None:
    today = day_of(now).isoformat()
    seats = await nearest_seats(uow, CLERK_ROLE, paths)
    notices = [
        Notice(seat, LATE_LIST, {}, today, now + 3 * DAY_MS, key=f"{LATE_LIST}:{seat}:{today}") for seat in seats
    ]
    if notices:
        await tell(uow, notices, now, at_their_hour=True)


async def _list_for_superiors(uow: UnitOfWork, paths: Iterable[str], now: int) -> None:
    monday = next_monday(day_of(now))
    on, at = monday.isoformat(), instant(monday, MORNING)
    seats = await nearest_seats(uow, SUPERIOR_ROLE, paths)
    notices = [
        Notice(seat, WEEKLY, {"monday": on}, on, at + LASTS, key=f"{WEEKLY}:{seat}:{on}", look_at=at) for seat in seats
    ]
    if notices:
        await uow.notices.add(notices, now)


def next_monday(today: date) -> date:
    """The Monday after the day, never the day itself."""
    return today + timedelta(days=7 - today.weekday() + MONDAY)


async def nearest_seats(uow: UnitOfWork, role: str, paths: Iterable[str]) -> set[int]:
    """The nearest seat of a role above each of the units."""
    listed = list(paths)
    seats = await uow.units.seats_of_role(role, {each for path in listed for each in ancestors(path)})
    found = (next((seats[each] for each in reversed(ancestors(path)) if each in seats), None) for path in listed)
    return {seat for seat in found if seat is not None}

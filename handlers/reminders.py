"""Reminders: `tick` plans who is due a message; handlers.digest writes it at the second of sending.

A message is one outbox row for each person and day (an index of the database says so), so that a crash, a second
planner or days of downtime end in one message.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from handlers.notices import LASTS, tell, tick_notices
from handlers.planning import plan
from handlers.rules.calendar import DAY_MS, MONDAY, MORNING, day_of, instant
from handlers.rules.ladder import CLERK, OF_OTHERS, WEEKLY_LIST, next_remind_at, rungs_between
from handlers.term_clock import tick_terms
from handlers.told import LATE_LIST, WEEKLY
from storage.notices import Notice
from storage.tasks import Chunk, ReminderGroup
from storage.unit_of_work import UnitOfWork
from storage.units import ancestors

CHUNK: Final = 5_000
LAPSED_CHUNK: Final = 2_000
CLERK_ROLE: Final = "office_clerk"
SUPERIOR_ROLE: Final = "committee_secretary"


async def tick(uow: UnitOfWork, now: int) -> bool:
    """Plans one chunk of what is due; whether more may be due.

    One chunk is one transaction, so that replies never wait long (1.5 million rows at once hold the write lock for
    1.8 s). What lapsed while nothing ran is planned anew, then tasks, then what else is to be told.
    """
    lapsed = await uow.planning.lapsed(now, LAPSED_CHUNK)
    if lapsed:
        await plan(uow, lapsed, now, at_their_hour=True)
        return True
    chunk = await uow.tasks.due_chunk(now, CHUNK)
    if chunk is None:
        return await tick_terms(uow, now) or await tick_notices(uow, now)
    groups = await uow.tasks.remind_groups(chunk)
    singles = await uow.tasks.remind_planned(chunk)
    escalated = await _escalate(uow, groups, singles, chunk, now)
    holders = await uow.tasks.due_holders(now, chunk)
    await plan(uow, holders, now, at_their_hour=True)
    for group in groups:
        if group not in escalated:
            await uow.tasks.move_reminder(group, chunk, _next(group, now))
    await uow.tasks.move_planned([(task_id, _next(group, now)) for task_id, group in singles])
    return True


def _next(group: ReminderGroup, now: int) -> int | None:
    upcoming = next_remind_at(group, now)
    return upcoming[0] if upcoming else None


async def _escalate(
    uow: UnitOfWork,
    groups: list[ReminderGroup],
    singles: list[tuple[int, ReminderGroup]],
    chunk: Chunk,
    now: int,
) -> set[ReminderGroup]:
    """Tells others of what is three and seven days late; moves on what is theirs alone, which it returns, so that
    its holders are not reminded of it again."""
    told: dict[str, set[str]] = {CLERK: set(), WEEKLY_LIST: set()}
    theirs: set[ReminderGroup] = set()
    for group in groups:
        rungs = rungs_between(group, group.due_at, now)
        for rung in rungs & OF_OTHERS:
            told[rung].update(await uow.tasks.due_paths(group, chunk))
        if rungs and rungs <= OF_OTHERS:
            theirs.add(group)
            await uow.tasks.move_reminder(group, chunk, _next(group, now))
    moves: list[tuple[int, int | None]] = []
    for task_id, group in singles:
        rungs = rungs_between(group, group.due_at, now)
        for rung in rungs & OF_OTHERS:
            told[rung].update(await uow.tasks.paths_of([task_id]))
        if rungs and rungs <= OF_OTHERS:
            moves.append((task_id, _next(group, now)))
    await uow.tasks.move_planned(moves)
    await _tell_clerks(uow, told[CLERK], now)
    await _list_for_superiors(uow, told[WEEKLY_LIST], now)
    return theirs


async def _tell_clerks(uow: UnitOfWork, paths: Iterable[str], now: int) -> None:
    today = day_of(now).isoformat()
    seats = await nearest_seats(uow, CLERK_ROLE, paths)
    notices = [
        Notice(seat, LATE_LIST, {}, today, now + 3 * DAY_MS, key=f"{LATE_LIST}:{seat}:{today}") for seat in seats
    ]
    if notices:
        await tell(uow, notices, now)


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

"""Which ladder of reminders a programme follows, and the next rung of its tasks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from handlers.rules.ladder import DEFAULT_LADDER, Ladder, next_remind_at
from storage.model import Task
from storage.unit_of_work import UnitOfWork

UNITS_AT_ONCE: Final = 1_000


async def ladders_of(uow: UnitOfWork, programmes: Collection[int]) -> dict[int, Ladder]:
    """programme → its own ladder, for those that have one."""
    if not programmes:
        return {}
    return {
        row.programme_id: Ladder(row.late_days, row.clerk_days, row.weekly_days, before=row.before_due)
        for row in await uow.ladders.of(programmes)
    }


async def ladder_of(uow: UnitOfWork, programme_id: int) -> Ladder:
    """The programme's own ladder, or the usual one."""
    return (await ladders_of(uow, {programme_id})).get(programme_id, DEFAULT_LADDER)


async def next_reminder(uow: UnitOfWork, task: Task, now: int) -> int | None:
    """When the task is reminded of next, by its programme's ladder; None for never again."""
    upcoming = next_remind_at(task, now, await ladder_of(uow, task.programme_id))
    return upcoming[0] if upcoming else None


async def tick_ladders(uow: UnitOfWork, now: int) -> bool:
    """Lets the tasks that are out already follow a ladder that was changed, some units at once; whether more may be
    to do. What is due now is reminded of first and follows by itself."""
    found = await uow.ladders.unmoved()
    if found is None:
        return False
    programme_id, after = found
    upto = await uow.units.chunk(after, UNITS_AT_ONCE)
    await uow.ladders.moved(programme_id, upto)
    if upto is not None:
        ladder = await ladder_of(uow, programme_id)
        groups = await uow.reminding.of_programme(programme_id, after, upto, now)
        upcoming = {group: next_remind_at(group, now, ladder) for group in groups}
        await uow.reminding.move([(group, groups[group], at[0] if at else None) for group, at in upcoming.items()])
    return True

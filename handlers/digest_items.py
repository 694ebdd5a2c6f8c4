"""What one person could be told today: their own open work and what others have to say, as true at this second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from handlers.ladders import ladders_of
from handlers.letters import MONDAY
from handlers.notices import ASSIGNED
from handlers.rules.budget import WEEK, WEEKLY_CAP
from handlers.rules.calendar import EARLY, ONE_DAY, day_of, instant
from handlers.rules.ladder import DEFAULT_LADDER, rungs_between
from handlers.screen import Screen
from handlers.told import CONGRESS, LATE_LIST, REGULAR, TERM, render
from storage.model import Person, Task
from storage.notices import Waiting
from storage.unit_of_work import UnitOfWork

HORIZON: Final = timedelta(days=31)
MOST: Final = 50
Given = dict[tuple[int, int], Waiting]
"""(programme, unit) → the notice that its task is new."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to say: a task of the person's own, or something that somebody tells them."""

    due_on: str
    task: Task | None = None
    notice_id: int = 0
    screen: Screen | None = None
    is_term: bool = False
    covers: tuple[int, ...] = ()
    """Notices that are said by this one."""
    given_by: str = ""
    """Whoever gave the task, while that is new."""

    @property
    def shown_on(self) -> str:
        """Where it stands in the message, whatever gave it a place there."""
        return self.task.due_on if self.task else self.due_on


async def gathered(uow: UnitOfWork, person: Person, now: int) -> list[Item]:
    """Everything, in no order."""
    notices = await uow.notices.of_person(person.id, now, MOST)
    given = await _lately(uow, notices)
    own = await _given(uow, await _own_tasks(uow, person, given, now), given)
    items = [*own, *await _told(uow, person, [each for each in notices if each.kind != ASSIGNED], now)]
    return await _last_days_only(uow, items) if await _is_extra(uow, person, now) else items


async def _own_tasks(uow: UnitOfWork, person: Person, given: Given, now: int) -> list[Item]:
    today = day_of(now)
    tomorrow = instant(today + ONE_DAY)
    tasks = await uow.tasks.to_mention(person.id, now=now, today=today.isoformat(), tomorrow=tomorrow, most=MOST)
    tasks = await _spoken_of(uow, person, tasks, given, now)
    paused = [area for area, (first, last) in await uow.planning.area_pauses(today) if first <= today <= last]
    if paused:
        paths = await uow.tasks.paths({task.id for task in tasks})
        tasks = [task for task in tasks if not paths[task.id].startswith(tuple(paused))]
    return [Item(task.due_on, task) for task in tasks]


async def _spoken_of(uow: UnitOfWork, person: Person, tasks: list[Task], given: Given, now: int) -> list[Task]:
    """What is due soon; of what is due later that which was given lately, or for which the ladder
    speaks: a rung has passed since the last message."""
    today = day_of(now)
    horizon = (today + HORIZON).isoformat()
    far = [task for task in tasks if task.due_on > horizon and (task.programme_id, task.unit_id) not in given]
    if not far:
        return tasks
    ladders = await ladders_of(uow, {task.programme_id for task in far})
    used = await uow.planning.used_days([person.id], today - WEEK)
    last = max((each for each, _ in used.get(person.id, ()) if each < today), default=today - WEEK)
    since = instant(last, EARLY) + 1
    quiet = {
        task.id for task in far if not rungs_between(task, since, now, ladders.get(task.programme_id, DEFAULT_LADDER))
    }
    return [task for task in tasks if task.id not in quiet]


async def _lately(uow: UnitOfWork, notices: Sequence[Waiting]) -> Given:
    """What was given since the last message."""
    found: Given = {}
    for notice in notices:
        seat = await uow.units.seat(notice.seat_id) if notice.kind == ASSIGNED else None
        if seat is not None:
            found[int(notice.payload["programme"]), seat.unit_id] = notice
    return found


async def _given(uow: UnitOfWork, own: list[Item], given: Given) -> list[Item]:
    """One's own items, those that were given lately with whoever gave them and a place among the nearest."""
    found = []
    for item in own:
        notice = given.get((item.task.programme_id, item.task.unit_id)) if item.task else None
        programme = await uow.tasks.programme(item.task.programme_id) if notice and item.task else None
        issuer = await uow.units.get(programme.issuer_id) if programme else None
        if notice and issuer:
            item = replace(item, due_on=notice.due_on, notice_id=notice.id, given_by=issuer.name)
        found.append(item)
    return found


async def _told(uow: UnitOfWork, person: Person, notices: Sequence[Waiting], now: int) -> list[Item]:
    """What others have to say. The Monday digest has the figures of the list of late work, which is then not repeated
    in the same message."""
    rendered = [(notice, await render(uow, notice, person.language, now)) for notice in notices]
    told = [(notice, screen) for notice, screen in rendered if screen is not None]
    late: dict[int, list[int]] = {}
    for notice, _ in told:
        if notice.kind == LATE_LIST:
            late.setdefault(notice.seat_id, []).append(notice.id)
    mondays = {notice.seat_id for notice, _ in told if notice.kind == MONDAY}
    return [
        Item(
            notice.due_on,
            notice_id=notice.id,
            screen=screen,
            is_term=notice.kind == TERM,
            covers=tuple(late.get(notice.seat_id, ())) if notice.kind in (MONDAY, LATE_LIST) else (),
        )
        for notice, screen in told
        # The list is written as it is true now: one that waited for room since another day would say the same again.
        if not (notice.kind == LATE_LIST and (notice.seat_id in mondays or notice.id != late[notice.seat_id][0]))
    ]


async def _is_extra(uow: UnitOfWork, person: Person, now: int) -> bool:
    """Whether this is the fourth or fifth message of the week, which only the last days of a term allow."""
    today = day_of(now)
    used = await uow.planning.used_days([person.id], today - WEEK + timedelta(days=1))
    return sum(each < today for each, _ in used.get(person.id, ())) >= WEEKLY_CAP


async def _last_days_only(uow: UnitOfWork, items: list[Item]) -> list[Item]:
    """Road-map steps and regular duties: all that the extra messages of a term's last days may carry."""
    kinds = await uow.tasks.programmes({item.task.programme_id for item in items if item.task})
    return [
        item
        for item in items
        if item.is_term or (item.task and kinds[item.task.programme_id][0] in (CONGRESS, REGULAR))
    ]

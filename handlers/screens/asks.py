"""What cells wait for: obstacles that only the committee can clear, and wishes for more time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from handlers.access import VERIFY, Denied, access_task, access_unit, require
from handlers.ladders import next_reminder
from handlers.rules.calendar import add_working_days, day_of
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, actor, home_choice, numbered_list, plain
from handlers.screens.record import noted
from handlers.text import day, number, say
from handlers.written import for_reader
from storage.model import Task
from storage.obstacles import Extension, Obstacle
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

WORKING_DAYS_TO_CLEAR = 3
LOOK_BACK_MS = 180 * 86_400_000


def clear_by(today: date) -> str:
    """When an obstacle is due to be cleared: its own clock, on the committee's side."""
    return add_working_days(today, WORKING_DAYS_TO_CLEAR).isoformat()


async def asks(turn: Turn, uow: UnitOfWork) -> Reply:
    """`asks`: open obstacles and wishes for more time of the units below, and how quickly they are answered."""
    seat = require(turn.seat, VERIFY)
    today = turn.today().isoformat()
    obstacles = await uow.obstacles.open_below(seat.unit_path, AT_MOST)
    extensions = await uow.obstacles.extensions_asked(seat.unit_path, AT_MOST)
    slow = await uow.obstacles.slowness(seat.unit_path, today, turn.now - LOOK_BACK_MS)
    lines = [say(turn.language, "asks.title", open=number(slow.open), late=number(slow.late))]
    if slow.days is not None:
        lines.append(say(turn.language, "asks.pace", cleared=number(slow.cleared), days=in_tenths(slow.days)))
    choices: list[Choice] = []
    for each in obstacles:
        mark = say(turn.language, "asks.late") if each.due_on < today else ""
        lines.append(
            say(
                turn.language,
                "asks.obstacle",
                number=len(choices) + 1,
                unit=each.unit_name,
                reason=each.reason,
                due=day(turn.language, each.due_on),
                mark=mark,
            )
        )
        choices.append(Choice(f"{len(choices) + 1}. {each.unit_name}", f"obstacle:{each.id}"))
    for wish in extensions[: AT_MOST - len(choices)]:
        task = await access_task(uow, seat, wish.task_id, VERIFY)
        new = day(turn.language, wish.new_due_on)
        place = len(choices) + 1
        lines.append(say(turn.language, "asks.extension", number=place, unit=task.unit_name, title=task.title, new=new))
        choices.append(Choice(f"{place}. {task.unit_name}", f"extension:{wish.id}"))
    if not choices:
        return plain(turn, "asks.none")
    return numbered_list(turn, "\n".join(lines), choices, say(turn.language, "tasks.how_plain"))


def in_tenths(days: float) -> str:
    """6.0 → `6`, 1.5 → `1,5`"""
    return f"{days:.1f}".replace(".", ",").removesuffix(",0")


async def obstacle(turn: Turn, uow: UnitOfWork) -> Reply:
    """`obstacle:<id>` shows it, `obstacle:<id>:clear` clears it: the cell's clock runs again, both are told."""
    seat = require(turn.seat, VERIFY)
    found = await uow.obstacles.get(int(turn.args[0]))
    if found is None:
        raise Denied(VERIFY)
    item = found[0]
    await access_unit(uow, seat, item.helper_unit_id, VERIFY)
    task = await access_task(uow, seat, item.task_id, VERIFY)
    if len(turn.args) > 1 and turn.args[1] == "clear":
        return await _clear(turn, uow, item, task)
    text = say(
        turn.language,
        f"asks.is_{item.state}",
        unit=item.unit_name,
        title=item.task_title,
        reason=item.reason,
        since=day(turn.language, day_of(item.opened_at)),
        due=day(turn.language, item.due_on),
    )
    ways = [Choice(say(turn.language, "button.cleared"), f"obstacle:{item.id}:clear")] if item.state == "open" else []
    return Reply(Screen(text, (*ways, Choice(say(turn.language, "button.back"), "asks")), replaces=True))


async def _clear(turn: Turn, uow: UnitOfWork, item: Obstacle, task: Task) -> Reply:
    if task.state != "blocked" or not await uow.obstacles.end(item.id, "cleared", turn.now, actor(turn).seat_id):
        return plain(turn, "report.overtaken")
    paused = turn.today() - day_of(item.opened_at)
    running = _moved(replace(task, state="open", reason=None), paused)
    upcoming = await next_reminder(uow, running, turn.now)
    _, event_id = await uow.tasks.change(
        task,
        "cleared",
        actor(turn),
        turn.now,
        state="open",
        reason=None,
        due_on=running.due_on,
        closes_on=running.closes_on,
        next_remind_at=upcoming,
    )
    noted(turn, uow, "obstacle.cleared", task, days=paused.days)
    due = running.due_on
    push = await _to_holder(uow, task, "asks.push_cleared", event_id, reason=item.reason, due=partial(day, value=due))
    told = plain(
        turn,
        "asks.cleared",
        Choice(say(turn.language, "button.asks"), "asks"),
        home_choice(turn.language),
        unit=task.unit_name,
        due=day(turn.language, due),
    )
    return replace(told, pushes=(push,))


def _moved(task: Task, paused: timedelta) -> Task:
    """The days for which the clock stood still come after the due day that was promised."""
    due, closes = (date.fromisoformat(each) + paused for each in (task.due_on, task.closes_on))
    return replace(task, due_on=due.isoformat(), closes_on=closes.isoformat())


async def _to_holder(uow: UnitOfWork, task: Task, key: str, event_id: int, **values: Any) -> Push:
    seat_id = await uow.units.seat_for(task.unit_id, task.assignee_role)
    return Push(seat_id, for_reader(key, title=task.title, **values), f"task_event:{event_id}")


async def extension(turn: Turn, uow: UnitOfWork) -> Reply:
    """`extension:<id>`, `extension:<id>:grant`, `extension:<id>:refuse`; `extension:grant` the oldest that waits"""
    seat = require(turn.seat, VERIFY)
    args = turn.args
    if args and args[0].isdigit():
        wish = await uow.obstacles.extension(int(args[0]))
        way = args[1] if len(args) > 1 else ""
    else:
        wish = next(iter(await uow.obstacles.extensions_asked(seat.unit_path, 1)), None)
        way = args[0] if args else ""
    if wish is None:
        return plain(turn, "asks.none")
    task = await access_task(uow, seat, wish.task_id, VERIFY)
    if way in ("grant", "refuse"):
        return await _answer(turn, uow, task, wish, granted=way == "grant")
    text = say(
        turn.language,
        "extend.push",
        unit=task.unit_name,
        title=task.title,
        old=day(turn.language, wish.old_due_on),
        new=day(turn.language, wish.new_due_on),
    )
    ways = [Choice(say(turn.language, f"button.{each}"), f"extension:{wish.id}:{each}") for each in ("grant", "refuse")]
    return Reply(Screen(text, (*ways, Choice(say(turn.language, "button.back"), "asks")), replaces=True))


async def _answer(turn: Turn, uow: UnitOfWork, task: Task, wish: Extension, *, granted: bool) -> Reply:
    state = "granted" if granted else "refused"
    if not await uow.obstacles.answer_extension(wish.id, state, turn.now, actor(turn).seat_id):
        return plain(turn, "report.overtaken")
    event_id = 0
    if granted:
        moved = replace(task, due_on=wish.new_due_on, closes_on=max(task.closes_on, wish.new_due_on))
        upcoming = await next_reminder(uow, moved, turn.now)
        try:
            _, event_id = await uow.tasks.change(
                task,
                "extended",
                actor(turn),
                turn.now,
                due_on=moved.due_on,
                closes_on=moved.closes_on,
                next_remind_at=upcoming,
            )
        except Overtaken:
            return plain(turn, "report.overtaken")
    noted(turn, uow, f"extension.{state}", task)
    old, new = wish.old_due_on, wish.new_due_on
    push = await _to_holder(
        uow, task, f"extend.push_{state}", event_id, old=partial(day, value=old), new=partial(day, value=new)
    )
    told = plain(turn, f"extend.{state}", unit=task.unit_name, old=day(turn.language, old), new=day(turn.language, new))
    return replace(told, pushes=(push,))

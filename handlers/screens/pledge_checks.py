"""Measures as small tasks: "dán bảng rồi" ticks one; the look of a quarter and the review tick what was done."""

from __future__ import annotations

import re
from typing import Final

from handlers.access import PLEDGE, access_task, require
from handlers.pledging import audit, report_look, shown_day
from handlers.rules.pledge_life import CHECK_DUTY, REVIEW_DUTY, measures_meant
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.record import why_not
from handlers.text import number, say
from handlers.understand import normalise
from storage.model import Pledge, Seat, Task
from storage.pledges import Check
from storage.unit_of_work import UnitOfWork

LOOKS: Final = (CHECK_DUTY, REVIEW_DUTY)
ALL: Final = ("du ca", "xong het", "ca", "het", "tat ca", "lam het roi", "xong ca", "du")


async def is_look(uow: UnitOfWork, task_id: int) -> bool:
    """Whether this task is a look at measures: it is answered with ticks."""
    found = await uow.tasks.get(task_id)
    return found is not None and found[0].duty in LOOKS


async def look(turn: Turn, uow: UnitOfWork) -> Reply:
    """`look` opens the next look, `look:<task>` that one, `look:<task>:all|none|save`; typed digits tick measures;
    `look:tick:<check>` asks about one measure and `look:tick:<check>:yes` ticks it."""
    return await _look(turn, uow, typed=False)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Digits typed for the look that is open."""
    return await _look(turn, uow, typed=True)


async def _look(turn: Turn, uow: UnitOfWork, *, typed: bool) -> Reply:
    seat = require(turn.seat, PLEDGE)
    found = await uow.pledges.in_force(seat.unit_id)
    if found is None:
        return plain(
            turn, "look.none", Choice(say(turn.language, "button.pledge"), "pledge"), home_choice(turn.language)
        )
    checks = await uow.pledges.checks(found.id)
    if turn.args and turn.args[0] == "tick":
        return await _tick(turn, uow, seat, found, checks)
    open_look = int(turn.draft.get("look", 0)) if typed else 0
    task_id = int(turn.args[0]) if turn.args else open_look or await _next_look(turn, uow, found, checks)
    if not task_id:
        return plain(turn, "look.none_due")
    task = await access_task(uow, seat, task_id, PLEDGE)
    refusal = why_not(turn, task) if task.duty in LOOKS else plain(turn, "task.gone")
    if refusal is not None:
        return refusal
    here = [check for check in checks if check.due_on == task.due_on]
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way == "save":
        return await _save(turn, uow, found, task)
    if way in ("all", "none"):
        return await _mark(turn, uow, task, here, range(len(here)) if way == "all" else ())
    if open_look and not turn.args:
        return await _typed(turn, uow, task, here)
    return _ask(turn, task, here)


async def _next_look(turn: Turn, uow: UnitOfWork, found: Pledge, checks: list[Check]) -> int:
    """The task of the first day that still has an open measure."""
    today = turn.today().isoformat()
    for on in dict.fromkeys(check.due_on for check in checks):
        task_id = await uow.pledges.task_of(found, on)
        task = await uow.tasks.get(task_id) if task_id else None
        if task is not None and task[0].state in ("open", "in_progress", "returned") and task[0].closes_on >= today:
            return task[0].id
    return 0


async def _typed(turn: Turn, uow: UnitOfWork, task: Task, here: list[Check]) -> Reply:
    said = normalise(turn.said)
    if said in ALL:
        return await _mark(turn, uow, task, here, range(len(here)))
    places = [int(each) - 1 for each in re.findall(r"\d+", turn.said)]
    if not places or any(not -1 <= place < len(here) for place in places):
        return _ask(turn, task, here, say(turn.language, "look.again"), stumbled=True)
    return await _mark(turn, uow, task, here, [place for place in places if place >= 0])


def _lines(turn: Turn, here: list[Check]) -> str:
    return "\n".join(
        say(turn.language, "look.line", number=n, mark="✓" if check.ticked_at is not None else "–", text=check.text)
        for n, check in enumerate(here, 1)
    )


def _ask(turn: Turn, task: Task, here: list[Check], note: str = "", *, stumbled: bool = False) -> Reply:
    text = say(turn.language, "look.ask", title=task.title, measures=_lines(turn, here))
    choices = (
        Choice(say(turn.language, "button.look_all"), f"look:{task.id}:all"),
        Choice(say(turn.language, "button.look_keep"), f"look:{task.id}:save"),
        home_choice(turn.language),
    )
    screen = Screen(f"{note}\n\n{text}" if note else text, choices, words=" ")
    return Reply(screen, next_screen="look", draft={"look": task.id}, takes_numbers=True, stumbled=stumbled)


async def _mark(turn: Turn, uow: UnitOfWork, task: Task, here: list[Check], places: object) -> Reply:
    """Ticks exactly these and reads back."""
    wanted = set(places) if isinstance(places, list | range | tuple) else set()
    for place, check in enumerate(here):
        if (place in wanted) != (check.ticked_at is not None):
            await uow.pledges.tick(check, turn.seat.id if turn.seat else None, turn.now if place in wanted else None)
    text = say(turn.language, "look.read_back", title=task.title, done=len(wanted), n=len(here))
    choices = (
        Choice(say(turn.language, "button.save"), f"look:{task.id}:save"),
        Choice(say(turn.language, "button.change"), f"look:{task.id}"),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices))


async def _save(turn: Turn, uow: UnitOfWork, found: Pledge, task: Task) -> Reply:
    if not await report_look(uow, found, task, actor(turn), turn.now):
        return plain(turn, "report.overtaken")
    checks = [check for check in await uow.pledges.checks(found.id) if check.due_on == task.due_on]
    done = sum(check.ticked_at is not None for check in checks)
    key = "look.reviewed" if task.duty == REVIEW_DUTY else "look.saved"
    return plain(turn, key, title=task.title, done=number(done), n=number(len(checks)))


async def said_of_measure(turn: Turn, uow: UnitOfWork) -> Reply | None:
    """What to answer to a sentence that says a measure was done (`dán bảng công khai rồi`); None when it says no such
    thing."""
    seat = turn.seat
    found = await uow.pledges.in_force(seat.unit_id) if seat is not None else None
    if found is None:
        return None
    meant = measures_meant(turn.said, [measure.text for measure in found.measures])
    current = _current(await uow.pledges.checks(found.id), turn.today().isoformat())
    asked = [current[found.measures[place].id] for place in meant if found.measures[place].id in current]
    if not asked:
        return None
    if len(asked) == 1:
        return _ask_tick(turn, asked[0])
    choices = [Choice(check.text, f"look:tick:{check.id}") for check in asked[:3]]
    return Reply(Screen(say(turn.language, "look.which"), (*choices, home_choice(turn.language))))


def _current(checks: list[Check], today: str) -> dict[int, Check]:
    """measure → its look that is on now: the first that is not over."""
    found: dict[int, Check] = {}
    for check in checks:
        if check.due_on >= today:
            found.setdefault(check.measure_id, check)
    return found


def _ask_tick(turn: Turn, check: Check) -> Reply:
    if check.ticked_at is not None:
        return plain(turn, "look.already", text=check.text, day=shown_day(turn.language, check.due_on))
    choices = (
        Choice(say(turn.language, "button.yes"), f"look:tick:{check.id}:yes"),
        Choice(say(turn.language, "button.not_yet"), "home"),
    )
    text = say(turn.language, "look.tick_ask", text=check.text, day=shown_day(turn.language, check.due_on))
    return Reply(Screen(text, choices))


async def _tick(turn: Turn, uow: UnitOfWork, seat: Seat, found: Pledge, checks: list[Check]) -> Reply:
    check = next((each for each in checks if each.id == int(turn.args[1])), None)
    if check is None:
        return plain(turn, "task.gone")
    if turn.args[2:] != ("yes",) or check.ticked_at is not None:
        return _ask_tick(turn, check)
    await uow.pledges.tick(check, seat.id, turn.now)
    audit(uow, "ticked", found, actor(turn), turn.now, measure=check.measure_id, due=check.due_on)
    here = [each for each in checks if each.due_on == check.due_on]
    left = [each for each in here if each.ticked_at is None and each.id != check.id]
    text = say(turn.language, "look.ticked", text=check.text, done=len(here) - len(left), n=len(here))
    ways = (Choice(say(turn.language, "button.checks"), "look"), home_choice(turn.language))
    if not left:
        task_id = await uow.pledges.task_of(found, check.due_on)
        task = await uow.tasks.get(task_id) if task_id else None
        if task is not None and task[0].state in ("open", "in_progress", "returned"):
            await report_look(uow, found, task[0], actor(turn), turn.now)
            text = f"{text}\n{say(turn.language, 'look.all_done', title=task[0].title)}"
    return Reply(Screen(text, ways))

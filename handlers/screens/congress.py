"""A unit's congress: how long until then, what is left to do, its steps one by one; for offices, all below them."""

from __future__ import annotations

from typing import Final

from handlers.access import ENTER, RECORD, SUPERVISE, VERIFY, may, require
from handlers.catalogue import LEVEL_OF_KIND
from handlers.congresses import OPEN, approval_of, begun, counts
from handlers.rules.status import days_late, is_open_now
from handlers.rulings import short_day
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens import congress_below
from handlers.screens.congress_parts import (
    CELLS,
    countdown_words,
    may_change,
    next_steps,
    seen_congress,
    seen_unit,
    step_mark,
    to_unit,
)
from handlers.screens.parts import AT_MOST, home_choice, numbered_list, what_was_reported
from handlers.text import day, number, say
from storage.congress_rows import Congress
from storage.model import REPORTED_STATES, Task, Unit
from storage.unit_of_work import UnitOfWork

NEAREST: Final = 2
ROOM: Final = 340
LOOK_BACK: Final = 50
A_PAGE: Final = 4
CHANGES: Final = 3


async def congress(turn: Turn, uow: UnitOfWork) -> Reply:
    """`congress` one's own, for offices those below; `congress:<unit>`, `…:steps[:<skip>]`, `…:below[:<skip>]`,
    `…:more`"""
    seat = require(turn.seat, RECORD if may(turn.seat, RECORD) else SUPERVISE)
    if not turn.args and not may(seat, RECORD):
        return await congress_below.below(turn, uow, await seen_unit(turn, uow, seat.unit_id), 0)
    unit, found = await seen_congress(turn, uow, int(turn.args[0]) if turn.args else seat.unit_id)
    way = turn.args[1] if len(turn.args) > 1 else ""
    skip = int(turn.args[2]) if len(turn.args) > 2 else None
    if way == "below":
        return await congress_below.below(turn, uow, unit, skip or 0)
    if found is None:
        return _none_yet(turn, unit)
    if way == "steps":
        return await _steps(turn, uow, unit, found, skip)
    if way == "more":
        return await _more(turn, uow, unit, found)
    return await shown(turn, uow, unit, found)


def _none_yet(turn: Turn, unit: Unit) -> Reply:
    choices = [home_choice(turn.language)]
    if unit.kind not in CELLS:
        choices.insert(0, Choice(say(turn.language, "congress.button_below"), f"congress:{unit.id}:below"))
    if may_change(turn, unit) and unit.kind in LEVEL_OF_KIND:
        choices.insert(0, Choice(say(turn.language, "congress.button_plan"), f"conplan:{unit.id}"))
    return Reply(Screen(say(turn.language, "congress.none", unit=unit.name), tuple(choices), replaces=True))


async def shown(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, before: str = "") -> Reply:
    """The congress at a glance."""
    language = turn.language
    steps = await uow.congresses.steps(found.programme_id)
    done, whole = counts(steps)
    lines = [before] if before else []
    lines.append(say(language, "congress.title", unit=unit.name, day=day(language, found.day, year=True)))
    lines.append(countdown_words(language, found, steps, turn.today()))
    lines.append(say(language, "congress.progress", mode=number(found.mode), done=number(done), steps=number(whole)))
    if found.pilot:
        lines.append(say(language, "congress.is_pilot"))
    if found.moves and found.reason:
        lines.append(say(language, "congress.was_moved", n=number(found.moves), reason=found.reason))
    approval = approval_of(steps)
    if approval:
        lines.append(say(language, f"congress.approval_{approval}"))
    # The next steps as far as there is room for them: a screen is read at a glance.
    head = say(language, "congress.nearest")
    for task in next_steps(steps, NEAREST):
        line = _line(turn, None, task)
        if len("\n".join((*lines, head, line))) <= ROOM:
            lines += [*([] if head in lines else [head]), line]
    return Reply(Screen("\n".join(lines), _ways(turn, unit), replaces=True))


def _ways(turn: Turn, unit: Unit) -> tuple[Choice, ...]:
    ways = [("steps", f"congress:{unit.id}:steps")]
    ways += [("papers", f"conpaper:{unit.id}"), ("people", f"conpeople:{unit.id}")]
    if unit.kind not in CELLS:
        ways.append(("gate", f"congate:{unit.id}"))
    ways.append(("more", f"congress:{unit.id}:more"))
    choices = [Choice(say(turn.language, f"congress.button_{key}"), action) for key, action in ways]
    return tuple([*choices, home_choice(turn.language)][:AT_MOST])


async def _more(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress) -> Reply:
    """What else can be done, and how its day came to be what it is."""
    ways = ["files"]
    over = begun(await uow.congresses.steps(found.programme_id))
    if may_change(turn, unit) and found.state == "planned":
        ways = ["length", "files"] if over else ["move", "kind", "files", "withdraw"]
    choices = [
        Choice(
            say(turn.language, f"congress.button_{way}"),
            f"confile:{unit.id}" if way == "files" else f"conplan:{unit.id}:{way}",
        )
        for way in ways
    ]
    moves = [each for each in await uow.congresses.changes(found.id, LOOK_BACK) if each.kind == "day"]
    lines = [say(turn.language, "congress.more", unit=unit.name)]
    lines += [
        say(
            turn.language,
            "congress.moved_line",
            old=day(turn.language, each.before),
            new=day(turn.language, each.after),
            reason=each.reason,
        )
        for each in moves[:CHANGES]
    ]
    lines += await _numbers_of_papers(turn, uow, found)
    return Reply(Screen("\n".join(lines), (*choices, to_unit(turn, unit)), replaces=True))


async def _numbers_of_papers(turn: Turn, uow: UnitOfWork, found: Congress) -> list[str]:
    """Plan, resolution and decision, as far as there are any."""
    plan, signed = await uow.congresses.document_of(found.programme_id)
    papers = {
        "plan": f"{plan}, {short_day(signed)}" if plan and signed else plan,
        "resolution": found.resolution,
        "decision": f"{found.decision}, {short_day(found.decision_on)}" if found.decision_on else found.decision,
    }
    return [say(turn.language, f"congress.paper_{name}", number=words) for name, words in papers.items() if words]


def _line(turn: Turn, place: int | None, task: Task) -> str:
    mark = step_mark(turn.language, task, turn.now)
    if place is None:
        return say(turn.language, "congress.step_line", title=task.title, mark=mark)
    return say(turn.language, "congress.step_numbered", number=place, title=task.title, mark=mark)


async def _steps(turn: Turn, uow: UnitOfWork, unit: Unit, found: Congress, skip: int | None) -> Reply:
    """A page of the road map; without a page the one on which the first open step stands."""
    steps = await uow.congresses.steps(found.programme_id)
    first_open = next((place for place, task in enumerate(steps) if task.state in OPEN), 0)
    start = first_open // A_PAGE * A_PAGE if skip is None else max(0, skip)
    page = steps[start : start + A_PAGE]
    lines = [_line(turn, place, task) for place, task in enumerate(page, 1)]
    choices = [Choice(f"{place}. {task.title}", f"constep:{task.id}") for place, task in enumerate(page, 1)]
    following = start + A_PAGE if start + A_PAGE < len(steps) else 0
    choices.append(Choice(say(turn.language, "button.more"), f"congress:{unit.id}:steps:{following}"))
    done, whole = counts(steps)
    head = say(turn.language, "congress.steps", unit=unit.name, done=number(done), steps=number(whole))
    return numbered_list(turn, "\n".join((head, *lines)), choices[: AT_MOST + 1], say(turn.language, "congress.how"))


async def step(turn: Turn, uow: UnitOfWork) -> Reply:
    """`constep:<task>`: one step, with what this seat may do about it."""
    found = await uow.tasks.get(int(turn.args[0]))
    held = await uow.congresses.of_programme(found[0].programme_id) if found else None
    unit = await seen_unit(turn, uow, held.unit_id if held else 0)
    assert found is not None
    task = found[0]
    lines = [
        say(
            turn.language,
            "congress.step",
            title=task.title,
            unit=unit.name,
            due=day(turn.language, task.due_on, year=True),
            mark="" if _only_due(task, turn.now) else f" ({step_mark(turn.language, task, turn.now)})",
            deliverable=task.deliverable,
        )
    ]
    if task.state in OPEN and task.opens_on > turn.today().isoformat():
        lines.append(say(turn.language, "congress.opens", day=day(turn.language, task.opens_on)))
    if task.state in REPORTED_STATES:
        lines.append(what_was_reported(turn.language, task.numbers, task.held_on))
    elif task.reason and task.state == "returned":
        lines.append(say(turn.language, "congress.returned_because", reason=task.reason))
    elif task.reason:
        lines.append(task.reason)
    choices = [Choice(say(turn.language, f"button.{key}"), action) for key, action in _step_ways(turn, task)]
    back = Choice(say(turn.language, "button.back"), f"congress:{unit.id}:steps")
    return Reply(Screen("\n".join(lines), (*choices, back, home_choice(turn.language)), replaces=True))


def _only_due(task: Task, now: int) -> bool:
    """Whether there is nothing to say of a step but its day."""
    return task.state in ("open", "in_progress") and not days_late(task, now)


def _step_ways(turn: Turn, task: Task) -> list[tuple[str, str]]:
    own = may(turn.seat, RECORD)
    ways = []
    if task.state in OPEN and is_open_now(task, turn.now) and (own or may(turn.seat, ENTER)):
        ways.append(("done", f"task:{task.id}:done"))
        if own:
            ways.append(("blocked", f"task:{task.id}:blocked"))
    if task.state in ("reported", "seen") and may(turn.seat, VERIFY):
        ways.append(("look", f"review:{task.id}"))
    return ways

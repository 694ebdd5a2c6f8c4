"""Steps of a road map that are not answered by a number alone: they send papers upward, wait for the units below, name
a document, or belong to the day itself. Everything else is reported like any other task."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Final

from handlers.access import access_entry
from handlers.catalogue import congress_steps
from handlers.congresses import (
    APPROVED_STEP,
    ASKED_STEP,
    DECISION_STEP,
    ELECTED_STEP,
    ESSENTIAL,
    GATE_STEP,
    HELD_STEP,
    OPEN,
    PLAN_STEP,
    RESOLUTION_STEP,
    STRUCTURE_STEP,
)
from handlers.rules.congress_day import cell_limit
from handlers.rulings import rulings_for, source_words
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens import (
    congress_gate,
    congress_held,
    congress_papers,
    congress_result,
    congress_structure,
    report,
)
from handlers.screens.congress_change import noted, seat_above
from handlers.screens.parts import home_choice, plain
from handlers.screens.record import Entry, why_not, write_report
from handlers.text import day, number, say
from handlers.written import for_reader
from storage.congress_rows import Congress
from storage.model import Task, Unit
from storage.unit_of_work import UnitOfWork

SPECIAL_WAYS: Final = ("done", "save", "quick", "nil", "na", "progress")
FROM_THE_DAY: Final = tuple(step.code for step in congress_steps("commune") if step.opens_lead >= 0)
"""Steps that open on the day or after it: they wait for the congress. The preparatory session may be the day before."""


async def of_congress(turn: Turn, uow: UnitOfWork, task_id: int, way: str) -> Reply | None:
    """The answer to a step that has a way of its own; None for every other task."""
    found = await uow.tasks.get(task_id)
    if found is None or not found[0].duty.startswith("CON-"):
        return None
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    congress = await uow.congresses.of_programme(task.programme_id)
    unit = await uow.units.get(congress.unit_id) if congress else None
    if congress is None or unit is None or task.state not in OPEN:
        return None
    refusal = _too_early(turn, congress, task)
    if refusal is not None:
        return refusal
    if way in ("na", "nil") and task.duty in ESSENTIAL and task.duty not in (GATE_STEP, APPROVED_STEP):
        return plain(turn, "template.needed", title=task.title)
    special = SPECIAL.get(task.duty)
    return (
        None if special is None else await special(turn, uow, unit, congress, Entry(task, for_holder=for_holder), way)
    )


def _too_early(turn: Turn, congress: Congress, task: Task) -> Reply | None:
    """A step said to be done before it can be, with what its day rests on; the day itself may be corrected."""
    today, when = turn.today().isoformat(), day(turn.language, congress.day, year=True)
    if today < task.opens_on and task.duty not in (*FROM_THE_DAY, APPROVED_STEP):
        opens = day(turn.language, task.opens_on)
        return plain(turn, "congress.not_open_yet", title=task.title, day=when, opens=opens)
    if task.duty not in FROM_THE_DAY or task.duty == HELD_STEP or today >= congress.day:
        return None
    ways = (Choice(say(turn.language, "congress.button_move"), f"conplan:{congress.unit_id}:move"),)
    return plain(turn, "congress.before_its_day", *ways, home_choice(turn.language), title=task.title, day=when)


async def _approved(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str
) -> Reply | None:
    """Only the level above writes this one."""
    return plain(turn, "congress.approved_by_above", title=entry.task.title)


async def _asked(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str) -> Reply | None:
    """Papers go upward: read back first, then one push with two answers."""
    if way in ("na", "nil", "progress"):
        return None
    refusal = why_not(turn, entry.task)
    if refusal is not None:
        return refusal
    above = await seat_above(uow, unit)
    if way != "save":
        office = await uow.units.seat(above) if above else None
        to = office.unit_name if office else say(turn.language, "congress.level_above")
        choices = (Choice(say(turn.language, "button.send"), f"task:{entry.task.id}:save"), home_choice(turn.language))
        when = day(turn.language, congress.planned_on, year=True)
        mode = say(turn.language, f"congress.mode_{congress.mode}")
        return Reply(Screen(say(turn.language, "congress.ask_send", unit=to, day=when, mode=mode), choices))
    reply = await write_report(turn, uow, entry)
    noted(turn, uow, "congress.asked", congress)
    event = await uow.tasks.last_event_of(turn.person.id if turn.person else 0, turn.now)
    if above is None or event is None:
        return reply
    told = for_reader(
        "congress.push_asked",
        # Looking comes first: in a message that says more, one button is left, and nobody approves unseen.
        ("congress.look", f"conapprove:{entry.task.id}"),
        ("congress.approve", f"conapprove:{entry.task.id}:yes"),
        ("congress.ask_changes", f"conapprove:{entry.task.id}:no"),
        words="congress.words_asked",
        unit=unit.name,
        day=lambda language: day(language, congress.planned_on, year=True),
    )
    push = Push(above, told, f"task_event:{event.id}")
    return replace(reply, pushes=(*reply.pushes, push))


async def _elected(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str) -> Reply | None:
    """Nobody elects more than there are seats, or than there are people to choose from."""
    elected = entry.taken_up(turn.draft).numbers.get("elected")
    if way != "save" or elected is None:
        return None
    steps = await uow.congresses.steps(congress.programme_id)
    convened = next((step.numbers.get("convened") for step in steps if step.duty == HELD_STEP), None)
    if congress.mode != 4 and elected:
        mode = say(turn.language, f"congress.mode_{congress.mode}")
        return _elected_again(turn, entry.task, say(turn.language, "congress.elects_nobody", mode=mode))
    size = await congress_structure.planned_size(uow, congress)
    if size is not None and elected > size:
        return _elected_again(
            turn, entry.task, say(turn.language, "congress.over_size", n=number(elected), size=number(size))
        )
    if convened is not None and elected > convened:
        text = say(turn.language, "congress.over_convened", n=number(elected), convened=number(convened))
        return _elected_again(turn, entry.task, text)
    if congress.level != "cell":
        return None
    against = cell_limit(await rulings_for(uow, unit.path), unit.member_count, date.fromisoformat(congress.day))
    if against is None or elected <= against[0]:
        return None
    key, source = f"congress.too_many_{against[1]}", source_words(turn.language, against[2])
    members = number(unit.member_count or 0)
    values = {"n": number(elected), "most": number(against[0]), "members": members, "source": source}
    return _elected_again(turn, entry.task, say(turn.language, key, **values))


def _elected_again(turn: Turn, task: Task, text: str) -> Reply:
    choices = (Choice(say(turn.language, "button.change"), f"task:{task.id}:done"), home_choice(turn.language))
    return Reply(Screen(text, choices))


async def _gate(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str) -> Reply | None:
    """The figures come from the rows below; nobody types them."""
    if way == "na":
        return None
    shut = await congress_gate.shut(turn, uow, unit, congress)
    if shut is not None:
        return shut
    lower = await congress_gate.lower_of(uow, unit, congress, turn.today())
    counted = replace(entry, numbers={"done": len(lower), "out_of": len(lower)})
    if way != "save":
        return why_not(turn, entry.task) or report.read_back(turn, counted)
    return why_not(turn, entry.task) or await write_report(turn, uow, counted)


async def _draft(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str) -> Reply | None:
    """The draft and what it states are kept with the documents, which report this step themselves."""
    if way not in ("done", "quick"):
        return None
    points = entry.task.duty == congress_papers.POINTS_STEP
    action = (str(unit.id), "points") if points else (str(unit.id),)
    return why_not(turn, entry.task) or await congress_papers.conpaper(replace(turn, args=action), uow)


async def _structure(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, entry: Entry, way: str
) -> Reply | None:
    """The planned structure is checked once its figures are there."""
    if way in ("na", "nil") or "planned" in await uow.congress_figures.structures(congress.id):
        return None
    return await congress_structure.constructure(replace(turn, args=(str(unit.id), "planned")), uow)


Special = Callable[[Turn, UnitOfWork, Unit, Congress, Entry, str], Awaitable[Reply | None]]
SPECIAL: Final[dict[str, Special]] = {
    ASKED_STEP: _asked,
    APPROVED_STEP: _approved,
    HELD_STEP: congress_held.held_step,
    ELECTED_STEP: _elected,
    GATE_STEP: _gate,
    RESOLUTION_STEP: congress_result.resolution,
    PLAN_STEP: congress_result.resolution,
    congress_papers.DRAFT_STEP: _draft,
    congress_papers.POINTS_STEP: _draft,
    STRUCTURE_STEP: _structure,
    DECISION_STEP: congress_result.decision,
}
"""By duty: what takes the place of an ordinary report; None goes on with that."""

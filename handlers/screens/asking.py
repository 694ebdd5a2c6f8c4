"""Plain questions and small facts: when is it due, how many days are left, how many members there are now."""

from __future__ import annotations

from datetime import date

from rapidfuzz import fuzz

from handlers.access import RECORD, require
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.congress import shown
from handlers.screens.congress_parts import seen_congress
from handlers.screens.parts import home_choice, plain
from handlers.text import day, number, say
from handlers.understand import normalise
from storage.model import Task
from storage.unit_of_work import UnitOfWork

ALIKE = 75
MOST_OPEN = 60
MOST_MEMBERS = 5_000


def best_match(words: str, titles: list[str]) -> int | None:
    """The place of the title that the words mean, None when none is near enough."""
    scored = [(fuzz.token_set_ratio(normalise(words), normalise(title)), -place) for place, title in enumerate(titles)]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= ALIKE else None


async def deadline(turn: Turn, uow: UnitOfWork) -> Reply:
    """`deadline`: the due day of the task that was asked about, or of the nearest one."""
    seat = require(turn.seat, RECORD)
    tasks = await uow.tasks.open_of_unit(seat.unit_id, turn.today().isoformat(), MOST_OPEN)
    if not tasks:
        return plain(turn, "tasks.none")
    asked = str(turn.slots.get("task") or "")
    place = best_match(asked, [task.title for task in tasks]) if asked else 0
    if place is None:
        return plain(turn, "asking.no_such", Choice(say(turn.language, "button.my_work"), "tasks"), words=asked)
    return _deadline_of(turn, tasks[place])


def _deadline_of(turn: Turn, task: Task) -> Reply:
    left = (date.fromisoformat(task.due_on) - turn.today()).days
    key = "asking.due_today" if left == 0 else "asking.due_in" if left > 0 else "asking.due_past"
    return plain(
        turn,
        key,
        Choice(say(turn.language, "button.open"), f"task:{task.id}"),
        home_choice(turn.language),
        title=task.title,
        due=day(turn.language, task.due_on, year=True),
        days=abs(left),
    )


async def countdown(turn: Turn, uow: UnitOfWork) -> Reply:
    """`countdown`: days until the unit's congress and what is left to do by then; without a congress under way, how
    long its term still lasts."""
    seat = require(turn.seat, RECORD)
    unit, congress = await seen_congress(turn, uow, seat.unit_id)
    if congress is not None and congress.state == "planned":
        return await shown(turn, uow, unit, congress)
    term = await uow.units.term(seat.unit_id)
    waiting, late, _ = await uow.tasks.counts(seat.unit_id, turn.today().isoformat(), turn.now)
    if term is None:
        return plain(turn, "asking.no_term", open=number(waiting))
    left = (date.fromisoformat(term.planned_end_on) - turn.today()).days
    return plain(
        turn,
        "asking.countdown" if term.confirmed else "asking.countdown_planned",
        Choice(say(turn.language, "button.my_work"), "tasks"),
        Choice(say(turn.language, "button.congress"), "congress"),
        home_choice(turn.language),
        end=day(turn.language, term.planned_end_on, year=True),
        days=number(max(left, 0)),
        basis=term.basis,
        open=number(waiting),
        late=number(late),
    )


async def members(turn: Turn, uow: UnitOfWork) -> Reply:
    """`members` asks for or reads back the number of members that was said; `members:<n>:save` keeps it."""
    seat = require(turn.seat, RECORD)
    unit = await uow.units.get(seat.unit_id)
    known = unit.member_count if unit and unit.member_count is not None else 0
    said = int(turn.args[0]) if turn.args else _said_members(turn, known)
    if said is None or not 1 <= said <= MOST_MEMBERS:
        return plain(turn, "asking.members_how", known=number(known))
    if turn.args[1:] != ("save",):
        choices = (Choice(say(turn.language, "button.save"), f"members:{said}:save"), home_choice(turn.language))
        text = say(turn.language, "asking.members_read_back", unit=seat.unit_name, was=number(known), now=number(said))
        return Reply(Screen(text, choices))
    await uow.units.set_member_count(seat.unit_id, said, turn.today().isoformat())
    uow.audit.add(
        "unit.members",
        f"unit:{seat.unit_id}",
        turn.now,
        person_id=turn.person.id if turn.person else None,
        seat_id=seat.id,
        inbox_id=turn.inbox_id,
        was=known,
        now_is=said,
    )
    return plain(turn, "asking.members_saved", unit=seat.unit_name, now=number(said))


def _said_members(turn: Turn, known: int) -> int | None:
    total, delta = turn.slots.get("total_members"), turn.slots.get("delta")
    if isinstance(total, int):
        return total
    return known + delta if isinstance(delta, int) else None

"""The office's room for the duties: what it assigns, its own copy of the catalogue, its own work, calls to make."""

from __future__ import annotations

from handlers.access import ASSIGN, require
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice
from handlers.screens.tasks import MOST_OF_AN_OFFICE
from handlers.text import number, say
from storage.unit_of_work import UnitOfWork

DOORS = (
    ("assign", "assign"),
    ("assigned", "assigned"),
    ("duties", "duties"),
    ("spot", "spot"),
    ("my_work", "tasks"),
)


async def work(turn: Turn, uow: UnitOfWork) -> Reply:
    """`work`"""
    seat = require(turn.seat, ASSIGN)
    given = await uow.assignments.of_unit(seat.unit_id, 99)
    owed = await uow.tasks.open_of_unit(seat.unit_id, turn.today().isoformat(), MOST_OF_AN_OFFICE)
    own = sum(task.assignee_role == seat.role for task in owed)
    text = say(turn.language, "work.shown", unit=seat.unit_name, given=number(len(given)), own=number(own))
    choices = [Choice(say(turn.language, f"button.{key}"), action) for key, action in DOORS]
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))

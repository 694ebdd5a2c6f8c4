"""Papers of a congress to be printed or shown: the agenda of the day, the road map week by week, the time line, and for
a committee the closing table of everything below."""

from __future__ import annotations

from typing import Final

from handlers.rules.periods import period_of
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.congress_parts import CELLS, seen_unit, to_unit
from handlers.screens.parts import actor, home_choice, plain
from handlers.text import say
from storage.unit_of_work import UnitOfWork

FILES: Final = {
    "agenda": ("agenda", "word"),
    "gantt": ("road_map", "excel"),
    "timeline": ("road_map", "picture"),
    "closing": ("congress_closing", "excel"),
}
"""Button to (report, form)."""


async def confile(turn: Turn, uow: UnitOfWork) -> Reply:
    """`confile:<unit>` offers, `confile:<unit>:<file>` sends one"""
    unit = await seen_unit(turn, uow, int(turn.args[0]))
    name = turn.args[1] if len(turn.args) > 1 else ""
    offered = [each for each in FILES if each != "closing" or unit.kind not in CELLS]
    if name not in offered:
        choices = [Choice(say(turn.language, f"confile.{each}"), f"confile:{unit.id}:{each}") for each in offered]
        text = say(turn.language, "confile.which", unit=unit.name)
        return Reply(Screen(text, (*choices, to_unit(turn, unit), home_choice(turn.language)), replaces=True))
    report, form = FILES[name]
    by = actor(turn)
    uow.audit.add(
        "report.exported",
        f"unit:{unit.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        report=report,
        form=form,
    )
    args = {
        "report": report,
        "unit": unit.id,
        "period": period_of("yearly", turn.today()),
        "form": form,
        "person": by.person_id,
        "language": turn.language,
    }
    reply = plain(turn, "export.making", to_unit(turn, unit), home_choice(turn.language))
    return Reply(reply.screen, document=Document("report", args))

"""The gate: an upper unit's congress waits for the congresses directly below it, and says which hold it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from handlers.access import CONVENE, access_unit
from handlers.rules.roadmap import held_up_by
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.congress_below import ROUND, overview_below, standing_of
from handlers.screens.congress_change import holder_role, with_door
from handlers.screens.congress_parts import to_unit
from handlers.screens.parts import AT_MOST, home_choice, numbered_list, plain
from handlers.text import day, number, say
from storage.congress_rows import Congress, Overview
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

SHOWN: Final = 3


async def lower_of(uow: UnitOfWork, unit: Unit, congress: Congress, today: date) -> list[Overview]:
    """The congresses directly below, of the round this one belongs to."""
    when = date.fromisoformat(congress.planned_on)
    return await overview_below(uow, unit, today, directly=True, since=when - ROUND)


async def holding_up(uow: UnitOfWork, unit: Unit, congress: Congress, today: date) -> tuple[list[Overview], int]:
    """(the units whose congress is not held yet, how many there are below in all)."""
    lower = await lower_of(uow, unit, congress, today)
    waiting = set(held_up_by({row.unit_id: standing_of(row) == "held" for row in lower}))
    return [row for row in lower if row.unit_id in waiting], len(lower)


async def shut(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress) -> Reply | None:
    """The answer while somebody below holds it up; None when the gate is open."""
    waiting, whole = await holding_up(uow, unit, congress, turn.today())
    return _who(turn, unit, waiting, whole, 0) if waiting else None


def _who(turn: Turn, unit: Unit, waiting: Sequence[Overview], whole: int, skip: int) -> Reply:
    shown = waiting[skip : skip + SHOWN]
    lines = [
        say(
            turn.language,
            "congress.unit_line",
            number=place,
            unit=row.unit_name,
            mark=say(turn.language, f"congress.waits_{standing_of(row)}", day=day(turn.language, row.planned_on))
            if row.planned_on
            else say(turn.language, "congress.is_no_day"),
        )
        for place, row in enumerate(shown, 1)
    ]
    choices = [Choice(f"{place}. {row.unit_name}", f"congress:{row.unit_id}") for place, row in enumerate(shown, 1)]
    if len(waiting) > skip + len(shown):
        choices.append(Choice(say(turn.language, "button.more"), f"congate:{unit.id}:{skip + len(shown)}"))
    choices.append(
        Choice(say(turn.language, "congress.button_urge", n=number(len(waiting))), f"congate:{unit.id}:urge")
    )
    head = say(turn.language, "congress.gate", unit=unit.name, n=number(len(waiting)), units=number(whole))
    return numbered_list(turn, "\n".join((head, *lines)), choices[:AT_MOST], say(turn.language, "tasks.how_plain"))


async def congate(turn: Turn, uow: UnitOfWork) -> Reply:
    """`congate:<unit>[:<skip>]` who holds it up, `congate:<unit>:urge` one line to each of them."""
    unit = await access_unit(uow, turn.seat, int(turn.args[0]), CONVENE)
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None:
        return plain(turn, "congress.none", unit=unit.name)
    waiting, whole = await holding_up(uow, unit, congress, turn.today())
    way = turn.args[1] if len(turn.args) > 1 else "0"
    if not waiting:
        reply = plain(turn, "congress.gate_open", unit=unit.name, units=number(whole))
        return Reply(Screen(reply.screen.text, (to_unit(turn, unit), home_choice(turn.language))))
    if way != "urge":
        return _who(turn, unit, waiting, whole, int(way))
    pushes = []
    for row in waiting:
        lower = await uow.units.get(row.unit_id)
        if lower is None:
            continue
        told = with_door(
            lower, "congress.push_urge", upper=unit.name, day=partial(day, value=congress.planned_on, year=True)
        )
        seat_id = await uow.units.seat_for(lower.id, holder_role(lower))
        pushes.append(Push(seat_id, told, f"congate:{congress.id}:{lower.id}:{turn.today().isoformat()}"))
    reply = plain(turn, "congress.urged", to_unit(turn, unit), home_choice(turn.language), n=number(len(pushes)))
    return Reply(reply.screen, pushes=tuple(pushes))

"""The printable sheet of a cell: each open task with a short code that can be typed or read over the phone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from handlers.about_tasks import named_units
from handlers.access import ENTER, RECORD, access_unit, may, require
from handlers.campaigns import CELLS
from handlers.rules.calendar import day_of, local
from handlers.rules.codes import item_code
from handlers.screen import Attachment, Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, home_choice, plain
from handlers.text import day, say
from storage.model import Seat, Task
from storage.unit_of_work import UnitOfWork

MOST: Final = 25
LANGUAGE: Final = "vi"


async def paper(turn: Turn, uow: UnitOfWork) -> Reply:
    """`paper` one's own unit, `paper:<unit>` one below: the sheet comes as a file behind the sentence. An office has no
    sheet of its own and is asked for which cell."""
    seat = turn.seat
    if seat is not None and not turn.args and not may(seat, RECORD):
        found = await _for_which(turn, uow, require(seat, ENTER))
        if isinstance(found, Reply):
            return found
        turn = replace(turn, args=(str(found),))
    unit_id = int(turn.args[0]) if turn.args else seat.unit_id if seat else 0
    unit = await access_unit(uow, seat, unit_id, RECORD if may(seat, RECORD) else ENTER)
    if not await uow.tasks.open_of_unit(unit.id, turn.today().isoformat(), 1):
        return plain(turn, "duty_sheet.nothing", unit=unit.name)
    reply = plain(turn, "duty_sheet.coming", unit=unit.name)
    return Reply(reply.screen, document=Document("duty_sheet", {"unit": unit.id}))


async def _for_which(turn: Turn, uow: UnitOfWork, seat: Seat) -> int | Reply:
    """The one cell that was named, else a question which."""
    said = str(turn.slots.get("words") or "")
    below = [unit for unit in await uow.units.below(seat.unit_path) if unit.id != seat.unit_id]
    found = named_units(below, said) if said else [unit for unit in below if unit.kind in CELLS]
    if said and len(found) == 1:
        return found[0].id
    shown = found[:AT_MOST]
    choices = [Choice(unit.name, f"paper:{unit.id}") for unit in shown]
    key = "duty_sheet.which" if shown else "duty_sheet.no_such"
    return plain(turn, key, *choices, home_choice(turn.language), said=said)


async def make_paper(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """The sheet as it is true at this second; None when nothing is open any more."""
    # Not at the top: the writer of Word files is large, and screens are loaded at every start.
    from handlers.reports.duty_sheet import duty_sheet

    unit = await uow.units.get(int(args["unit"]))
    if unit is None:
        return None
    tasks = await uow.tasks.open_of_unit(unit.id, day_of(now).isoformat(), MOST)
    if not tasks:
        return None
    title = say(LANGUAGE, "duty_sheet.title", unit=unit.name, day=day(LANGUAGE, day_of(now), year=True))
    heads = tuple(say(LANGUAGE, f"duty_sheet.head_{each}") for each in ("code", "task", "due", "fill"))
    rows = [(item_code(task.id), task.title, day(LANGUAGE, task.due_on), _to_fill(task)) for task in tasks]
    content = duty_sheet(
        title, say(LANGUAGE, "duty_sheet.how"), (heads[0], heads[1], heads[2], heads[3]), rows, local(now)
    )
    return Screen(title, attachment=Attachment(f"phieu-viec-{unit.code}.docx", content))


def _to_fill(task: Task) -> str:
    blanks = [say(LANGUAGE, f"number.{name}", n="……") for name in task.asks]
    return "; ".join(blanks) or say(LANGUAGE, "duty_sheet.tick")

"""The workbook of a committee's own road map: taken home filled in, changed, sent back, looked at, saved with a yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import xlsxwriter

from handlers.catalogue import congress_steps
from handlers.congresses import ESSENTIAL
from handlers.rules.calendar import local
from handlers.rules.roadmap_sheet import (
    COLUMNS,
    LEVEL_WORDS,
    NEEDED,
    SHEET,
    StepRow,
    not_yours,
    read_step_row,
    said_before,
)
from handlers.rules.roster import Fault
from handlers.screen import Attachment, Choice, Screen
from handlers.screens.congress_template import levels_below, mine, save_all
from handlers.screens.parts import home_choice
from handlers.text import number, say
from handlers.workbooks.reading import opened, quiet, records, sheet_of
from handlers.workbooks.safety import BadWorkbook, Checked
from storage.model import Seat
from storage.rulings import OwnStep
from storage.unit_of_work import UnitOfWork


@dataclass(slots=True)
class StepsBook:
    """The good rows of `lo_trinh`, and what is wrong with the others."""

    rows: list[StepRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_steps(checked: Checked) -> StepsBook:
    """Every row of the sheet. Raises BadWorkbook."""
    known = {level: {step.code for step in congress_steps(level)} for level in LEVEL_WORDS}
    found = StepsBook()
    with opened(checked) as book:
        page = sheet_of(book, SHEET)
        if page is None:
            raise BadWorkbook("no_sheet", sheet=SHEET)
        seen: dict[tuple[str, str], int] = {}
        for place, cells in records(page, NEEDED, checked.limits.rows, quiet):
            made = read_step_row(place, cells, known, ESSENTIAL)
            if isinstance(made, Fault):
                found.faults.append(made)
            elif (made.level, made.code) in seen:
                found.faults.append(said_before(made, seen[made.level, made.code]))
            else:
                seen[made.level, made.code] = place
                found.rows.append(made)
    if not found.rows and not found.faults:
        raise BadWorkbook("no_rows")
    return found


async def judge_steps(uow: UnitOfWork, book: StepsBook, seat: Seat) -> int:
    """Adds what only the seat shows: levels that are not below it. Returns how many steps would change."""
    unit = await uow.units.get(seat.unit_id)
    allowed = levels_below(unit) if unit else ()
    book.faults += [not_yours(row) for row in book.rows if row.level not in allowed]
    if unit is None or book.faults:
        return 0
    changed = 0
    for level in allowed:
        own = await uow.rulings.steps_over(unit.path, level)
        holds = {step.code: mine(step, own.get(step.code)) for step in congress_steps(level)}
        changed += sum(holds[step.code] != step for step in _of_level(book, level))
    return changed


def _of_level(book: StepsBook, level: str) -> list[OwnStep]:
    names = {step.code: step.name for step in congress_steps(level)}
    return [
        OwnStep(row.code, row.name or names[row.code], row.opens_lead, row.due_lead, row.kept)
        for row in book.rows
        if row.level == level
    ]


def steps_screen(changed: int, language: str, upload_id: int) -> Screen:
    """How much would change, with a yes to press."""
    text = say(language, "template.tried", n=number(changed))
    yes = (Choice(say(language, "button.save"), f"roster:save:{upload_id}"),) if changed else ()
    return Screen(text, (*yes, home_choice(language)))


async def saved_steps(uow: UnitOfWork, book: StepsBook, seat: Seat, language: str, now: int) -> Screen | None:
    """Writes it in the caller's unit of work; None when it no longer fits."""
    await judge_steps(uow, book, seat)
    unit = await uow.units.get(seat.unit_id)
    if book.faults or unit is None:
        return None
    changed = 0
    for level in levels_below(unit):
        changed += await save_all(uow, unit, level, _of_level(book, level), seat.id, now)
    return Screen(say(language, "template.book_saved", n=number(changed)), (home_choice(language),))


async def make_template(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`unit`, `level`, `language` → the sheet filled in with what holds, ready to be changed and sent back."""
    unit, level = await uow.units.get(int(args["unit"])), str(args["level"])
    language = str(args.get("language", "vi"))
    if unit is None or level not in LEVEL_WORDS:
        return None
    own = await uow.rulings.steps_over(unit.path, level)
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": local(now).replace(tzinfo=None)})
        page = book.add_worksheet(SHEET)
        page.freeze_panes(1, 2)
        page.set_column(0, 1, 10)
        page.set_column(2, 2, 60)
        page.write_row(0, 0, COLUMNS, book.add_format({"bold": True, "bottom": 1}))
        for place, step in enumerate(congress_steps(level), 1):
            held = mine(step, own.get(step.code))
            kept = "có" if held.kept else "không"
            row = (LEVEL_WORDS[level], held.code, held.name, held.opens_lead, held.due_lead, kept)
            page.write_row(place, 0, row)
    return Screen(say(language, "template.here"), attachment=Attachment("lo-trinh-dai-hoi.xlsx", made.getvalue()))

"""A workbook sent in a chat: judged for the sender's own subtree, answered with a summary or with marks."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from handlers.access import IMPORT, may
from handlers.rules.calendar import day_of, local
from handlers.rules.roster import MORE_UNIT_COLUMNS, SEAT_COLUMNS, SEATS, UNIT_COLUMNS, UNITS, Fault
from handlers.screen import Attachment, Choice, Screen
from handlers.screens.parts import home_choice
from handlers.text import day, number, say
from handlers.workbooks.duty_book import DutyBook, judge_duty_book
from handlers.workbooks.marking import marked_copy
from handlers.workbooks.plan_in_chat import read_any
from handlers.workbooks.restructure import Plan, judge_plan
from handlers.workbooks.roster import Outcome, Roster, apply, judge
from handlers.workbooks.safety import BY_CHAT, BadWorkbook, check_file
from handlers.workbooks.steps import StepsBook, judge_steps
from storage.model import Seat
from storage.unit_of_work import UnitOfWork
from storage.uploads import Upload

MOST_ROWS: Final = 5_000


async def sender_of(uow: UnitOfWork, upload: Upload, now: int) -> tuple[str, Seat] | None:
    """(language, seat) of whoever sent it, None when they may no longer."""
    person = await uow.people.get(upload.person_id)
    held = await uow.people.seats(upload.person_id, now)
    seat = next((each for each in held if each.id == upload.seat_id and may(each, IMPORT)), None)
    return None if person is None or seat is None else (person.language, seat)


async def judged(uow: UnitOfWork, roster: Roster, seat: Seat, language: str, upload_id: int) -> Screen:
    """What would be saved, with a yes to press; or how many cells are wrong."""
    known = await judge(uow, roster, seat.unit_path)
    if roster.faults:
        return faulty_screen(roster.faults, language)
    new = sum(unit.code not in known for unit in roster.units)
    text = say(
        language,
        "upload.good",
        new=number(new),
        old=number(len(roster.units) - new),
        seats=number(len(roster.seats)),
        terms=number(sum(unit.term is not None for unit in roster.units)),
    )
    yes = Choice(say(language, "button.save"), f"roster:save:{upload_id}")
    return Screen(text, (yes, home_choice(language)))


def faulty_screen(faults: Sequence[Fault], language: str) -> Screen:
    """How many cells are wrong; the marked workbook follows."""
    return Screen(say(language, "upload.faults", n=number(len(faults))), (home_choice(language),))


async def saved(uow: UnitOfWork, roster: Roster, seat: Seat, language: str, now: int) -> Screen | None:
    """Writes it in the caller's unit of work; None when the tree has changed meanwhile so that it no longer fits."""
    known = await judge(uow, roster, seat.unit_path)
    if roster.faults:
        return None
    today = day_of(now)
    basis = say(language, "roster.basis", day=day(language, today, year=True))
    outcome: Outcome = await apply(uow, roster, known, today, basis)
    return Screen(
        say(
            language,
            "roster.saved",
            new=number(outcome.new_units),
            old=number(outcome.old_units),
            seats=number(outcome.seats),
            terms=number(outcome.terms),
        ),
        (home_choice(language),),
    )


async def make_marked(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`upload` → the same workbook with red cells."""
    upload = await uow.uploads.get(int(args["upload"]))
    who = None if upload is None else await sender_of(uow, upload, now)
    if upload is None or upload.content is None or who is None:
        return None
    language, seat = who
    try:
        checked = check_file(bytes(upload.content), BY_CHAT)
        found = read_any(checked)
        if isinstance(found, StepsBook):
            await judge_steps(uow, found, seat)
        elif isinstance(found, Plan):
            await judge_plan(uow, found, day_of(now).isoformat(), seat.unit_path)
        elif isinstance(found, DutyBook):
            await judge_duty_book(uow, found, seat, day_of(now), upload.id)
        else:
            await judge(uow, found, seat.unit_path)
        content = marked_copy(checked, found.faults, language)
    except BadWorkbook:
        return None
    name = f"danh-sach-{say(language, 'roster.suffix')}.xlsx"
    return Screen(say(language, "upload.marked"), attachment=Attachment(name, content))


async def make_workbook(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`path`, `language` → both sheets filled in with what is known, ready to be changed and sent back."""
    language = str(args.get("language", "vi"))
    units, seats = await uow.roster.as_workbook(str(args["path"]), MOST_ROWS)
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": local(now).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, columns, rows in (
            (UNITS, (*UNIT_COLUMNS, *MORE_UNIT_COLUMNS), [_unit_cells(row) for row in units]),
            (SEATS, SEAT_COLUMNS, [tuple(row) for row in seats]),
        ):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 2)
            page.set_column(0, len(columns), 18)
            page.write_row(0, 0, columns, head)
            for place, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(place, column, value)
    return Screen(say(language, "upload.here"), attachment=Attachment("danh-sach.xlsx", made.getvalue()))


def _unit_cells(row: Any) -> tuple[Any, ...]:
    code, name, kind, parent, composition, members, head, start, end, residential, rule, basis = row
    truths = {None: None, 0: "không", 1: "có"}
    known = code, name, kind, parent, composition, members
    return (*known, truths[head], start, end, truths[residential], rule or None, basis)

"""The workbook of duties in the chat: made with what is in force, judged, and done on a yes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from handlers.access import ASSIGN, Denied, require
from handlers.duty_plan import copies_for, in_effect
from handlers.notices import as_notice, tell
from handlers.rules.calendar import day_of, local
from handlers.screen import Attachment, Choice, Screen
from handlers.screens.parts import home_choice
from handlers.text import number, say
from handlers.workbooks.duty_book import (
    CATALOGUE,
    CATALOGUE_COLUMNS,
    GIVEN,
    GIVEN_COLUMNS,
    DutyBook,
    apply_duty_book,
    judge_duty_book,
    rows_of,
)
from storage.model import Seat
from storage.unit_of_work import UnitOfWork
from storage.uploads import Upload


async def judged_duties(uow: UnitOfWork, book: DutyBook, seat: Seat, language: str, upload: Upload, now: int) -> Screen:
    """What would be changed and given, with a yes to press; how many cells are wrong; or that nothing is new."""
    await judge_duty_book(uow, book, require(seat, ASSIGN), day_of(now), upload.id)
    home = home_choice(language)
    if book.faults:
        return Screen(say(language, "upload.faults", n=number(len(book.faults))), (home,))
    given = len(book.once) + len(book.again)
    if not book.changed and not given:
        return Screen(say(language, "dutybook.nothing"), (home,))
    text = say(
        language,
        "dutybook.good",
        changed=number(len(book.changed)),
        given=number(given),
        units=number(book.receivers()),
    )
    return Screen(text, (Choice(say(language, "button.save"), f"roster:save:{upload.id}"), home))


async def decided_duties(
    uow: UnitOfWork, book: DutyBook, seat: Seat, language: str, upload: Upload, now: int
) -> Screen | None:
    """Done in the caller's unit of work; None when it no longer fits."""
    try:
        await judge_duty_book(uow, book, require(seat, ASSIGN), day_of(now), upload.id)
    except Denied:
        return None
    if book.faults:
        return None
    pushes = await apply_duty_book(uow, book, seat, upload.id, now)
    if pushes:
        await tell(uow, [as_notice(push, now, seat.id) for push in pushes], now)
    given = len(book.once) + len(book.again)
    text = say(language, "dutybook.saved", changed=number(len(book.changed)), given=number(given))
    return Screen(text, (Choice(say(language, "button.work"), "work"), home_choice(language)))


async def make_duty_book(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`path`, `language` → the catalogue as it is in force there, and an empty sheet for work to give."""
    language = str(args.get("language", "vi"))
    known = {code: duty for code, (duty, _) in in_effect(await copies_for(uow, str(args["path"]))).items()}
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": local(now).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, columns, rows in ((CATALOGUE, CATALOGUE_COLUMNS, rows_of(known)), (GIVEN, GIVEN_COLUMNS, [])):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 2)
            page.set_column(0, 0, 14)
            page.set_column(1, len(columns), 32)
            page.write_row(0, 0, columns, head)
            for place, row in enumerate(rows, 1):
                page.write_row(place, 0, row)
    return Screen(say(language, "dutybook.here"), attachment=Attachment("danh-muc.xlsx", made.getvalue()))

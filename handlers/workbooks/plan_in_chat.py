"""A workbook of mergers, splits, renames and moves sent in a chat: a dry run, a yes, then now or on its day."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from handlers.restructurings import is_ahead, plan_ahead
from handlers.rules.calendar import day_of, local
from handlers.rules.restructure import COLUMNS, SHEET
from handlers.rules.roadmap_sheet import SHEET as ROAD_MAP_SHEET
from handlers.screen import Attachment, Choice, Document, Screen
from handlers.screens.parts import home_choice
from handlers.text import day, number, say
from handlers.workbooks.duty_book import DutyBook, is_duty_book, read_duty_book
from handlers.workbooks.reading import opened, sheet_of
from handlers.workbooks.restructure import Line, Plan, carry_out, judge_plan, read_plan
from handlers.workbooks.roster import Roster, read_roster
from handlers.workbooks.safety import Checked
from handlers.workbooks.steps import StepsBook, read_steps
from storage.model import Seat
from storage.tasks import Actor
from storage.unit_of_work import UnitOfWork
from storage.uploads import Upload

MOST_UNITS: Final = 5_000
ACTS: Final = ("merge", "split", "rename", "move")
HOW: Final = ("line", "merge", "split", "other", "day")


def read_any(checked: Checked) -> Roster | Plan | DutyBook | StepsBook:
    """By its sheets: `sap_xep` is a restructuring, `lo_trinh` a road map, `danh_muc` and `giao_viec` are duties,
    everything else a list. Raises BadWorkbook."""
    with opened(checked) as book:
        is_road_map = sheet_of(book, ROAD_MAP_SHEET) is not None
        is_plan = sheet_of(book, SHEET) is not None
        is_duties = is_duty_book(book)
    if is_duties:
        return read_duty_book(checked)
    if is_road_map:
        return read_steps(checked)
    return read_plan(checked) if is_plan else read_roster(checked)


async def tried(uow: UnitOfWork, plan: Plan, seat: Seat, now: int) -> list[Line]:
    """The figures of a dry run, empty when the plan has faults; the caller undoes the unit of work. Raises
    DoesNotAddUp."""
    await judge_plan(uow, plan, day_of(now).isoformat(), seat.unit_path)
    return [] if plan.faults else await carry_out(uow, plan, now)


def tried_screen(plan: Plan, language: str, upload_id: int, now: int) -> Screen:
    """What would be done and from when, with a yes to press."""
    counts = Counter(step.act for step in plan.steps)
    acts = ", ".join(say(language, f"restructure.act_{act}", n=number(counts[act])) for act in ACTS if counts[act])
    since = plan.on or day_of(now).isoformat()
    text = say(language, "restructure.tried", acts=acts, day=day(language, since, year=True))
    yes = Choice(say(language, "restructure.yes"), f"roster:save:{upload_id}")
    return Screen(text, (yes, home_choice(language)))


def sheet_document(lines: list[Line], language: str) -> Document:
    """The reconciliation as a file behind a screen."""
    return Document("reconciliation", {"lines": [asdict(line) for line in lines], "language": language})


async def decided(
    uow: UnitOfWork, plan: Plan, seat: Seat, language: str, upload: Upload, now: int
) -> tuple[Screen, Document | None] | None:
    """Carried out now or kept for its day; None when it no longer fits."""
    await judge_plan(uow, plan, day_of(now).isoformat(), seat.unit_path)
    if plan.faults:
        return None
    if is_ahead(plan, now):
        planned = await plan_ahead(uow, plan, seat.id, now)
        text = say(language, "restructure.planned", n=number(len(plan.steps)), day=day(language, plan.on, year=True))
        way = Choice(say(language, "button.plans"), f"roster:plan:{planned}")
        return Screen(text, (way, home_choice(language))), None
    lines = await carry_out(uow, plan, now, Actor(upload.person_id, seat.id, None))
    text = say(language, "restructure.carried_now", n=number(len(plan.steps)))
    return Screen(text, (home_choice(language),)), sheet_document(lines, language)


async def make_plan_template(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`path`, `language` → an empty sheet with a line to copy, and beside it the codes that exist."""
    language = str(args["language"])
    names = await uow.organisation.names_below(str(args["path"]), MOST_UNITS)
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": local(now).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1})
        page, codes, help_page = (book.add_worksheet(name) for name in (SHEET, "ma_don_vi", "huong_dan"))
        page.write_row(0, 0, COLUMNS, head)
        page.set_column(0, len(COLUMNS), 18)
        page.data_validation(
            1, 0, 500, 0, {"validate": "list", "source": say(language, "restructure.acts").split("; ")}
        )
        codes.write_row(0, 0, ("ma", "ten"), head)
        for row, (_, name, code) in enumerate(names, 1):
            codes.write_row(row, 0, (code, name))
        codes.set_column(0, 1, 30)
        help_page.set_column(0, 0, 110)
        for row, key in enumerate(HOW):
            help_page.write(row, 0, say(language, f"restructure.how_{key}"))
    return Screen(say(language, "restructure.template"), attachment=Attachment("sap-xep.xlsx", made.getvalue()))

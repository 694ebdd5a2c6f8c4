"""The figures before and after a restructuring as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from handlers.rules.calendar import local
from handlers.screen import Attachment, Screen
from handlers.text import say
from handlers.workbooks.restructure import Line
from storage.unit_of_work import UnitOfWork


def reconciliation(lines: Sequence[Line], language: str, now: int) -> bytes:
    """One figure a row, with a formula that anybody can check."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": local(now).replace(tzinfo=None)})
        page, bold = book.add_worksheet(say(language, "restructure.sheet")), book.add_format({"bold": True})
        heads = ("what", "before", "after", "folded", "difference")
        page.write_row(0, 0, [say(language, f"restructure.{head}") for head in heads], bold)
        page.set_column(0, 4, 24)
        for row, line in enumerate(lines, 1):
            page.write_row(row, 0, (say(language, f"restructure.{line.name}"), line.before, line.after, line.folded))
            difference = line.before - line.after - line.folded
            page.write_formula(row, 4, f"=B{row + 1}-C{row + 1}-D{row + 1}", None, difference)
    return made.getvalue()


async def make_reconciliation(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`lines`, `language` → the sheet as a file."""
    language = str(args["language"])
    content = reconciliation([Line(**each) for each in args["lines"]], language, now)
    suffix = say(language, "restructure.suffix")
    return Screen(say(language, "restructure.here"), attachment=Attachment(f"{suffix}.xlsx", content))

"""The secretary's page: all that is needed on one sheet of A4, in large letters, to lie beside the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from docx.shared import Pt

from handlers.reports import word_form
from handlers.reports.sheet import Column, Table
from handlers.reports.word_form import write_paragraph
from handlers.reports.word_grid import STYLE, add_grid, prepare_grid_style

LETTERS = 16


@dataclass(frozen=True, slots=True)
class GuidePage:
    """What stands on the sheet, from above. `rows`: what one wants, what one writes; `blank` is filled in by hand."""

    title: str
    steps: tuple[str, ...]
    heads: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    blank: str
    made: datetime


def guide_page(page: GuidePage) -> bytes:
    """The .docx. The same page gives the same bytes."""
    document = word_form.new_document("A4", word_form.Margins(14, 12, 18, 16))
    prepare_grid_style(document)
    document.styles[STYLE].font.size = Pt(LETTERS)
    write_paragraph(document, page.title, size=20, bold=True, align="center", after=8)
    for number, step in enumerate(page.steps, 1):
        write_paragraph(document, f"{number}. {step}", size=LETTERS, after=3)
    write_paragraph(document, "", size=4)
    columns = (Column("want", page.heads[0], width=36), Column("write", page.heads[1], width=42))
    add_grid(document, Table(page.title, columns, page.rows), word_form.text_width(document.sections[-1]))
    for rule in page.rules:
        write_paragraph(document, rule, size=LETTERS, before=6)
    write_paragraph(document, page.blank, size=LETTERS, bold=True, before=10)
    return word_form.finish(document, title=page.title, author="", made=page.made)

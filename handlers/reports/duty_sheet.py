"""A cell's open tasks on one A4 sheet: the code of each, its day, its numbers to fill in. Pure, data → bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.reports.sheet import Column, Table
from handlers.reports.word_form import finish, new_document, text_width, write_paragraph
from handlers.reports.word_grid import add_grid, prepare_grid_style


def duty_sheet(
    title: str, how: str, heads: tuple[str, str, str, str], rows: Sequence[tuple[str, str, str, str]], made: datetime
) -> bytes:
    """The Word file. `rows`: code, task, due day, what to fill in; `heads` the four column titles."""
    document = new_document()
    prepare_grid_style(document)
    write_paragraph(document, title, bold=True, align="center", after=6)
    write_paragraph(document, how, size=12, after=6)
    keys = ("code", "task", "due", "fill")
    columns = tuple(Column(key, head) for key, head in zip(keys, heads, strict=True))
    add_grid(document, Table(title, columns, tuple(rows)), text_width(document.sections[-1]))
    return finish(document, title=title, author="", made=made)

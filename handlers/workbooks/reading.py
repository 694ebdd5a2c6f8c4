"""Rows of a workbook, streamed: one row at a time in memory, however many there are (openpyxl, read only)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from handlers.catalogue.organisation import bare, organisation_words
from handlers.rules.roster import plain_text
from handlers.workbooks.safety import BadWorkbook, Checked

MOST_COLUMNS: Final = 40
MOST_EMPTY: Final = 1_000
TELL_EVERY: Final = 1_000

Progress = Callable[[str, int, int], None]
"""(sheet, rows so far, rows in all as the file says; 0 when it does not say)."""
Record = tuple[int, dict[str, Any]]
"""(row number as Excel counts, cell by column name)."""


def quiet(_sheet: str, _done: int, _total: int) -> None:
    """No progress is shown."""


@contextmanager
def opened(checked: Checked) -> Iterator[Any]:
    """The workbook; whatever is wrong inside it comes out as BadWorkbook."""
    # Loaded with the first workbook: 28 MB and a fifth of a second that no start should pay.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    book = None
    try:
        book = load_workbook(checked.open(), read_only=True, data_only=True, keep_links=False)
        yield book
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        EOFError,
        OSError,
        ParseError,
        SyntaxError,
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
    ) as error:
        raise BadWorkbook("broken") from error
    finally:
        if book is not None:
            book.close()


def sheet_of(book: Any, name: str) -> Any | None:
    """The worksheet with this name, written in any way; None when there is none."""
    return next((page for page in book.worksheets if bare(page.title) == bare(name)), None)


def records(page: Any, needed: tuple[str, ...], most: int, progress: Progress) -> Iterator[Record]:
    """The rows beneath the header, empty ones left out. Raises BadWorkbook for a missing or forbidden column and for
    more than `most` rows."""
    total = page.max_row or 0
    page.reset_dimensions()
    rows = page.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    header = _header(page.title, next(rows, ()), needed)
    found, empty = 0, 0
    for number, row in enumerate(rows, 2):
        cells = {name: value for name, value in zip(header, row, strict=False) if name and value is not None}
        if not any(plain_text(value) for value in cells.values()):
            empty += 1
            if empty > MOST_EMPTY:
                break
            continue
        empty, found = 0, found + 1
        if found > most:
            raise BadWorkbook("too_many_rows", most=most)
        if found % TELL_EVERY == 0:
            progress(page.title, number, total)
        yield number, cells
    progress(page.title, total, total)


def _header(sheet: str, row: tuple[Any, ...], needed: tuple[str, ...]) -> list[str]:
    names = [bare(plain_text(value)).replace(" ", "_") for value in row]
    for name in needed:
        if name not in names:
            raise BadWorkbook("no_column", sheet=sheet, column=name)
    for name in names:
        if name in organisation_words().forbidden_columns:
            raise BadWorkbook("forbidden_column", sheet=sheet, column=name)
    return names

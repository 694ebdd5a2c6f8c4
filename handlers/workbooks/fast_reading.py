"""The same rows twenty times as fast for a file on the operator's own disk (python-calamine, Rust).

It keeps a whole sheet in memory as a full rectangle, so that one stray cell far away would take gigabytes, and it shows
a formula that failed as an empty cell. Which cells there are is therefore looked at first; a sheet of either kind, and
whatever comes from a stranger, goes to the streaming reader.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from handlers.workbooks.reading import opened
from handlers.workbooks.safety import BadWorkbook, Checked

MOST_CELLS: Final = 16_000_000
"""32 bytes each, before the text."""
CHUNK: Final = 1 << 20
OVERLAP: Final = 64
_REF: Final = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FAILED: Final = re.compile(rb"""\bt=["']e["']""")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A worksheet as `handlers.workbooks.reading.records` takes it."""

    sheet: Any

    @property
    def title(self) -> str:
        return str(self.sheet.name)

    @property
    def max_row(self) -> int:
        return int(self.sheet.total_height)

    def reset_dimensions(self) -> None:
        """The rectangle is what was really found."""

    def iter_rows(self, max_col: int, values_only: bool) -> Iterator[tuple[Any, ...]]:
        assert values_only
        for row in self.sheet.iter_rows():
            yield tuple(None if value == "" else value for value in islice(row, max_col))


@dataclass(frozen=True, slots=True)
class _Book:
    worksheets: list[_Page]


@contextmanager
def opened_fast(checked: Checked) -> Iterator[Any]:
    """As `opened`, the fast way where that is safe. Raises BadWorkbook."""
    if not (isinstance(checked.source, Path) and _is_plain(checked.source)):
        with opened(checked) as book:
            yield book
        return
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(checked.source) as book:
            yield _Book([_Page(book.get_sheet_by_name(name)) for name in book.sheet_names])
    except CalamineError as error:
        raise BadWorkbook("broken") from error


def _is_plain(path: Path) -> bool:
    """Whether each sheet is a rectangle that fits in memory, without failed formulas."""
    try:
        with zipfile.ZipFile(path) as packed:
            sheets = [part for part in packed.infolist() if _SHEET.fullmatch(part.filename)]
            return bool(sheets) and all(_is_plain_sheet(packed, part) for part in sheets)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise BadWorkbook("broken") from error


def _is_plain_sheet(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    widest, lowest, tail = b"", 0, b""
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = tail + chunk
            if _FAILED.search(text):
                return False
            found = _REF.findall(text)
            if found:
                columns, rows = zip(*found, strict=True)
                widest = max(widest, *columns, key=lambda name: (len(name), name))
                lowest = max(lowest, *map(int, rows))
            tail = text[-OVERLAP:]
    return bool(lowest) and lowest * _column(widest) <= MOST_CELLS


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number

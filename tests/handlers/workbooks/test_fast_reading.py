"""The fast reader of a file on disk says the same as the streaming one, and stands back where it would not."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from handlers.workbooks import fast_reading
from handlers.workbooks.fast_reading import _Book, opened_fast
from handlers.workbooks.roster import read_roster
from handlers.workbooks.safety import BadWorkbook, check_file
from tests.workbook_files import roster_file

CELLS = some.one_of(
    some.none(),
    some.text("aẵđ 0=+_-", max_size=6),
    some.integers(-5, 3_000),
    some.floats(0, 100).map(lambda value: round(value, 3)),
    some.booleans(),
    some.dates(date(2000, 1, 1), date(2060, 1, 1)),
)
ROWS = some.lists(some.tuples(*[CELLS] * 9), max_size=4)


@given(units=ROWS, seats=some.lists(some.tuples(CELLS, CELLS, CELLS), max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_readers_say_the_same(
    tmp_path: Path, units: list[tuple[object, ...]], seats: list[tuple[object, ...]]
) -> None:
    content = roster_file([("T", "Tỉnh", "tỉnh", None), *units], seats)
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert read_roster(check_file(path)) == read_roster(check_file(content))


def _is_read_fast(path: Path) -> bool:
    with opened_fast(check_file(path)) as book:
        return isinstance(book, _Book)


def _book_with(path: Path, cell: str, value: object, kind: str = "n") -> Path:
    book = load_workbook(BytesIO(roster_file([("T", "Tỉnh", "tỉnh", None)])))
    there = book["don_vi"][cell]
    there.value = value
    there.data_type = kind
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cell", "value", "kind", "fast"),
    [("F2", 5, "n", True), ("F2", "#N/A", "e", False), ("XFD1048576", 1, "n", False), ("ZZ900000", 1, "n", False)],
)
def test_what_the_fast_reader_leaves_to_the_other(
    tmp_path: Path, cell: str, value: object, kind: str, fast: bool
) -> None:
    path = _book_with(tmp_path / "a.xlsx", cell, value, kind)
    assert _is_read_fast(path) is fast
    assert len(read_roster(check_file(path)).units) == (0 if kind == "e" else 1)


def test_a_cell_is_seen_wherever_the_file_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _book_with(tmp_path / "a.xlsx", "XFD1048576", 1)
    for size in range(150, 230):
        monkeypatch.setattr(fast_reading, "CHUNK", size)
        assert not _is_read_fast(path)


def test_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    book.save(path)
    content = bytearray(path.read_bytes())
    middle = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[middle : middle + 20] = b"\0" * 20
    path.write_bytes(content)
    for source in (path, bytes(content)):
        with pytest.raises(BadWorkbook):
            read_roster(check_file(source))

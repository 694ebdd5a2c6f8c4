"""The vocabulary of reports, the harmless text, and the table of contents that loads nothing before its time."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reports import WRITERS
from handlers.reports.plain_text import one_line, plain, sheet_names, unique
from handlers.reports.sheet import Bar, Column, HeatMap, Ratio, State, Table
from handlers.reports.word_grid import shown
from tests.handlers.reports.report_samples import events, month_sheet, progress_chart

ANY_TEXT = st.text(st.characters(exclude_categories=()))
COUNT, PERCENT, TEXT = Column("n", "Số", "count"), Column("p", "Tỷ lệ", "percent"), Column("u", "Chi bộ")


@pytest.mark.parametrize(
    ("columns", "rows", "summed", "ratios"),
    [
        ((), (), (), ()),
        ((TEXT, TEXT), (), (), ()),
        ((TEXT, COUNT), (("A",),), (), ()),
        ((TEXT,), (), ("u",), ()),
        ((TEXT,), (), ("missing",), ()),
        ((TEXT, COUNT, PERCENT), (), (), (Ratio("p", "n", "u"),)),
        ((TEXT, COUNT, PERCENT), (), (), (Ratio("n", "n", "n"),)),
    ],
)
def test_a_table_that_does_not_fit_together_is_refused(
    columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...], summed: tuple[str, ...], ratios: tuple[Ratio, ...]
) -> None:
    with pytest.raises(ValueError, match="table"):
        Table("T", columns, rows, summed, ratios)


def test_a_heat_map_is_rows_by_columns() -> None:
    with pytest.raises(ValueError, match="heat map"):
        HeatMap("T", "", ("A",), ("1", "2"), ((State.DONE,),))


def test_what_is_not_applicable_is_not_expected() -> None:
    bar = Bar("Xã", ((State.DONE, 3), (State.LATE, 1), (State.NOT_APPLICABLE, 5)))
    assert (bar.expected, bar.count(State.DONE), bar.count(State.WAITING)) == (4, 3, 0)


def test_figures_are_written_as_vietnamese_readers_write_them() -> None:
    assert shown(1234567, COUNT) == "1.234.567"
    assert shown(0, COUNT) == "0"
    assert shown(1234.5, COUNT) == "1.234,5"
    assert shown(0.875, PERCENT) == "87,5%"
    assert shown(1.0, PERCENT) == "100%"
    assert shown(date(2026, 7, 5), TEXT) == "05/07/2026"
    assert shown(None, COUNT) == ""


@given(ANY_TEXT, st.integers(1, 40))
def test_plain_text_can_be_written_and_is_short_enough(text: str, limit: int) -> None:
    clean = plain(text, limit)
    assert plain(clean, limit) == clean
    assert len(clean.encode("utf-16-le")) // 2 <= limit
    assert "\n" not in one_line(text)
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in clean)


@given(st.lists(ANY_TEXT))
def test_names_are_never_twice_the_same(names: list[str]) -> None:
    for found in (unique(names), sheet_names(names)):
        assert len({name.lower() for name in found}) == len(names)
        assert all(found)


def test_the_table_of_contents_loads_no_heavy_library() -> None:
    heavy = "{'matplotlib', 'docx', 'xlsxwriter', 'icalendar'} & set(sys.modules)"
    code = f"import sys, handlers.reports, handlers.reports.sheet; sys.exit(str({heavy}) if {heavy} else 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_every_writer_is_reached_by_its_name() -> None:
    assert WRITERS["excel"](month_sheet())[:2] == b"PK"
    assert WRITERS["word"](month_sheet())[:2] == b"PK"
    assert WRITERS["picture"](progress_chart(1))[:4] == b"\x89PNG"
    assert WRITERS["calendar"](events(), "Lịch").startswith(b"BEGIN:VCALENDAR")
    assert [writer.suffix for writer in WRITERS.values()] == [".xlsx", ".docx", ".png", ".ics"]

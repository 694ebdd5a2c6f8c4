"""The workbook, reopened with another library than the one that wrote it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from handlers.reports.plain_text import one_line, plain
from handlers.reports.sheet import Column, Ratio, Sheet, State, Table
from handlers.reports.to_excel import to_excel
from handlers.reports.words import MARKS
from tests.handlers.reports.report_samples import month_sheet, month_table

HEAD = 4
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def reopen(sheet: Sheet, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(BytesIO(to_excel(sheet)), data_only=values)


def column(page: Worksheet, cells: str) -> list[object]:
    first, _, last = cells.partition(":")
    return [cell.value for (cell,) in page[f"{first}:{last or first}"]]


def figure(page: Worksheet, formula: str) -> float | str:
    """What the three kinds of formula we write come to, reckoned from the cells themselves."""
    if sums := re.fullmatch(r"=SUBTOTAL\(109,([A-Z0-9:]+)\)", formula):
        return sum(value for value in column(page, sums[1]) if isinstance(value, int | float))
    if counts := re.fullmatch(r'=COUNTIF\(([A-Z0-9:]+),"(.*)"\)', formula):
        return column(page, counts[1]).count(counts[2])
    shares = re.fullmatch(r'=IF\(COUNT\((\w+),(\w+)\)<2,"",IF\(\2=0,"",\1/\2\)\)', formula)
    assert shares, formula
    above, below = (page[name].value for name in shares.groups())
    above, below = (
        figure(page, side) if isinstance(side, str) and side[:1] == "=" else side for side in (above, below)
    )
    if not isinstance(above, int | float) or not isinstance(below, int | float) or not below:
        return ""
    return above / below


def test_a_table_has_a_filter_a_frozen_head_and_live_totals() -> None:
    page = reopen(month_sheet())["Tình hình từng chi bộ"]
    (table,) = page.tables.values()
    assert table.ref == "A4:G17"
    assert table.autoFilter.ref == "A4:G16"
    assert page.freeze_panes == "B5"
    assert [cell.value for cell in page[17]][:4] == [
        "Cộng",
        "=SUBTOTAL(109,B5:B16)",
        "=SUBTOTAL(109,C5:C16)",
        '=IF(COUNT(C17,B17)<2,"",IF(B17=0,"",C17/B17))',
    ]
    assert page["F17"].value == '=COUNTIF(F5:F16,"✓ xong")'
    assert page["D5"].value == '=IF(COUNT(C5,B5)<2,"",IF(B5=0,"",C5/B5))'
    assert page["E5"].value.date() == date(2026, 6, 4)
    assert page["E5"].number_format == "dd/mm/yyyy"


def test_every_state_shows_symbol_word_and_its_own_colour() -> None:
    page = reopen(month_sheet())["Tình hình từng chi bộ"]
    seen = {cell.value: cell.fill.fgColor.rgb for cell in page["F"][HEAD:16]}
    assert seen == {mark.text: f"FF{mark.fill}" for mark in MARKS.values()}
    assert len(set(seen.values())) == len(State)


def test_it_prints_on_a4_landscape_one_page_wide_with_the_head_repeated() -> None:
    page = reopen(month_sheet())["Tình hình từng chi bộ"]
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == "$4:$4"


def test_a_matrix_of_seventy_columns_prints_side_by_side_with_the_names_repeated() -> None:
    columns = (Column("unit", "Chi bộ"), *(Column(f"k{n}", f"Việc {n}", "state") for n in range(70)))
    rows = (("Chi bộ 1", *(State.DONE for _ in range(70))),)
    page = reopen(month_sheet(tables=(Table("Ma trận", columns, rows),)))["Ma trận"]
    assert page.page_setup.fitToWidth == 5
    assert page.print_title_cols == "$A:$A"


def test_the_notes_say_period_when_denominators_and_who_is_missing() -> None:
    page = reopen(month_sheet())["Ghi chú"]
    text = "\n".join(str(cell.value) for row in page for cell in row)
    for expected in ("Tháng 6/2026", "07:30, 1/7/2026", "Mẫu số là", "Chưa có số liệu của tổ đảng số 4", "Việc chậm"):
        assert expected in text


def test_nothing_reported_stays_blank_and_a_nil_return_is_zero() -> None:
    columns = (
        Column("u", "Chi bộ"),
        Column("n", "Số", "count"),
        Column("d", "Xong", "count"),
        Column("p", "%", "percent"),
    )
    rows = (("A", 0, 0, None), ("B", None, None, None), ("C", 4, 3, None), ("D", "<5", 2, None))
    table = Table("T", columns, rows, ("n", "d"), (Ratio("p", "d", "n"),))
    page, values = (reopen(month_sheet(tables=(table,)), values=flag)["T"] for flag in (False, True))
    assert [cell.value for cell in page["B"][HEAD:8]] == [0, None, 4, "<5"]
    assert [cell.value or None for cell in values["D"][HEAD:8]] == [None, None, 0.75, None]
    assert [cell.value for cell in values[9]] == ["Cộng", 4, 5, 1.25]


def test_an_empty_report_is_an_honest_one() -> None:
    page = reopen(month_sheet(tables=(month_table(0),)))["Tình hình từng chi bộ"]
    assert page["A5"].value == "Không có số liệu trong kỳ."
    assert reopen(month_sheet(tables=())).sheetnames == ["Ghi chú"]


@pytest.mark.parametrize(
    "text", ["=cmd|'/c calc'!A1", "+84 912", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "<r><t>&</r>", "'=1"]
)
def test_dangerous_text_stays_text_everywhere(text: str) -> None:
    table = Table(text, (Column("u", text), Column("v", text)), ((text, 1),))
    book = reopen(month_sheet(title=text, unit_name=text, period=text, notes=(text,), tables=(table,)))
    kinds = {cell.data_type for page in book for row in page for cell in row}
    assert "f" not in kinds
    cell = book.worksheets[0]["A5"]
    assert str(cell.value).strip() == plain(text).strip()
    if text[0] in "=+-@\t\r":
        assert cell.quotePrefix


def test_sheet_names_are_legal_and_unique() -> None:
    names = ["Xã [A]: 1/2?", "xã  a   1 2", "", "History", "'", "x" * 40, "x" * 40, "Ghi chú", "a\x00b\ud800"]
    tables = tuple(Table(name, (Column("u", "Chi bộ"),), (("A",),)) for name in names)
    found = reopen(month_sheet(tables=tables)).sheetnames
    assert len({name.casefold() for name in found}) == len(names) + 1
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in found)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=12), st.lists(ANY_TEXT, min_size=2, max_size=2))
def test_any_text_survives_in_any_cell_and_is_never_a_formula(texts: list[str], titles: list[str]) -> None:
    columns = (Column("a", titles[0]), Column("b", titles[1], "count"))
    table = Table(texts[0], columns, tuple((text, text) for text in texts))
    page = reopen(month_sheet(tables=(table,), notes=tuple(texts), unit_name=texts[-1])).worksheets[0]
    for row, text in enumerate(texts, start=HEAD + 1):
        for cell in page[row]:
            assert cell.data_type != "f"
            assert (cell.value or "") == plain(text) or text.startswith("<r>")
    (made,) = page.tables.values()
    assert [column.name for column in made.tableColumns] == [cell.value for cell in page[HEAD]]
    assert made.tableColumns[0].name.strip() == one_line(titles[0]) or not one_line(titles[0])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 500)), st.integers(0, 500), st.sampled_from(State)), max_size=15
    )
)
def test_every_total_equals_its_rows(lines: list[tuple[int | None, int, State]]) -> None:
    columns = (
        Column("u", "Chi bộ"),
        Column("n", "Phải làm", "count"),
        Column("d", "Xong", "count"),
        Column("p", "Tỷ lệ", "percent"),
        Column("s", "Họp", "state"),
    )
    rows = tuple((f"Chi bộ {at}", n, d, None, state) for at, (n, d, state) in enumerate(lines))
    table = Table("T", columns, rows, ("n", "d", "s"), (Ratio("p", "d", "n"),))
    formulas, values = (reopen(month_sheet(tables=(table,)), values=flag)["T"] for flag in (False, True))
    total = HEAD + max(len(rows), 1) + 1
    assert values.cell(total, 2).value == sum(n or 0 for n, _, _ in lines)
    assert values.cell(total, 3).value == sum(d for _, d, _ in lines)
    assert values.cell(total, 5).value == sum(state is State.DONE for _, _, state in lines)
    for row in formulas.iter_rows(min_row=HEAD + 1):
        for cell in row:
            if cell.data_type == "f":
                cached = values[cell.coordinate].value
                assert figure(formulas, str(cell.value)) == pytest.approx(cached if cached is not None else "")


def test_the_same_sheet_gives_the_same_bytes() -> None:
    sheet = month_sheet()
    assert to_excel(sheet) == to_excel(replace(sheet))


def test_nearly_all_is_not_shown_as_all_nor_nearly_nothing_as_nothing() -> None:
    """A spreadsheet rounds by itself, so that the columns carry the rule for the ends."""
    columns = (
        Column("u", "Chi bộ"),
        Column("n", "Số", "count"),
        Column("d", "Xong", "count"),
        Column("p", "Tỷ lệ", "percent"),
    )
    rows = (("A", 10_000, 9_999, None), ("B", 10_000, 1, None), ("C", 3, 1, None), ("D", 4, 4, None))
    page = reopen(month_sheet(tables=(Table("T", columns, rows, ("n", "d"), (Ratio("p", "d", "n"),)),)))["T"]
    rules = {
        (float(rule.formula[0]), float(rule.formula[1])): rule.dxf.numFmt.formatCode
        for found in page.conditional_formatting
        for rule in found.rules
        if "D5:D9" in str(found.sqref)
    }
    shown = {
        share: next((format_ for (low, high), format_ in rules.items() if low <= share <= high), "")
        for share in (0.9999, 0.0001, 1 / 3, 1.0, 0.0)
    }
    assert shown == {0.9999: '"99,9%"', 0.0001: '"0,1%"', 1 / 3: "", 1.0: "", 0.0: ""}

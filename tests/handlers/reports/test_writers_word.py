"""The Word document: its form by python-docx, its look by LibreOffice where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.reports import word_form, words
from handlers.reports.plain_text import plain
from handlers.reports.sheet import Column, Sheet, State, Table
from handlers.reports.to_word import to_word
from tests.handlers.reports.report_samples import month_sheet, month_table, progress_chart

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm")), reason="LibreOffice and poppler are not installed"
)


def _has_vietnamese_serif() -> bool:
    if shutil.which("fc-list") is None:
        return True
    command = ["fc-list", ":lang=vi", "family"]
    found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    return "Liberation Serif" in found or "Times New Roman" in found


needs_font = pytest.mark.skipif(
    not _has_vietnamese_serif(), reason="no serif font with Vietnamese letters: apt-get install fonts-liberation2"
)


def reopen(sheet: Sheet) -> WordDocument:
    return Document(BytesIO(to_word(sheet)))


def lines(cell: Any) -> list[str]:
    return [paragraph.text for paragraph in cell.paragraphs]


def everything(document: WordDocument) -> str:
    return "\n".join(node.text or "" for node in document.element.iter(qn("w:t")))


def test_the_page_is_a4_with_the_margins_of_the_form() -> None:
    document = reopen(month_sheet())
    first, annex = document.sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    around = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(side.mm) for side in around] == [20, 20, 30, 15]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 14
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)


def test_the_head_has_two_columns_and_leaves_the_number_and_the_day_blank() -> None:
    document = reopen(month_sheet())
    left, right = document.tables[0].rows[0].cells
    assert lines(left) == [
        "ĐẢNG ỦY XÃ HIỆP THẠNH",
        "CHI BỘ THÔN PHÚ THẠNH",
        "*",
        "Số        -BC/CB",
        "\N{NO-BREAK SPACE}DỰ THẢO\N{NO-BREAK SPACE}",
    ]
    assert [paragraph.runs[0].bold for paragraph in left.paragraphs] == [False, True, False, False, True]
    party, rule, place = right.paragraphs
    assert (party.text, party.runs[0].bold, party.runs[0].font.size.pt) == ("ĐẢNG CỘNG SẢN VIỆT NAM", True, 15)
    assert rule.text == ""
    assert rule._p.pPr.find(qn("w:pBdr")) is not None
    assert place.text.replace("\N{NO-BREAK SPACE}", " ") == "Hiệp Thạnh, ngày      tháng 7 năm 2026"
    assert place.runs[0].italic
    assert "CỘNG HÒA" not in everything(document)


@pytest.mark.parametrize(
    ("dated", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 31), "ngày 31 tháng 3 năm 2026"),
        (date(2026, 12, 10), "ngày 10 tháng 12 năm 2026"),
    ],
)
def test_a_given_day_is_written_with_the_zeros_the_form_asks_for(dated: date, written: str) -> None:
    right = reopen(month_sheet(dated=dated)).tables[0].rows[0].cells[1]
    assert lines(right)[-1].replace("\N{NO-BREAK SPACE}", " ") == f"Hiệp Thạnh, {written}"


def test_kind_abstract_and_body_follow_in_their_sizes() -> None:
    document = reopen(month_sheet())
    kind, abstract, _, opening = document.paragraphs[:4]
    assert (kind.text, kind.runs[0].bold, kind.runs[0].font.size.pt) == ("BÁO CÁO", True, 16)
    assert (abstract.runs[0].bold, abstract.runs[0].font.size.pt) == (True, 14)
    assert opening.alignment is not None
    assert opening.alignment.name == "JUSTIFY"
    assert opening.paragraph_format.first_line_indent.mm == pytest.approx(12.7, abs=0.1)
    bodies = [paragraph.text for paragraph in document.paragraphs]
    assert [text for text in bodies if text[:2] in ("1.", "2.", "3.")] == [
        "1. Việc đã làm",
        "2. Việc chậm và lý do",
        "3. Kiến nghị",
    ]


def test_recipients_left_signer_right_and_nobody_has_signed() -> None:
    left, right = reopen(month_sheet()).tables[1].rows[0].cells
    assert lines(left) == [
        "Nơi nhận:",
        "- Đảng ủy xã Hiệp Thạnh (báo cáo),",
        "- Các đồng chí chi ủy viên,",
        "- Lưu Chi bộ.",
    ]
    assert [text for text in lines(right) if text] == ["T/M CHI BỘ", "BÍ THƯ"]
    assert word_form.recipient_lines(("- Đảng ủy;", " ")) == ["- Đảng ủy,", "- Lưu."]


def test_the_page_number_stands_top_centre_from_the_second_page_on() -> None:
    first, annex = reopen(month_sheet()).sections
    assert first.different_first_page_header_footer
    assert not annex.different_first_page_header_footer
    header = first.header.paragraphs[0]
    assert header.alignment is not None
    assert header.alignment.name == "CENTER"
    assert [node.text for node in header._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert "".join(node.text or "" for node in first.first_page_header._element.iter(qn("w:t"))) == ""
    assert annex.header.is_linked_to_previous
    assert round(first.header_distance.mm) == 10


def test_the_annex_table_repeats_its_head_and_adds_up() -> None:
    grid = reopen(month_sheet()).tables[2]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    table = month_table()
    assert [cell.text for cell in grid.rows[-1].cells] == ["Cộng", "96", "36", "37,5%", "", "✓ 2", ""]
    assert len(grid.rows) == len(table.rows) + 2
    assert [cell.text for cell in grid.rows[1].cells][:6] == ["Chi bộ thôn 1", "8", "3", "37,5%", "04/06/2026", "! trễ"]


def test_notes_and_charts_are_in_it_and_a_report_without_a_table_has_no_annex() -> None:
    document = reopen(month_sheet(charts=(progress_chart(),)))
    assert len(document.inline_shapes) == 1
    assert "- Chưa có số liệu của tổ đảng số 4." in [paragraph.text for paragraph in document.paragraphs]
    bare = reopen(month_sheet(tables=()))
    assert "PHỤ LỤC" not in everything(bare)
    assert "Mẫu số là" in everything(bare)
    assert "Không có số liệu trong kỳ." in everything(reopen(month_sheet(tables=(month_table(0),))))


def test_a_whole_province_takes_less_than_five_seconds_and_says_what_was_cut() -> None:
    columns = (Column("u", "Chi bộ"), *(Column(f"k{n}", f"Việc {n}", "state") for n in range(71)))
    rows = tuple((f"Chi bộ {n}", *(State.DONE for _ in range(71))) for n in range(10_000))
    started = time.perf_counter()
    document = reopen(month_sheet(tables=(Table("Ma trận", columns, rows),)))
    assert time.perf_counter() - started < 5
    text = everything(document)
    assert "Phụ lục in 400 dòng đầu trong 10000 dòng" in text
    assert "Phụ lục in 12 cột đầu trong 72 cột" in text


def test_the_same_sheet_gives_the_same_bytes_and_bears_its_own_time() -> None:
    assert to_word(month_sheet()) == to_word(month_sheet())
    facts = reopen(month_sheet()).core_properties
    assert facts.created is not None
    assert facts.created.replace(tzinfo=None) == datetime.fromisoformat("2026-07-01T07:30:00")
    assert facts.author == "Chi bộ thôn Phú Thạnh"


def test_the_parts_serve_a_small_a5_slip_too() -> None:
    document = word_form.new_document("A5", word_form.Margins(15, 15, 15, 10))
    word_form.heading(document, word_form.Head("Đảng ủy xã", "Chi bộ 1", "GM/CB", "Nơi, ngày"), size=11, party_size=11)
    again = Document(BytesIO(word_form.finish(document, title="Giấy mời", author="", made=words.local(0))))
    assert round(again.sections[0].page_width.mm) == 148
    widths = [cell.width.mm for cell in again.tables[0].rows[0].cells]
    assert sum(widths) == pytest.approx(123, abs=1)


@settings(max_examples=25, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_survives(name: str, text: str) -> None:
    table = Table(name, (Column("u", name),), ((text,),))
    document = reopen(month_sheet(unit_name=name, title=text, introduction=(text,), tables=(table,), notes=(text,)))
    assert plain(text) in [paragraph.text for paragraph in document.paragraphs]
    assert document.tables[2].rows[1].cells[0].text == plain(text)


def rendered(sheet: Sheet, folder: Path) -> Path:
    source = folder / "report.docx"
    source.write_bytes(to_word(sheet))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", str(source), "--outdir", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = folder / "report.pdf"
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-png", str(pdf), str(folder / "page")], check=True, timeout=60)
    return pdf


def words_on(pdf: Path, page: int) -> list[tuple[str, float, float, float, float]]:
    """Every word with xMin, yMin, xMax, yMax in points."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    tree = ElementTree.fromstring(text[text.index("<html") :])
    found = [node for node in tree.iter() if node.tag.endswith("word")]
    return [
        (node.text or "", *(float(node.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax"))) for node in found
    ]


@needs_office
@needs_font
def test_rendered_the_line_is_as_long_as_the_words_and_pages_are_numbered_from_two(tmp_path: Path) -> None:
    pdf = rendered(month_sheet(), tmp_path)
    first, second = (words_on(pdf, page) for page in (1, 2))
    start = next(word for word in first if word[0] == "ĐẢNG" and word[1] > 290)
    end = next(word for word in first if word[0] == "NAM")
    page = Image.open(next(tmp_path.glob("page-*1.png"))).convert("L")
    longest = 0
    for y in range(int(start[4] * 100 / 72) - 8, int(start[4] * 100 / 72) + 8):
        row = [page.getpixel((x, y)) < 128 for x in range(page.width // 2 - 60, page.width)]
        longest = max(longest, *map(len, "".join("#" if dark else " " for dark in row).split()), 0)
    assert longest * 72 / 100 == pytest.approx(end[3] - start[1], abs=8)
    assert all(word[2] > 45 for word in first), "the first page has no number"
    numbers = [word for word in second if word[2] < 45]
    assert [word[0] for word in numbers] == ["2"]
    assert (numbers[0][1] + numbers[0][3]) / 2 == pytest.approx(842 / 2, abs=12)


@needs_office
def test_rendered_nothing_leaves_the_margins(tmp_path: Path) -> None:
    pdf = rendered(month_sheet(unit_name="Chi bộ " + "Trường Trung học phổ thông chuyên Thăng Long " * 2), tmp_path)
    left, right = 30 / 25.4 * 72, (210 - 15) / 25.4 * 72
    for _, x_min, _, x_max, y_max in words_on(pdf, 1):
        assert x_min >= left - 1
        assert x_max <= right + 2
        assert y_max < 842 - 20 / 25.4 * 72 + 2

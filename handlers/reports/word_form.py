"""Parts of a Party document in Word, to be put together by whoever writes one: page, head, paragraphs, signature.

Form: Hướng dẫn 36-HD/VPTW as excerpted in domain section 7. Sizes in points, lengths in millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from handlers.reports import words
from handlers.reports.plain_text import one_line, plain

FONT = "Times New Roman"
SIZES = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
Align = Literal["left", "center", "right", "both"]

_ALIGNS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_PARTY_WIDTH_EM = 206.67 / 15
"""Width of words.PARTY in Times New Roman bold, in units of the type size: the line under it is as long."""
_MM_PER_POINT = 25.4 / 72
_HEAD_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres. Default: 36-HD/VPTW as remembered in domain section 7."""

    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the first page. `date_line`: place and date; `draft`: whether to print the draft mark."""

    superior_name: str
    unit_name: str
    symbol: str
    date_line: str
    draft: bool = True


def new_document(size: str = "A4", margins: Margins | None = None) -> WordDocument:
    """An empty document in the house type, portrait, without the library's own author and comments."""
    document = Document()
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
        fonts.set(qn(script), FONT)
    normal.element.rPr.append(_element("w:lang", val="vi-VN"))
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        settings.append(compat)
    compat.append(
        _element("w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    )
    page_setup(document.sections[0], size, margins=margins)
    return document


def page_setup(section: Section, size: str = "A4", *, landscape: bool = False, margins: Margins | None = None) -> None:
    """Paper, orientation and margins of a section; a landscape page is the portrait one turned to the left."""
    around = margins or Margins()
    width, height = SIZES[size]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(height), Mm(width)) if landscape else (Mm(width), Mm(height))
    section.top_margin, section.bottom_margin = Mm(around.left if landscape else around.top), Mm(around.bottom)
    if landscape:
        section.bottom_margin = Mm(around.right)
    section.left_margin, section.right_margin = Mm(around.top if landscape else around.left), Mm(around.right)
    section.header_distance = section.footer_distance = Mm(10)


def text_width(section: Section) -> float:
    """Millimetres between the margins."""
    return ((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)) / Mm(1)


def page_numbers(section: Section, *, from_second: bool = True) -> None:
    """The page number, top centre; not on the section's first page unless `from_second` is off."""
    section.different_first_page_header_footer = from_second
    line = section.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if line.runs:
        return
    for kind, code in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "2"), ("end", "")):
        run = line.add_run("2" if code == "2" else "")
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        elif code == "PAGE":
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            run._r.append(instruction)


def write_paragraph(
    container: Any,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    align: Align = "left",
    first_indent: float = 0,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    keep_next: bool = False,
) -> Paragraph:
    """One paragraph in a document or a cell. `first_indent` in mm, `before`, `after` in points, `line` a multiple."""
    paragraph: Paragraph = container.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment = _ALIGNS[align]
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.first_line_indent = Mm(first_indent) if first_indent else None
    shape.line_spacing = line
    shape.keep_with_next = keep_next or None
    run = paragraph.add_run(plain(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def heading(document: WordDocument, head: Head, *, size: float = 14, party_size: float = 15) -> None:
    """The two-column head. The number before the symbol stays blank: the office fills it in."""
    width = text_width(document.sections[-1])
    right = max(width * 0.56, party_size * _PARTY_WIDTH_EM * _MM_PER_POINT + 1)
    left_cell, right_cell = _two_cells(document, width - right, right)
    write_paragraph(left_cell, one_line(head.superior_name).upper(), size=size, align="center")
    write_paragraph(left_cell, one_line(head.unit_name).upper(), size=size, bold=True, align="center")
    write_paragraph(left_cell, words.ASTERISK, size=size, align="center")
    number = words.NUMBER.format(symbol=one_line(head.symbol))
    write_paragraph(left_cell, number, size=size, align="center")
    if head.draft:
        _boxed(
            write_paragraph(
                left_cell,
                f"\N{NO-BREAK SPACE}{words.DRAFT}\N{NO-BREAK SPACE}",
                size=size - 1,
                bold=True,
                align="center",
                before=6,
            )
        )
    write_paragraph(right_cell, words.PARTY, size=party_size, bold=True, align="center")
    _line_under_party(right_cell, right, party_size)
    write_paragraph(right_cell, head.date_line, size=size, italic=True, align="center", before=4)
    _drop_first_paragraphs(left_cell, right_cell)


def signature(
    document: WordDocument, recipients: tuple[str, ...], signer_title: tuple[str, ...], *, size: float = 14
) -> None:
    """Recipients bottom left, authority and office of the signer bottom right, room to sign, nothing signed."""
    width = text_width(document.sections[-1])
    left_cell, right_cell = _two_cells(document, width * 0.5, width * 0.5)
    title = write_paragraph(left_cell, words.RECIPIENTS, size=size)
    title.runs[0].underline = True
    for line in recipient_lines(recipients):
        write_paragraph(left_cell, line, size=size - 2)
    for line in signer_title:
        write_paragraph(right_cell, one_line(line), size=size, bold=True, align="center")
    for _ in range(5):
        write_paragraph(right_cell, "", size=size, align="center")
    _drop_first_paragraphs(left_cell, right_cell)


def recipient_lines(recipients: tuple[str, ...]) -> list[str]:
    """Each with a dash in front and a comma behind, the last one ("Lưu …") with a full stop."""
    names = [one_line(name).lstrip("-– ").rstrip(",;. ") for name in recipients]
    names = [name for name in names if name]
    if not names or not names[-1].startswith(words.ARCHIVE_WORD):
        names.append(words.ARCHIVE_WORD)
    return [f"- {name}{'.' if number == len(names) else ','}" for number, name in enumerate(names, start=1)]


def finish(document: WordDocument, *, title: str, author: str, made: datetime) -> bytes:
    """The file. `made` stands for every time in it, so that the same document gives the same bytes."""
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = one_line(title), one_line(author), ""
    facts.comments, facts.language, facts.revision = words.DRAFT, "vi-VN", 1
    facts.created = facts.modified = made.replace(tzinfo=None)
    written, repacked = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(repacked, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, (max(made.year, 1980), *made.timetuple()[1:6]))
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return repacked.getvalue()


def _two_cells(document: WordDocument, left: float, right: float) -> tuple[Any, Any]:
    """A row of two cells without lines and without inner margins, never torn between two pages."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.append(margins)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, length in zip(table.columns, (left, right), strict=True):
        column.width = Mm(length)
        column.cells[0].width = Mm(length)
    return table.cell(0, 0), table.cell(0, 1)


def _drop_first_paragraphs(*cells: Any) -> None:
    """A new cell comes with an empty paragraph; ours follow it."""
    for cell in cells:
        cell._tc.remove(cell.paragraphs[0]._p)


def _line_under_party(cell: Any, width: float, party_size: float) -> None:
    """A solid line as long as the words above it: the top border of a tiny paragraph, indented on both sides."""
    rule = cell.add_paragraph()
    aside = (width - party_size * _PARTY_WIDTH_EM * _MM_PER_POINT) / 2
    shape = rule.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(aside, 0))
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_HEAD_GAP)
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:top", val="single", sz="8", space="1", color="000000"))
    _properties(rule).insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _boxed(paragraph: Paragraph) -> None:
    run = paragraph.runs[0]
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._r.get_or_add_rPr().append(_element("w:bdr", val="single", sz="6", space="0", color="000000"))


def _properties(paragraph: Paragraph) -> Any:
    return paragraph._p.get_or_add_pPr()


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element

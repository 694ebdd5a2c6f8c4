"""A `Sheet` as a Party document in Word: a draft to be numbered, checked and signed by people (domain section 7)."""

from __future__ import annotations

from io import BytesIO

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from handlers.reports import word_form, words
from handlers.reports.sheet import Sheet
from handlers.reports.word_form import write_paragraph
from handlers.reports.word_grid import add_grid, natural_width, prepare_grid_style

_INDENT = 12.7
_LINE = 1.15
_SMALL = 12.0
_PICTURE_HEIGHT = 165.0


def to_word(sheet: Sheet) -> bytes:
    """The .docx. Number, day (unless `sheet.dated`) and signature are left blank; the same `Sheet` gives the same
    bytes."""
    document = word_form.new_document("A4")
    word_form.page_numbers(document.sections[0])
    # Held together, so that beside a long place name the whole date goes to the next line.
    written = words.written_date(sheet.dated, sheet.made_at).replace(" ", "\N{NO-BREAK SPACE}")
    date_line = f"{sheet.place}, {written}"
    word_form.heading(document, word_form.Head(sheet.superior_name, sheet.unit_name, sheet.symbol, date_line))
    _write_kind(document, sheet)
    _write_body(document, sheet)
    if sheet.notes and not sheet.tables:
        _write_notes(document, sheet)
    write_paragraph(document, "", size=8, keep_next=True)
    word_form.signature(document, sheet.recipients, sheet.signer_title)
    if sheet.tables or sheet.charts:
        _write_annex(document, sheet)
    return word_form.finish(
        document,
        title=f"{sheet.document_kind} {sheet.title}",
        author=sheet.unit_name,
        made=words.local(sheet.made_at),
    )


def _write_kind(document: WordDocument, sheet: Sheet) -> None:
    write_paragraph(document, sheet.document_kind.upper(), size=16, bold=True, align="center", before=18)
    abstract = write_paragraph(document, sheet.title, bold=True, align="center")
    abstract.paragraph_format.left_indent = abstract.paragraph_format.right_indent = Mm(10)
    write_paragraph(document, words.UNDER_ABSTRACT, align="center", after=8)


def _write_body(document: WordDocument, sheet: Sheet) -> None:
    for text in sheet.introduction:
        _body_paragraph(document, text)
    for number, section in enumerate(sheet.sections, start=1):
        title = f"{number}. {section.title}"
        write_paragraph(
            document, title, bold=True, align="both", first_indent=_INDENT, before=6, line=_LINE, keep_next=True
        )
        for text in section.paragraphs:
            _body_paragraph(document, text)


def _body_paragraph(document: WordDocument, text: str) -> None:
    write_paragraph(document, text, align="both", first_indent=_INDENT, before=6, line=_LINE)


def _write_notes(document: WordDocument, sheet: Sheet) -> None:
    write_paragraph(document, f"{words.NOTES}:", size=_SMALL, bold=True, italic=True, before=10, keep_next=True)
    for note in sheet.notes:
        write_paragraph(document, f"- {note}", size=_SMALL, italic=True, align="both", before=2)


def _write_annex(document: WordDocument, sheet: Sheet) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    landscape = any(natural_width(table) > word_form.text_width(section) for table in sheet.tables)
    word_form.page_setup(section, landscape=landscape)
    word_form.page_numbers(section, from_second=False)
    prepare_grid_style(document)
    write_paragraph(document, words.ANNEX, bold=True, align="center", keep_next=True)
    subtitle = words.ANNEX_SUBTITLE.format(kind=sheet.document_kind.lower(), title=sheet.title)
    write_paragraph(document, subtitle, italic=True, align="center", after=4, keep_next=True)
    for number, table in enumerate(sheet.tables, start=1):
        name = f"{number}. {table.name}" if len(sheet.tables) > 1 else table.name
        write_paragraph(document, name, bold=True, before=8, after=4, keep_next=True)
        for remark in add_grid(document, table, word_form.text_width(section)):
            write_paragraph(document, remark, size=_SMALL, italic=True, before=3)
    if sheet.notes and sheet.tables:
        _write_notes(document, sheet)
    if sheet.charts:
        _write_charts(document, sheet)


def _write_charts(document: WordDocument, sheet: Sheet) -> None:
    from handlers.reports.to_picture import to_picture  # only here: its library is slow to import

    for chart in sheet.charts:
        picture = document.add_picture(BytesIO(to_picture(chart)))
        widest = min(word_form.text_width(document.sections[-1]), 150.0)
        scale = min(Mm(widest) / picture.width, Mm(_PICTURE_HEIGHT) / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER

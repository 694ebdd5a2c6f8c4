"""The invitation on an A5 sheet, for somebody without a telephone at hand: how to begin, the code, a QR of the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno
from docx.shared import Mm

from handlers.reports import word_form
from handlers.reports.word_form import write_paragraph

QR_MM = 38


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the sheet, ready to print; `scan` is what the QR holds: the deep link, or the bare code."""

    title: str
    greeting: str
    steps: tuple[str, ...]
    code: str
    until: str
    scan: str
    made: datetime


def invite_slip(slip: Slip) -> bytes:
    """The .docx. The same slip gives the same bytes."""
    document = word_form.new_document("A5", word_form.Margins(12, 12, 15, 15))
    write_paragraph(document, slip.title, size=15, bold=True, align="center", after=6)
    write_paragraph(document, slip.greeting, size=13, after=4)
    for number, step in enumerate(slip.steps, 1):
        write_paragraph(document, f"{number}. {step}", size=13, after=2)
    write_paragraph(document, slip.code, size=30, bold=True, align="center", before=8, after=4)
    picture = BytesIO()
    segno.make(slip.scan, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
    picture.seek(0)
    write_paragraph(document, "", align="center").add_run().add_picture(picture, width=Mm(QR_MM))
    write_paragraph(document, slip.until, size=12, italic=True, align="center", before=4)
    return word_form.finish(document, title=slip.title, author="", made=slip.made)

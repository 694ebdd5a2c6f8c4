"""The receipt of a pledge: an A5 slip in Word and the same as a picture. It says what was registered, nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from handlers.reports import words
from handlers.reports.word_form import Margins, finish, new_document, write_paragraph


@dataclass(frozen=True, slots=True)
class Slip:
    """Ready sentences, as they are printed; `made_at`: ms UTC, the only time the writer knows."""

    title: str
    unit_name: str
    receipt: str
    lines: tuple[str, ...]
    measures: tuple[str, ...]
    footer: str
    made_at: int


def slip_to_word(slip: Slip) -> bytes:
    """The .docx, A5 portrait; the same slip gives the same bytes."""
    document = new_document("A5", Margins(15, 15, 15, 15))
    write_paragraph(document, slip.title, size=14, bold=True, align="center")
    write_paragraph(document, slip.unit_name, size=13, bold=True, align="center", before=4)
    write_paragraph(document, slip.receipt, size=16, bold=True, align="center", before=6, after=6)
    for number, text in enumerate(slip.measures, 1):
        write_paragraph(document, f"{number}. {text}", size=12, before=3)
    for text in slip.lines:
        write_paragraph(document, text, size=12, before=3)
    write_paragraph(document, slip.footer, size=10, italic=True, before=10)
    return finish(document, title=slip.receipt, author=slip.unit_name, made=words.local(slip.made_at))


def slip_to_picture(slip: Slip) -> bytes:
    """The .png for a phone, 1080 pixels wide, as high as it needs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from handlers.reports.picture_frame import DPI, MARGIN, SMALL, TEXT, TITLE, WIDTH, Canvas

    parts = [(slip.title, TITLE - 8, True), (slip.unit_name, TEXT, True), (slip.receipt, TITLE, True)]
    parts += [(f"{number}. {text}", TEXT, False) for number, text in enumerate(slip.measures, 1)]
    parts += [(text, TEXT, False) for text in slip.lines] + [(slip.footer, SMALL, False)]
    lines = [
        (line, size, bold) for text, size, bold in parts for line in _folded(text, size, WIDTH - 2 * MARGIN, bold=bold)
    ]
    canvas = Canvas(2 * MARGIN + sum(size * 1.6 for _, size, _ in lines))
    down = float(MARGIN)
    for line, size, bold in lines:
        canvas.text(MARGIN, down + size * 0.8, line, size=size, bold=bold)
        down += size * 1.6
    FigureCanvasAgg(canvas.figure)
    buffer = BytesIO()
    canvas.figure.savefig(buffer, format="png", dpi=DPI, facecolor="white", metadata={"Software": "chibo"})
    return buffer.getvalue()


def _folded(text: str, size: float, room: float, *, bold: bool) -> list[str]:
    from handlers.reports.picture_frame import text_width

    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines

"""The same invitation slip as a PDF, A5, for whoever has no Word: drawn in points, its letters embedded."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import segno
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from handlers.reports.invite_slip import QR_MM, Slip
from handlers.reports.picture_frame import drawable, face, wrap

WIDTH, HEIGHT, MARGIN = 419.5, 595.3, 42.0
"""A5 in points."""
POINT: Final = 72.0
QR: Final = QR_MM / 25.4 * POINT
LEADING: Final = 1.45
MOST_LINES: Final = 6


def invite_pdf(slip: Slip) -> bytes:
    """The .pdf. The same slip gives the same bytes."""
    figure = Figure(figsize=(WIDTH / POINT, HEIGHT / POINT))
    page = figure.add_axes((0, 0, 1, 1))
    page.set_xlim(0, WIDTH)
    page.set_ylim(HEIGHT, 0)
    page.axis("off")
    down = MARGIN + 10

    def write(text: str, size: float, *, bold: bool = False, middle: bool = False, after: float = 4) -> None:
        nonlocal down
        for line in wrap(text, size, WIDTH - 2 * MARGIN, MOST_LINES, bold=bold):
            where, align = (WIDTH / 2, "center") if middle else (MARGIN, "left")
            page.text(
                where,
                down,
                drawable(line),
                fontproperties=face(bold),
                fontsize=size,
                ha=align,
                va="center_baseline",
                parse_math=False,
            )
            down += size * LEADING
        down += after

    write(slip.title, 15, bold=True, middle=True, after=10)
    write(slip.greeting, 13, after=8)
    for number, step in enumerate(slip.steps, 1):
        write(f"{number}. {step}", 13)
    down += 14
    write(slip.code, 30, bold=True, middle=True, after=0)
    squares = [list(row) for row in segno.make(slip.scan, error="m", micro=False).matrix]
    left = (WIDTH - QR) / 2
    page.imshow(
        squares, cmap="binary", interpolation="nearest", extent=(left, left + QR, down + QR, down), aspect="auto"
    )
    page.set_xlim(0, WIDTH)
    page.set_ylim(HEIGHT, 0)
    down += QR + 18
    write(slip.until, 12, middle=True)
    made = BytesIO()
    # TrueType as it is, so that letters can be searched and copied.
    with rc_context({"pdf.fonttype": 42}):
        FigureCanvasPdf(figure)
        figure.savefig(made, format="pdf", metadata={"Title": slip.title, "CreationDate": slip.made})
    return made.getvalue()

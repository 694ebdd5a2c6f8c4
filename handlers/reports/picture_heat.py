"""A heat map: units down, months across, every cell with its symbol or its figure besides the shade."""

from __future__ import annotations

from handlers.reports import words
from handlers.reports.picture_frame import (
    FAINT,
    INK,
    MARGIN,
    RULE,
    SMALL,
    WIDTH,
    Canvas,
    Header,
    Legend,
    text_width,
    wrap,
)
from handlers.reports.sheet import HeatMap, State
from handlers.rules.shares import percent_of_share

MAX_ROWS, MAX_COLUMNS = 40, 16
_ROW, _HEAD, _TIGHT = 62.0, 56.0, 24
_SHADES = ("#FFFFFF", "#E4ECF4", "#BBD0E4", "#85A9CB", "#3F6F9F")


def draw_heat_map(chart: HeatMap) -> Canvas:
    """At most 40 × 16 cells; a last line says what is left out."""
    header = Header(chart.title, chart.subtitle)
    rows, columns = chart.rows[:MAX_ROWS], chart.columns[:MAX_COLUMNS]
    cells = [line[:MAX_COLUMNS] for line in chart.cells[:MAX_ROWS]]
    legend = Legend((cell for line in cells for cell in line if isinstance(cell, State)), bars=False)
    left = (len(chart.rows) - len(rows), len(chart.columns) - len(columns))
    height = header.height + _HEAD + max(len(rows), 1) * _ROW + legend.height + MARGIN + (_ROW if any(left) else 0)
    canvas = Canvas(height + 16)
    header.draw(canvas)
    _draw_grid(canvas, rows, columns, cells, header.height)
    y = header.height + _HEAD + max(len(rows), 1) * _ROW
    if any(left):
        text = words.CUT_CELLS.format(rows=left[0], columns=left[1])
        canvas.text(MARGIN, y + _ROW / 2, text, size=SMALL, colour=FAINT)
        y += _ROW
    legend.draw(canvas, y + 16)
    return canvas


def _draw_grid(
    canvas: Canvas,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    cells: list[tuple[State | float | None, ...]],
    top: float,
) -> None:
    if not rows or not columns:
        canvas.text(MARGIN, top + _HEAD, words.NOTHING)
        return
    longest = max(text_width(label, _TIGHT) for label in rows)
    side = min(max(longest + 20, 120), 330)
    step = min((WIDTH - 2 * MARGIN - side) / len(columns), 110)
    left = MARGIN + side
    for at, column in enumerate(columns):
        label = wrap(column, _TIGHT, step - 6, 1)[0]
        canvas.text(left + (at + 0.5) * step, top + _HEAD / 2, label, size=_TIGHT, align="center", colour=FAINT)
    for number, (row, line) in enumerate(zip(rows, cells, strict=True)):
        y = top + _HEAD + number * _ROW
        lines = wrap(row, _TIGHT, side - 14, 2)
        for at, text in enumerate(lines):
            canvas.text(MARGIN, y + _ROW / 2 + (at - (len(lines) - 1) / 2) * 29, text, size=_TIGHT)
        for at, cell in enumerate(line):
            _draw_cell(canvas, cell, left + at * step, y, step)


def _draw_cell(canvas: Canvas, cell: State | float | None, x: float, y: float, step: float) -> None:
    middle = (x + step / 2, y + _ROW / 2)
    if cell is None:
        canvas.box(x + 2, y + 2, step - 4, _ROW - 4, fill="#FFFFFF", edge=RULE)
        return
    if isinstance(cell, State):
        look = words.MARKS[cell]
        canvas.box(x + 2, y + 2, step - 4, _ROW - 4, fill=f"#{look.fill}", edge=f"#{look.ink}")
        canvas.text(*middle, look.symbol, size=34, bold=True, align="center", colour=f"#{look.ink}")
        return
    share = min(max(cell, 0.0), 1.0)
    shade = min(int(share * len(_SHADES)), len(_SHADES) - 1)
    colour = "#FFFFFF" if shade == len(_SHADES) - 1 else INK
    canvas.box(x + 2, y + 2, step - 4, _ROW - 4, fill=_SHADES[shade])
    canvas.text(*middle, f"{percent_of_share(share)}", size=SMALL, align="center", colour=colour)

"""Progress by unit: one broad bar each, its name above it, how many of how many behind the name."""

from __future__ import annotations

from handlers.reports import words
from handlers.reports.picture_frame import FAINT, MARGIN, SMALL, TEXT, WIDTH, Canvas, Header, Legend, text_width, wrap
from handlers.reports.sheet import Bar, ProgressChart, State
from handlers.rules.shares import percent_of

MAX_BARS = 24
_STEP, _BAR = 112.0, 46.0
_ORDER = (State.DONE, State.WAITING, State.BLOCKED, State.LATE)


def draw_progress(chart: ProgressChart) -> Canvas:
    """The bars in the order given; beyond MAX_BARS the last line says how many are left out."""
    header = Header(chart.title, chart.subtitle)
    shown = chart.bars[:MAX_BARS]
    legend = Legend((state for bar in shown for state, number in bar.counts if number and state in _ORDER), bars=True)
    left = len(chart.bars) - len(shown)
    height = header.height + legend.height + max(len(shown), 1) * _STEP + (_STEP / 2 if left else 0) + MARGIN
    canvas = Canvas(height)
    header.draw(canvas)
    legend.draw(canvas, header.height)
    y = header.height + legend.height + 14
    if not shown:
        canvas.text(MARGIN, y + _STEP / 2, words.NOTHING)
    for bar in shown:
        _draw_bar(canvas, bar, y)
        y += _STEP
    if left:
        canvas.text(MARGIN, y + _STEP / 4, words.CUT_BARS.format(left=left), size=SMALL, colour=FAINT)
    return canvas


def _draw_bar(canvas: Canvas, bar: Bar, top: float) -> None:
    done, expected, room = bar.count(State.DONE), bar.expected, WIDTH - 2 * MARGIN
    figure = (
        f"{done}/{expected} · {percent_of(done, expected)}%" if expected else words.MARKS[State.NOT_APPLICABLE].word
    )
    figure_width = text_width(figure, TEXT, bold=True)
    label = wrap(bar.label, TEXT, room - figure_width - 24, 1)[0]
    canvas.text(MARGIN, top + 24, label)
    canvas.text(WIDTH - MARGIN, top + 24, figure, bold=True, align="right")
    y, x = top + 48, float(MARGIN)
    canvas.box(MARGIN, y, room, _BAR, fill="#FFFFFF", line=1.6)
    for state in _ORDER:
        number = bar.count(state)
        if number <= 0 or not expected:
            continue
        width = room * number / expected
        look = words.MARKS[state]
        canvas.box(x, y, width, _BAR, fill=f"#{look.strong}", hatch=look.hatch, line=1.6)
        _draw_count(canvas, state, number, x, y, width)
        x += width


def _draw_count(canvas: Canvas, state: State, number: int, x: float, y: float, width: float) -> None:
    """The count on a white plate in its part of the bar: with its symbol, or alone, or left out if too narrow."""
    for text, around in ((f"{words.MARKS[state].symbol} {number}", 24), (str(number), 12)):
        plate = text_width(text, SMALL, bold=True) + around * 2 / 3
        if plate + around / 3 <= width:
            canvas.box(x + (width - plate) / 2, y + 6, plate, _BAR - 12, fill="#FFFFFF", line=0)
            canvas.text(x + width / 2, y + _BAR / 2, text, size=SMALL, bold=True, align="center")
            return

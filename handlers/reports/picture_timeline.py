"""The time line of a term, upright as a phone is held: the whole term as a bar, then its steps one below the other."""

from __future__ import annotations

from datetime import date

from handlers.reports import words
from handlers.reports.picture_frame import (
    FAINT,
    INK,
    MARGIN,
    SMALL,
    TEXT,
    WIDTH,
    Canvas,
    Header,
    Legend,
    text_width,
    wrap,
)
from handlers.reports.sheet import Milestone, State, TimelineChart

MAX_STEPS = 30
_BAR_ROOM, _LINE, _GAP, _MARK = 190.0, 42.0, 34.0, 48.0
_LABEL_LEFT = 330.0
_LOUD = (State.LATE, State.BLOCKED)


def draw_timeline(chart: TimelineChart) -> Canvas:
    """Steps by date; today stands between those before and those after it."""
    header = Header(chart.title, chart.subtitle)
    steps = sorted(chart.milestones, key=lambda step: step.on)[:MAX_STEPS]
    labels = [wrap(step.label, TEXT, WIDTH - MARGIN - _LABEL_LEFT, 3, bold=step.state in _LOUD) for step in steps]
    legend = Legend((step.state for step in steps), bars=False)
    left = len(chart.milestones) - len(steps)
    height = header.height + _BAR_ROOM + sum(len(label) * _LINE + _GAP for label in labels)
    height += _LINE + _GAP + legend.height + MARGIN + (_LINE if left else 0)
    canvas = Canvas(height)
    header.draw(canvas)
    _draw_term(canvas, chart, header.height)
    y = _draw_steps(canvas, chart, steps, labels, header.height + _BAR_ROOM)
    if left:
        canvas.text(_LABEL_LEFT, y, words.CUT_STEPS.format(left=left), size=SMALL, colour=FAINT)
    legend.draw(canvas, height - legend.height - MARGIN / 2)
    return canvas


def _draw_term(canvas: Canvas, chart: TimelineChart, top: float) -> None:
    room, y = WIDTH - 2 * MARGIN, top + 62

    def place(day: date) -> float:
        days = max((chart.end - chart.start).days, 1)
        return MARGIN + room * min(max((day - chart.start).days / days, 0), 1)

    now = place(chart.today)
    canvas.box(MARGIN, y, room, 34, fill="#FFFFFF", line=1.6)
    canvas.box(MARGIN, y, now - MARGIN, 34, fill="#B9C2CE", line=1.6)
    for step in chart.milestones:
        canvas.line(place(step.on), y, place(step.on), y + 34, colour=INK, width=1.6)
    canvas.line(now, y - 16, now, y + 50, colour=INK, width=4)
    align = "left" if now < WIDTH * 0.35 else "right" if now > WIDTH * 0.65 else "center"
    at = {"left": max(now - 20, MARGIN), "right": min(now + 20, WIDTH - MARGIN), "center": now}[align]
    canvas.text(at, y - 38, wrap(chart.today_label, SMALL, room, 1)[0], size=SMALL, bold=True, align=align)
    canvas.text(MARGIN, y + 66, _month(chart.start), size=SMALL, colour=FAINT)
    canvas.text(WIDTH - MARGIN, y + 66, _month(chart.end), size=SMALL, colour=FAINT, align="right")


def _draw_steps(
    canvas: Canvas, chart: TimelineChart, steps: list[Milestone], labels: list[list[str]], top: float
) -> float:
    rail, y, today_drawn = _LABEL_LEFT - 56, top, False
    bottom = top + sum(len(label) * _LINE + _GAP for label in labels) + (_LINE + _GAP)
    canvas.line(rail, top, rail, bottom - _GAP, width=5)
    for step, label in zip(steps, labels, strict=True):
        if not today_drawn and step.on > chart.today:
            y, today_drawn = _draw_today(canvas, chart, y), True
        first = y + _LINE / 2
        canvas.text(rail - 44, first, _day(step.on), size=SMALL, align="right", colour=FAINT)
        canvas.mark(step.state, rail, first, _MARK)
        for number, line in enumerate(label):
            canvas.text(_LABEL_LEFT, first + number * _LINE, line, bold=step.state in _LOUD)
        y += len(label) * _LINE + _GAP
    return y if today_drawn else _draw_today(canvas, chart, y)


def _draw_today(canvas: Canvas, chart: TimelineChart, y: float) -> float:
    middle = y + _LINE / 2
    canvas.line(MARGIN, middle, WIDTH - MARGIN, middle, colour=INK, width=3)
    text = wrap(f"{_day(chart.today)} · {chart.today_label}", SMALL, WIDTH - MARGIN - _LABEL_LEFT - 32, 1, bold=True)[0]
    canvas.box(_LABEL_LEFT, middle - 24, text_width(text, SMALL, bold=True) + 32, 48, fill=INK)
    canvas.text(_LABEL_LEFT + 16, middle, text, size=SMALL, bold=True, colour="#FFFFFF")
    return y + _LINE + _GAP


def _day(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}/{day.year}"

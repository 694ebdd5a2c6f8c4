"""Small words of the page: names of periods, marks of states and shares, how a unit stands in one phrase."""

from __future__ import annotations

from typing import Final

from handlers.board.page import Cell
from handlers.reports.wording import percent, short
from handlers.rules.periods import bounds
from handlers.text import number, say
from storage.reports import Figures

SHADES: Final = ("○", "◔", "◑", "◕", "●")
STATE_MARKS: Final = {"done": "✓", "late": "!", "blocked": "■", "waiting": "…", "not_applicable": "–"}


def period_name(language: str, period: str) -> str:
    """`2026-Q3` → `quý 3/2026` or `quarter 3/2026`."""
    year, _, part = period.partition("-")
    if not part:
        return say(language, "board.year", year=year)
    if part[0] == "W":
        return say(language, "board.week", first=short(bounds(period)[0]))
    if part[0] in "QH":
        return say(language, "board.quarter" if part[0] == "Q" else "board.half", n=part[1], year=year)
    return say(language, "board.month", n=int(part), year=year)


def shade_of(part: int, whole: int) -> int | None:
    """0 nothing, 4 all, between them the quarters; None when nothing was owed."""
    if not whole:
        return None
    return 4 if part >= whole else min(3, part * 4 // whole)


def share_cell(language: str, part: int, whole: int) -> Cell:
    """A share as a square of the heat map: percent, mark, shade, and the words for it."""
    shade = shade_of(part, whole)
    if shade is None:
        return Cell("", mark="·", spoken=say(language, "board.nothing_owed"))
    spoken = say(language, "board.of", part=number(part), whole=number(whole), percent=percent(part, whole))
    return Cell(percent(part, whole), shade=shade, mark=SHADES[shade], spoken=spoken)


def legend(language: str) -> tuple[Cell, ...]:
    """What the marks of a heat map mean."""
    return tuple(
        Cell(say(language, f"board.shade_{shade}"), shade=shade, mark=mark) for shade, mark in enumerate(SHADES)
    )


def state_cell(language: str, state: str) -> Cell:
    """One state: `done`, `late`, `blocked`, `waiting`, `not_applicable`."""
    words = say(language, f"board.state_{state}")
    return Cell(words, state=state, mark=STATE_MARKS[state], spoken=words)


def stands(language: str, figures: Figures) -> tuple[str, str]:
    """(words, state): the worst thing first, never more than two."""
    parts = [
        say(language, f"board.stands_{key}", n=number(count))
        for key, count in (("late", figures.late), ("blocked", figures.blocked), ("returned", figures.returned))
        if count
    ]
    if parts:
        return ", ".join(parts[:2]), "late" if figures.late else "blocked"
    if figures.expected and figures.reported == figures.expected:
        return say(language, "board.stands_done"), "done"
    return say(language, "board.stands_waiting", n=number(figures.expected - figures.reported)), "waiting"

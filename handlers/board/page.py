"""What stands on a committee's page, without a word of how it is drawn. All texts are in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VIEWS: Final = ("months", "duties")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table. `unit_id` leads there; `shade` 0 (nothing done) to 4 (all done) and `mark` say the same
    as the text, to the eye and in black and white; `spoken` is what a screen reader says instead."""

    text: str
    unit_id: int | None = None
    shade: int | None = None
    state: str = ""
    mark: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class BoardTable:
    """`key` names it on the page; the first field of a row is the row's head; `is_heat` draws fields as squares."""

    key: str
    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_heat: bool = False
    legend: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure to be read first; `share` 0..1 draws a bar, None draws none."""

    label: str
    value: str
    detail: str
    share: float | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A unit on the way from one's own down to this."""

    name: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree with how it stands in words; `unit_id` is None where one may not look."""

    name: str
    unit_id: int | None
    note: str
    state: str
    inside: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page of one unit in one period. `periods` and `views` are (value, words)."""

    language: str
    unit_id: int
    title: str
    subtitle: str
    person_seat: str
    period: str
    periods: tuple[tuple[str, str], ...]
    view: str
    views: tuple[tuple[str, str], ...]
    crumbs: tuple[Crumb, ...]
    tiles: tuple[Tile, ...]
    tree: tuple[Branch, ...]
    tables: tuple[BoardTable, ...]
    notes: tuple[str, ...]
    until: str

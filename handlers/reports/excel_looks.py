"""How cells of a workbook look: formats made once, widths and heights that fit what they hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.reports import words
from handlers.reports.sheet import State, Table

_BORDER = {"border": 1, "border_color": "#9AA3AE", "valign": "vcenter"}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"align": "left", "text_wrap": True, "indent": 1},
    "count": {"align": "right", "num_format": "#,##0"},
    "percent": {"align": "right", "num_format": "0.0%"},
    "date": {"align": "center", "num_format": "dd/mm/yyyy"},
    "state": {"align": "center"},
}
_WIDTHS = {"count": 11.0, "percent": 11.0, "date": 12.0, "state": 11.0}
_LINE = 16.5
_LEAST = 1e-9
_NEAR_THE_ENDS = ((0.9995, 1 - _LEAST, '"99,9%"'), (_LEAST, 0.0005, '"0,1%"'))


class Looks:
    """The formats of one workbook (an xlsxwriter `Workbook`)."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.subtitle = book.add_format({"italic": True})
        self.head = book.add_format(
            _BORDER | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE4EC"}
        )
        self.body = {kind: book.add_format(_BORDER | look) for kind, look in _KINDS.items()}
        self.quoted = book.add_format(_BORDER | _KINDS["text"] | {"quote_prefix": True})
        strong = _BORDER | {"bold": True, "top": 2, "bg_color": "#EEF1F5"}
        self.total = {kind: book.add_format(strong | look) for kind, look in _KINDS.items()}
        done = words.MARKS[State.DONE].symbol
        self.total["state"] = book.add_format(strong | {"align": "center", "num_format": f'"{done} "0'})
        self.state = {state: self._state(book, state, "center") for state in State}
        self.state_left = {state: self._state(book, state, "left") for state in State}
        # A spreadsheet would round what is nearly all up to 100% and what is nearly none down to 0%.
        self.near_the_ends = [
            {
                "type": "cell",
                "criteria": "between",
                "minimum": low,
                "maximum": high,
                "format": book.add_format({"num_format": shown}),
            }
            for low, high, shown in _NEAR_THE_ENDS
        ]
        self.label = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        self.note = book.add_format({"valign": "top", "text_wrap": True})
        self.note_quoted = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})

    @staticmethod
    def _state(book: Any, state: State, align: str) -> Any:
        mark = words.MARKS[state]
        colours = {"bg_color": f"#{mark.fill}", "font_color": f"#{mark.ink}"}
        return book.add_format(_BORDER | colours | {"align": align, "shrink": align == "center"})


def column_width(table: Table, at: int) -> float:
    """Characters. A text column is as wide as the longest of its first rows, within 8 to 48."""
    column = table.columns[at]
    if column.width:
        return min(column.width, 255.0)
    if column.kind != "text":
        return _WIDTHS[column.kind]
    longest = max((_length(row[at]) for row in table.rows[:300]), default=0)
    return float(min(max(longest + 2, len(column.title) * 0.6, 8), 48))


def _length(value: object) -> int:
    if isinstance(value, date):
        return 10
    return max((len(line) for line in str(value or "").split("\n")), default=0)


def header_height(titles: list[str], widths: list[float]) -> float:
    """Points: enough for the longest title once wrapped in its column (2 characters go to the filter's arrow)."""
    lines = max(-(-len(title) // max(int(width) - 2, 4)) for title, width in zip(titles, widths, strict=True))
    return min(_LINE * max(lines, 1) + 6, 300.0)


def body_height(row: tuple[object, ...], widths: list[float]) -> float | None:
    """Points for a row whose longest text wraps; None for one line. Not every program grows rows by itself."""
    texts = [(str(value), width) for value, width in zip(row, widths, strict=True) if isinstance(value, str)]
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return None if lines == 1 else min(_LINE * lines, 400.0)


def _lines(text: str, width: float) -> int:
    room = max(int(width) - 3, 4)
    return sum(-(-max(len(part), 1) // room) for part in text.split("\n"))

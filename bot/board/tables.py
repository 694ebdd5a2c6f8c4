"""Real tables: caption, heads with a scope, and words for whoever hears instead of sees."""

from __future__ import annotations

from html import escape
from typing import Final

from handlers.board import BoardTable, Cell
from handlers.text import say

MARK_ICON: Final = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><rect width="32" height="32" '
    'rx="9" class="mark"/><path d="M9 16.5l5 5 9.5-11" class="tick"/></svg>'
)


def table(shown: BoardTable, language: str, href: str) -> str:
    """One section with its table; `href` is where a unit's name leads, with `{unit}` in it."""
    head = f'<h2 id="h-{shown.key}">{escape(shown.title)}</h2>'
    if not shown.rows:
        empty = f"<p>{escape(say(language, 'board.empty'))}</p>"
        return f'<section class="card" aria-labelledby="h-{shown.key}">{head}{empty}</section>'
    columns = "".join(f'<th scope="col"><span>{escape(column)}</span></th>' for column in shown.columns)
    rows = "".join(_row(row, href, is_heat=shown.is_heat) for row in shown.rows)
    kind = "heat" if shown.is_heat else "plain"
    return (
        f'<section class="card" aria-labelledby="h-{shown.key}">{head}'
        f'<div class="scroll" role="region" aria-labelledby="h-{shown.key}" tabindex="0">'
        f'<table class="{kind}" id="t-{shown.key}"><caption><span>{escape(shown.caption)}</span></caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div>{_legend(shown, language)}</section>"
    )


def _row(row: tuple[Cell, ...], href: str, *, is_heat: bool) -> str:
    first, *others = row
    name = escape(first.text)
    if first.unit_id is not None:
        name = f'<a href="{escape(href.format(unit=first.unit_id))}">{name}</a>'
    cells = "".join(_field(cell, is_heat=is_heat) for cell in others)
    return f'<tr data-name="{escape(first.text)}"><th scope="row">{name}</th>{cells}</tr>'


def _field(cell: Cell, *, is_heat: bool) -> str:
    looks = _looks(cell)
    if not cell.mark:
        is_number = cell.text.replace(".", "").isdecimal()
        return f"<td{' class=number' if is_number else ''}>{escape(cell.text)}</td>"
    text = "" if is_heat and cell.state else escape(cell.text)
    seen = f'<span aria-hidden="true"><b class="mark">{cell.mark}</b> {text}</span>'
    spoken = escape(cell.spoken or cell.text)
    return f'<td class="{"square" if is_heat else "marked"}{looks}">{seen}<span class="unseen">{spoken}</span></td>'


def _looks(cell: Cell) -> str:
    if cell.state:
        return f" is-{cell.state}"
    return f" s{cell.shade}" if cell.shade is not None else " nothing"


def _legend(shown: BoardTable, language: str) -> str:
    if not shown.legend:
        return ""
    items = "".join(
        f'<li><span class="swatch{_looks(each)}" aria-hidden="true">{each.mark}</span> {escape(each.text)}</li>'
        for each in shown.legend
    )
    return f'<div class="legend"><h3>{escape(say(language, "board.legend"))}</h3><ul>{items}</ul></div>'

"""`Board` → one HTML page with its own style and script, and a policy by which nothing else runs or is fetched."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

from bot.board.tables import MARK_ICON, table
from handlers.board import Board, Branch, Tile
from handlers.text import LANGUAGES, say

NAMES: Final = {"vi": "Tiếng Việt", "en": "English"}


@cache
def _asset(name: str) -> str:
    return files("bot.board").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def policy() -> str:
    """The Content-Security-Policy: our style, our script, nothing from anywhere, in no frame."""
    return (
        f"default-src 'none'; script-src 'sha256-{_hash(_asset('page.js'))}'; "
        f"style-src 'sha256-{_hash(_asset('page.css'))}'; img-src data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def board_page(board: Board, address: str) -> str:
    """The page; `address` is the path of the link, below which the units stand."""
    words = board.language
    body = f"""<a class="skip" href="#main">{_say(words, "skip")}</a>
<header class="top">
<div class="line"><p class="brand">{MARK_ICON}<span>{_say(words, "page")}</span></p>{_languages(board, address)}</div>
{_crumbs(board, address)}
<h1>{escape(board.title)}</h1>
<p class="sub"><strong>{escape(_capital(board.subtitle))}</strong>
<span>{_say(words, "seen_by", seat=board.person_seat)}</span>
<span class="until">{_say(words, "until", time=board.until)}</span></p>
{_controls(board, address)}
</header>
<main id="main" tabindex="-1">
<section class="figures" aria-labelledby="h-figures"><h2 id="h-figures" class="unseen">{_say(words, "figures")}</h2>
<ul class="tiles">{"".join(_tile(tile) for tile in board.tiles)}</ul></section>
<div class="{"split" if board.tree else "whole"}">{_tree(board, address)}
<div class="tables">{"".join(table(each, words, _link(board, address)) for each in board.tables)}</div></div>
<footer aria-labelledby="h-notes"><h2 id="h-notes">{_say(words, "notes")}</h2>
<ul>{"".join(f"<li>{escape(note)}</li>" for note in board.notes)}</ul></footer>
</main>"""
    return _document(words, board.title, body)


def gone_page(language: str) -> str:
    """For every link that opens nothing, whatever the reason; in both languages, since nobody knows who asks."""
    parts = [language, *(each for each in LANGUAGES if each != language)]
    body = "".join(
        f'<section lang="{each}"><h1>{_say(each, "gone_title")}</h1><p>{_say(each, "gone")}</p></section>'
        for each in parts
    )
    return _document(language, say(language, "board.gone_title"), f'<main class="message" id="main">{body}</main>')


def away_page(language: str, address: str) -> str:
    """For a unit that this link does not lead to."""
    text, back = _say(language, "away"), _say(language, "back_home")
    way = f'<p><a class="button" href="{escape(address)}">{back}</a></p>'
    body = f'<main class="message" id="main"><h1>{text}</h1>{way}</main>'
    return _document(language, say(language, "board.away"), body)


def _document(language: str, title: str, body: str) -> str:
    # The page is not to be described by whoever draws a preview of the link in a chat.
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive, nosnippet">
<meta name="color-scheme" content="light dark"><meta property="og:title" content="Chi Bộ">
<meta property="og:description" content=""><meta name="description" content="">
<title>{escape(title)} – {_say(language, "page")}</title><link rel="icon" href="data:,">
<style>{_asset("page.css")}</style></head>
<body>{body}<script>{_asset("page.js")}</script></body></html>"""


def _say(language: str, key: str, **values: object) -> str:
    return escape(say(language, f"board.{key}", **values))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _link(board: Board, address: str, **changed: str) -> str:
    """The query that keeps period, view and language on the way to another unit: `{address}/{unit}?…`."""
    kept = {"ky": board.period, "xem": board.view, "lang": board.language} | changed
    return f"{address}/{{unit}}?{urlencode(kept)}"


def _languages(board: Board, address: str) -> str:
    links = []
    for each in LANGUAGES:
        href = escape(_link(board, address, lang=each).format(unit=board.unit_id))
        current = ' aria-current="true"' if each == board.language else ""
        links.append(f'<a href="{href}" lang="{each}" hreflang="{each}"{current}>{NAMES[each]}</a>')
    return f'<nav class="languages paperless" aria-label="{NAMES["vi"]} / {NAMES["en"]}">{"".join(links)}</nav>'


def _crumbs(board: Board, address: str) -> str:
    if len(board.crumbs) < 2:
        return ""
    href = _link(board, address)
    above = "".join(
        f'<li><a href="{escape(href.format(unit=each.unit_id))}">{escape(each.name)}</a></li>'
        for each in board.crumbs[:-1]
    )
    here = f'<li aria-current="page">{escape(board.crumbs[-1].name)}</li>'
    return f'<nav class="crumbs" aria-label="{_say(board.language, "where")}"><ol>{above}{here}</ol></nav>'


def _controls(board: Board, address: str) -> str:
    """A plain form, so that period and view can be chosen without any script."""
    words = board.language
    fields = [_select("ky", _say(words, "period"), board.periods, board.period)]
    if len(board.views) > 1:
        fields.append(_select("xem", _say(words, "view"), board.views, board.view))
    search = '<input id="filter" type="search" autocomplete="off">'
    search = f'<label class="scripted" hidden>{_say(words, "filter")}{search}</label>' if board.tree else ""
    return f"""<form class="controls paperless" method="get" action="{escape(f"{address}/{board.unit_id}")}">
{"".join(fields)}<input type="hidden" name="lang" value="{words}"><button class="button">{_say(words, "show")}</button>
{search}<button class="button light scripted" id="print" type="button" hidden>{_say(words, "print")}</button></form>"""


def _select(name: str, label: str, choices: tuple[tuple[str, str], ...], chosen: str) -> str:
    known = choices if any(value == chosen for value, _ in choices) else (*choices, (chosen, chosen))
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(_capital(text))}</option>'
        for value, text in known
    )
    return f'<label>{label}<select name="{name}">{options}</select></label>'


def _tile(tile: Tile) -> str:
    bar = ""
    if tile.share is not None:
        bar = (
            '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            '<rect class="bed" width="100" height="6"/>'
            f'<rect class="fill" width="{100 * tile.share:.1f}" height="6"/></svg>'
        )
    state = f" is-{tile.state}" if tile.state else ""
    return (
        f'<li class="tile{state}"><span class="label">{escape(tile.label)}</span> <strong>{escape(tile.value)}</strong>'
        f'{bar} <span class="detail">{escape(tile.detail)}</span></li>'
    )


def _tree(board: Board, address: str) -> str:
    if not board.tree:
        return ""
    href = _link(board, address)
    items = "".join(_branch(branch, href, board.language) for branch in board.tree)
    return (
        f'<nav class="tree" aria-labelledby="h-tree"><h2 id="h-tree">{_say(board.language, "tree")}</h2>'
        f"<ul>{items}</ul></nav>"
    )


def _branch(branch: Branch, href: str, language: str) -> str:
    name = escape(branch.name)
    if branch.unit_id is not None:
        name = f'<a href="{escape(href.format(unit=branch.unit_id))}">{name}</a>'
    line = f'<span class="leaf">{name} <span class="note is-{branch.state}">{escape(branch.note)}</span></span>'
    inside = "".join(_branch(each, href, language) for each in branch.inside)
    if inside:
        # The link stands outside of what opens and shuts, so that each has its own place in the tab order.
        head = _say(language, "inside", n=len(branch.inside))
        inside = f"<details><summary>{head}</summary><ul>{inside}</ul></details>"
    return f'<li data-name="{escape(branch.name)}">{line}{inside}</li>'
